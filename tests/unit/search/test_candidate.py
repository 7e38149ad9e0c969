"""A point becomes the estimator that it says, and every shipped model can be fitted."""

import numpy as np
import pytest

from cremad.search.candidate import build_candidate, with_probabilities
from cremad.search.locked_rows import find_families
from cremad.search.spaces import PARAMETERS, find_space, structure_space


def test_parameters_reach_their_steps():
    params = {
        "imputer": "median",
        "selector": "anova",
        "anova.percentile": 20,
        "model": "svm_rbf",
        "svm_rbf.C": 3.0,
    }
    candidate = build_candidate(params, {}, 0)
    assert list(candidate.named_steps) == ["imputer", "scaler", "varying", "selector", "classifier"]
    assert candidate["imputer"].strategy == "median"
    assert candidate["selector"].percentile == 20
    assert candidate["classifier"].C == 3.0


def test_only_the_used_families_are_seen(clips, features):
    point = {"use.audio.tone": False, "use.audio.noise": True, "model": "logistic_regression"}
    candidate = build_candidate(point, find_families(features), 0)
    candidate.fit(features["audio"], clips["emotion"])
    assert candidate["imputer"].n_features_in_ == 12
    assert candidate["columns"].transformers[0][2][0] == "noise_0"


@pytest.mark.parametrize("model", PARAMETERS)
def test_the_cheapest_point_of_every_shipped_space_can_be_fitted(model, clips, features):
    point = next(find_space(model, {}, 1).grid()) | {f"{model}.n_estimators": 10, f"{model}.max_iter": 10}
    known = set(find_space(model, {}, 1).parameters)
    candidate = build_candidate({name: value for name, value in point.items() if name in known}, {}, 0)
    predicted = candidate.fit(features["audio"], clips["emotion"]).predict(features["audio"])
    assert set(predicted) <= set(clips["emotion"])


def test_probabilities_leave_choices_as_they_are(clips, features):
    point = {"use.audio.tone": True, "use.audio.noise": False, "model": "svm_rbf", "svm_rbf.C": 2.0}
    families = find_families(features)
    plain = build_candidate(point, families, 0).fit(features["audio"], clips["emotion"])
    calibrated = with_probabilities(build_candidate(point, families, 0), 0)
    calibrated.fit(features["audio"], clips["emotion"], groups=clips["actor"])
    assert (calibrated.predict(features["audio"]) == plain.predict(features["audio"])).all()
    assert np.allclose(calibrated.predict_proba(features["audio"]).sum(1), 1)


def test_every_preparation_can_be_fitted(clips, features):
    space = structure_space(["audio.tone"], models=["logistic_regression"])
    rng = np.random.default_rng(0)
    for _ in range(12):
        point = space.draw(rng) | {"use.audio.tone": True}
        candidate = build_candidate(point, find_families(features), 0)
        candidate.set_params(classifier__C=1e-3).fit(features["audio"], clips["emotion"])

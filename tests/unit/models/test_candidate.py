"""Chosen parameters become the estimator that they say, for every learner that has a space."""

import numpy as np
import pandas as pd
import pytest
import skops.io

from cremad.catalogue.learners import find_learner
from cremad.catalogue.spec import ModelSpec
from cremad.catalogue.treatment import Treatment
from cremad.cleaning.imputation import ImputationOptions
from cremad.cleaning.steps import CleaningOptions
from cremad.errors import OptionError
from cremad.models.candidate import FAMILIES, PREPARATION, STORES, build_candidate, build_chosen, searched_names
from cremad.models.learner import Learner, Tag
from cremad.models.space import Space
from cremad.search.spaces import searchable

PREPARED = [name for name, each in searchable().items() if Tag.NETWORK not in each.tags]
FAST = {"n_estimators": 10, "max_iter": 10}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """90 clips with features of two families, of which the first knows the emotion; with gaps."""
    rng = np.random.default_rng(0)
    emotion = np.arange(90) % 3
    told = rng.normal(size=(3, 6))[emotion] + rng.normal(size=(90, 6))
    columns = [*(f"tone_{n}" for n in range(6)), *(f"noise_{n}" for n in range(6))]
    frame = pd.DataFrame(np.hstack([told, rng.normal(size=(90, 6))]), columns=columns)
    frame.iloc[::17, 3] = np.nan
    return frame


@pytest.fixture(scope="module")
def emotions() -> np.ndarray:
    return np.array(["anger", "happy", "sad"])[np.arange(90) % 3]


@pytest.fixture(scope="module")
def actors() -> np.ndarray:
    return np.arange(90) // 9


def test_parameters_reach_their_steps():
    params = {"imputer": "median", "selector": "anova", "anova.percentile": 20, "C": 3.0}
    candidate = build_candidate(find_learner("svm_rbf"), params, 0)
    assert list(candidate.named_steps) == ["imputer", "scaler", "varying", "selector", "classifier"]
    assert candidate["imputer"].strategy == "median"
    assert candidate["selector"].percentile == 20
    assert candidate["classifier"].C == 3.0


def test_only_the_used_families_are_model_inputs(table, emotions):
    candidate = build_candidate(find_learner("logistic_regression"), {FAMILIES: ["noise"]}, 0)
    candidate.fit(table, emotions)
    assert candidate["imputer"].n_features_in_ == 6
    assert candidate["columns"].get_feature_names_out()[0] == "noise_0"


@pytest.mark.parametrize("name", PREPARED)
def test_every_learner_with_a_space_can_be_fitted_at_a_point_that_is_drawn(name, table, emotions, actors):
    learner = find_learner(name)
    point = Space(parameters=dict(learner.parameters())).draw(np.random.default_rng(0))
    fast = {key: value for key, value in FAST.items() if key in point}
    fitted = build_chosen(learner, point | fast, 0).fit(table, emotions, groups=actors)
    assert set(fitted.predict(table)) <= set(emotions)
    assert np.allclose(fitted.predict_proba(table).sum(1), 1)
    assert (fitted.predict(table) == emotions).mean() > 0.5


def test_probabilities_leave_choices_as_they_are(table, emotions, actors):
    learner, params = find_learner("svm_rbf"), {FAMILIES: ["tone"], "C": 2.0}
    plain = build_candidate(learner, params, 0).fit(table, emotions)
    calibrated = build_chosen(learner, params, 0).fit(table, emotions, groups=actors)
    assert (calibrated.predict(table) == plain.predict(table)).all()


def test_every_preparation_can_be_fitted(table, emotions):
    space, rng = Space(parameters=PREPARATION), np.random.default_rng(0)
    learner = find_learner("logistic_regression")
    for _ in range(12):
        params = space.draw(rng) | {FAMILIES: ["tone"], "C": 1e-3}
        assert len(build_candidate(learner, params, 0).fit(table, emotions).classes_) == 3


def test_a_specification_puts_thresholds_and_a_treatment_around_the_parameters(table, emotions, actors):
    treatment = Treatment(cleaning=CleaningOptions(imputation=ImputationOptions(strategy="median")))
    params = {FAMILIES: ["noise"], "C": 2.0}
    spec = ModelSpec(learner="svm_rbf", params=params, thresholds=True, treatment=treatment)
    tuned = spec.build(0).fit(table, emotions, groups=actors).estimator_
    assert next(iter(tuned.pipeline_.named_steps)) == "columns"
    assert tuned.pipeline_["scaler"].n_features_in_ == 6
    assert tuned.pipeline_["classifier"].C == 2.0


def test_a_candidate_can_be_stored(table, emotions, actors):
    params = {FAMILIES: ["tone"], "selector": "anova"}
    fitted = ModelSpec(learner="svm_rbf", params=params).build(0).fit(table, emotions, groups=actors)
    stored = skops.io.dumps(fitted)
    shared = {"cremad.models.tuning.ActorTuned", "cremad.selection.actor_pipeline.ActorPipeline", "numpy.dtype"}
    assert set(skops.io.get_untrusted_types(data=stored)) == {*shared, *STORES}
    loaded = skops.io.loads(stored, trusted=[*shared, *STORES])
    assert np.array_equal(loaded.predict_proba(table), fitted.predict_proba(table))


def test_names_are_those_of_the_learner_and_of_its_preparation():
    assert searched_names(find_learner("svm_rbf")) == ("C", "gamma", *PREPARATION, FAMILIES)
    network = searched_names(find_learner("network"), ("log_mel",))
    assert {"inputs", "training.epochs"} <= set(network)
    assert not {*PREPARATION, FAMILIES} & set(network)


def test_a_learner_has_a_space_and_a_way_to_follow_it_or_neither():
    with pytest.raises(OptionError, match="one of space and tune"):
        Learner("half", "Half", lambda seed: None, space={})

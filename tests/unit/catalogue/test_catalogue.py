"""Every model of the catalogue fits, and the controls stay at chance."""

import numpy as np
import pytest

from cremad.catalogue.catalogue import CATALOGUE
from cremad.evaluation.classification import evaluate
from cremad.evaluation.fit_scope import FitScope
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import divide
from cremad.training.crossvalidation import cross_validate
from data_contracts.vocabulary import EMOTIONS
from tests.unit.conftest import build, seen_by


@pytest.mark.parametrize("name", CATALOGUE)
def test_fits_the_same_twice_and_gives_probabilities(name, clips, features):
    X, by_id = seen_by(name, clips, features), clips.set_index("clip_id")
    first, second = (
        FitScope(X.index).fit(build(name, 5), X, by_id["emotion"], by_id["actor"]).predict_proba(X)
        for _ in range(2)
    )
    assert (first == second).all()
    np.testing.assert_allclose(first.sum(1), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("logistic_regression", 0.3, 0.9),
        ("logistic_regression_by_actor", 0.3, 0.9),
        ("svm_rbf", 0.3, 0.9),
        ("xgboost", 0.3, 0.9),
        ("svm_sequences", 0.25, 0.9),
        ("majority", 1 / 6, 1 / 6),
        ("shuffled_labels", 0.08, 0.26),
        ("text_only", 0.0, 1 / 6),
        ("sentence_lookup", 0.0, 1 / 6),
        ("duration_only", 0.08, 0.26),
    ],
)
def test_uar_on_unseen_actors(name, lowest, highest, clips, features):
    folds = divide(find_protocol("actor_5fold"), clips, seed=0).folds
    X = seen_by(name, clips, features)
    rows = cross_validate(lambda: build(name, 0), X, clips, folds, labels="six")
    score = evaluate(rows["y_true"], rows["y_pred"], EMOTIONS)["uar"]
    assert lowest - 1e-9 <= score <= highest + 1e-9

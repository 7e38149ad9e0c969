"""The elastic net against scikit-learn's, and its limits."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from cremad.models.linear import SparseLogistic


@pytest.fixture
def table():
    rng = np.random.default_rng(0)
    y = np.repeat(["happy", "neutral", "sad"], [40, 20, 60])
    X = rng.normal(size=(120, 12))
    X[:, 0] += (y == "happy") - 1.0 * (y == "sad")
    X[:, 1] += 2.0 * (y == "neutral")
    return (X - X.mean(0)) / X.std(0), y


@pytest.mark.parametrize("l1_ratio", [1.0, 0.4])
def test_weights_are_those_of_scikit_learn(table, l1_ratio):
    X, y = table
    ours = SparseLogistic(0.2, l1_ratio, max_iter=5000, tol=1e-7).fit(X, y)
    theirs = LogisticRegression(
        solver="saga",
        l1_ratio=l1_ratio,
        C=1 / (ours.penalty_ * len(y)),
        class_weight="balanced",
        max_iter=20_000,
        tol=1e-8,
    ).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-4)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)


def test_lasso_keeps_what_tells_and_nothing_at_full_strength(table):
    X, y = table
    assert set(np.flatnonzero(SparseLogistic(0.6).fit(X, y).coef_.any(0))) == {0, 1}
    nothing = SparseLogistic(1.0).fit(X, y)
    assert not nothing.coef_.any()
    np.testing.assert_allclose(nothing.predict_proba(X), 1 / 3, atol=1e-6)


def test_descent_that_is_cut_short_says_so(table):
    assert SparseLogistic(0.05, max_iter=3).fit(*table).n_iter_ == 3

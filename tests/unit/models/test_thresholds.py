"""Weights of the classes that raise the UAR of held-out actors."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score

from cremad.models.preparation import prepared
from cremad.models.thresholds import ThresholdTuned, fit_offsets
from cremad.models.weighting import EvenlyWeighted


def uar(values, truth):
    return recall_score(truth, values.argmax(1), average="macro", zero_division=0.0)


def test_the_cut_by_hand():
    """The first class wrongly wins clip 2, by 1, and rightly clip 0, by 3: the cut is half-way, at 2."""
    values = np.array([[3.0, 0.0], [2.5, 3.0], [1.0, 0.0], [1.0, 1.5]])
    truth = np.array([0, 1, 1, 1])
    np.testing.assert_allclose(fit_offsets(values, truth), [-2.0, 0.0])


def test_what_is_right_already_stays():
    values = np.eye(3)[[0, 1, 2, 2]]
    assert not fit_offsets(values, np.array([0, 1, 2, 2])).any()


@given(
    arrays(float, (12, 3), elements=st.floats(-4, 4, width=16)),
    st.permutations([0] * 2 + [1] * 4 + [2] * 6).map(np.array),
)
def test_no_worse_than_without(values, truth):
    assert uar(values + fit_offsets(values, truth), truth) >= uar(values, truth) - 1e-9


def test_as_good_as_all_offsets_of_a_grid():
    rng = np.random.default_rng(0)
    truth = rng.choice(3, 60, p=[0.6, 0.3, 0.1])
    values = 1.5 * np.eye(3)[truth] + rng.normal(size=(60, 3)) + [2, 0, -1]
    steps = np.arange(-5, 5.1, 0.5)
    best = max(uar(values + np.array([0, *each]), truth) for each in product(steps, steps))
    assert uar(values + fit_offsets(values, truth), truth) >= best - 0.02


@pytest.fixture
def lopsided():
    """Probabilities by prior: of 8 clips an actor, one is sad, and the likelier class is always chosen."""
    rng = np.random.default_rng(0)
    y = np.tile(["happy"] * 7 + ["sad"], 60)
    X = pd.DataFrame({"a": (y == "sad") + 0.8 * rng.normal(size=len(y))})
    return X, pd.Series(y), pd.Series(np.repeat(np.arange(60), 8).astype(str))


def test_rare_class_is_chosen_more_often_on_unseen_actors(lopsided):
    X, y, actors = lopsided
    seen = np.arange(len(y)) < 320
    model = ThresholdTuned(prepared(LogisticRegression())).fit(X[seen], y[seen], actors[seen])
    plain = model.estimator_
    assert np.diff(model.offsets_) > 0.5
    score, before = (recall_score(y[~seen], each.predict(X[~seen]), average="macro") for each in (model, plain))
    assert score > before + 0.05


def test_order_of_clips_stays_and_votes_are_handed_on(lopsided):
    X, y, actors = lopsided
    votes = pd.DataFrame({"happy": 1, "sad": np.arange(len(y)) % 3})
    told = EvenlyWeighted(LogisticRegression(), softness=0.5)
    model = ThresholdTuned(told).fit(X, y, actors, votes)
    alone = told.fit(X, y, votes).predict_proba(X)[:, 1]
    assert (model.estimator_.predict_proba(X)[:, 1] == alone).all()
    assert (np.argsort(model.predict_proba(X)[:, 1]) == np.argsort(alone)).all()

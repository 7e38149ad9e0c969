"""Members that vote and members that are stacked, both with actors held out."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import FunctionTransformer

from cremad.models.preparation import prepared
from cremad.models.stacking import ActorStacked, fit_pool
from cremad.models.tuning import ActorTuned
from cremad.models.voting import Voted
from cremad.models.weighting import EvenlyWeighted


@pytest.fixture
def told_twice():
    """Each clip of an actor is there twice: neighbours are right within actors and at chance across them."""
    rng = np.random.default_rng(0)
    actor = np.repeat(np.arange(40), 8)
    emotion = np.tile(["happy"] * 4 + ["sad"] * 4, 40)
    place = 3 * rng.normal(size=(40, 2, 4))[actor, (emotion == "sad").astype(int)]
    hint = 0.8 * (emotion == "sad") + rng.normal(size=len(actor))
    ids = [f"c{number:03d}" for number in range(len(actor))]
    X = pd.DataFrame(np.column_stack([place, hint]), ids, [*"abcd", "hint"])
    return X, pd.Series(emotion, ids), pd.Series(actor.astype(str), ids)


def hint_alone(table):
    return np.asarray(table)[:, -1:]


def members():
    return [
        ("neighbour", KNeighborsClassifier(1)),
        ("hint", prepared(LogisticRegression(), selector=FunctionTransformer(hint_alone))),
    ]


def test_member_that_finds_the_speaker_gets_no_weight(told_twice):
    X, y, actors = told_twice
    grouped = ActorStacked(members()).fit(X, y, actors)
    ungrouped = ActorStacked(members()).fit(X, y)
    assert grouped.weights_[0] < 0.05 < 0.5 < grouped.weights_[1]
    assert ungrouped.weights_[0] > 0.4


def test_weights_of_known_opinions():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(3, 5000, 4))
    logits[2] = 0.0
    truth = (2 * logits[0] + 0.5 * logits[1] + rng.gumbel(size=(5000, 4))).argmax(1)
    logarithms = np.log(softmax(logits, axis=2))
    np.testing.assert_allclose(fit_pool(logarithms, truth)[:2], [2, 0.5], rtol=0.1)


def test_opinion_that_is_always_wrong_is_left_out():
    logarithms = np.log(np.array([[[0.9, 0.1], [0.2, 0.8]], [[0.2, 0.8], [0.9, 0.1]]]))
    weights = fit_pool(logarithms, np.array([0, 1]))
    assert weights[1] == 0 < weights[0]


def test_votes_by_hand(told_twice):
    X, y, actors = told_twice
    soft, hard = (Voted(members(), how).fit(X, y, actors) for how in ("soft", "hard"))
    said = np.stack([each.predict_proba(X) for each in soft.estimators_])
    np.testing.assert_allclose(soft.predict_proba(X), said.mean(0))
    assert set(np.unique(hard.predict_proba(X))) <= {0.0, 0.5, 1.0}
    np.testing.assert_allclose(hard.predict_proba(X), (said > 0.5).mean(0))


@pytest.mark.parametrize("ensemble", [Voted, ActorStacked])
def test_members_that_tune_are_given_the_actors(ensemble, told_twice):
    X, y, actors = told_twice
    tuned = ActorTuned(prepared(KNeighborsClassifier()), {"n_neighbors": [1, 60]})
    fitted = ensemble([("tuned", tuned)]).fit(X, y, actors)
    assert fitted.estimators_[0].best_params_ == {"n_neighbors": 60}


@pytest.mark.parametrize("ensemble", [Voted, ActorStacked])
def test_members_that_learn_from_votes_are_given_them(ensemble, told_twice):
    X, y, actors = told_twice
    votes = pd.DataFrame({"happy": 1, "sad": np.arange(len(y)) % 3}, X.index)
    told = EvenlyWeighted(LogisticRegression(), softness=0.5)
    (member,) = ensemble([("told", told)]).fit(X, y, actors, soft_labels=votes).estimators_
    assert (member.predict_proba(X) == told.fit(X, y, votes).predict_proba(X)).all()

"""Settings are chosen, and confidence is scaled, on actors that were held out."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned, decision_values, fit_temperature


@pytest.fixture
def training(clips, features):
    by_id = clips.set_index("clip_id")
    return features["audio"].drop(columns="source"), by_id["emotion"], by_id["actor"]


def tuned(classifier=None, grid=None, **options):
    return ActorTuned(prepared(classifier or LogisticRegression()), grid or {"C": [0.01, 1.0]}, **options)


def test_probabilities_sum_to_one_and_choices_follow_them(training):
    X, y, actors = training
    model = tuned(SVC(), {"C": [0.5, 4.0]}).fit(X, y, actors)
    table = model.predict_proba(X)
    np.testing.assert_allclose(table.sum(1), 1)
    assert (model.classes_[table.argmax(1)] == model.predict(X)).all()
    assert model.best_params_["C"] in (0.5, 4.0)


class Nearest(KNeighborsClassifier):
    """Finds the speaker."""

    def decision_function(self, X):
        return self.predict_proba(X)


def test_setting_that_tells_actors_apart_does_not_win():
    """Two clips an actor, alike: one neighbour is perfect within actors and worthless across them."""
    rng = np.random.default_rng(0)
    ids = [f"c{number:03d}" for number in range(240)]
    actor = np.repeat(np.arange(60), 4)
    emotion = np.tile(["happy", "happy", "sad", "sad"], 60)
    place = rng.normal(size=(60, 2, 4))[actor, (emotion == "sad").astype(int)]
    place[:, 0] += np.where(emotion == "sad", 0.8, -0.8)
    X = pd.DataFrame(place + 0.01 * rng.normal(size=place.shape), index=ids)
    y, groups = pd.Series(emotion, index=ids), pd.Series(actor.astype(str), index=ids)
    model = tuned(Nearest(), {"n_neighbors": [1, 60]}).fit(X, y, groups)
    assert model.best_params_ == {"n_neighbors": 60}


def test_temperature_brings_confidence_down_to_what_held_out_actors_bear(training):
    X, y, actors = training
    test = actors >= "1015"
    model = tuned(LogisticRegression(C=100.0), {"C": [100.0]}).fit(X[~test], y[~test], actors[~test])
    assert model.inverse_temperature_ < 1
    untempered = model.pipeline_.predict_proba(X[test])
    tempered = model.predict_proba(X[test])
    assert (untempered.argmax(1) == tempered.argmax(1)).all()
    assert log_loss(y[test], tempered) < log_loss(y[test], untempered)


def test_temperature_of_known_decisions():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 3))
    truth = (logits + rng.gumbel(size=logits.shape)).argmax(1)
    factor, loss = fit_temperature(4 * logits, truth)
    assert factor == pytest.approx(0.25, rel=0.05)
    assert loss == pytest.approx(log_loss(truth, softmax(logits, axis=1)), rel=0.02)
    untrained = np.where(truth[:, None] == np.arange(3), -np.inf, logits)
    assert fit_temperature(untrained, truth) == (1.0, np.inf)


def test_two_classes_have_two_decision_values():
    X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), ["happy", "happy", "sad", "sad"]
    fitted = LogisticRegression().fit(X, y)
    assert (np.array(["happy", "sad"])[decision_values(fitted, X).argmax(1)] == y).all()


def test_emotion_that_one_actor_alone_acts_does_no_harm(training):
    X, y, actors = training
    rare = (y != "fear") | (actors == "1003")
    model = tuned().fit(X[rare], y[rare], actors[rare])
    table = model.predict_proba(X)
    assert np.isfinite(table).all()
    assert "fear" in model.classes_


def test_the_seed_decides(training):
    first, second = (tuned(random_state=3).fit(*training).predict_proba(training[0]) for _ in range(2))
    assert (first == second).all()

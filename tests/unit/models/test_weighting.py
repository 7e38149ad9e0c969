"""Emotions of the same weight, and votes as targets."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

from cremad.models.baselines import logistic_regression
from cremad.models.weighting import EvenlyWeighted

X = np.array([[0.0], [0.5], [1.0], [1.5], [4.0], [5.0]])
Y = np.array(["happy", "happy", "happy", "happy", "sad", "sad"])


def test_each_emotion_has_the_same_weight():
    np.testing.assert_allclose(EvenlyWeighted(GaussianNB()).fit(X, Y).estimator_.class_prior_, 0.5)
    balanced = LogisticRegression(class_weight="balanced").fit(X, Y)
    np.testing.assert_allclose(
        EvenlyWeighted(LogisticRegression()).fit(X, Y).predict_proba(X), balanced.predict_proba(X), atol=1e-6
    )


def test_classifier_without_weights_is_corrected_for_the_shares():
    """All six clips are neighbours: 4/6 and 2/6, divided by the same shares, are even."""
    model = EvenlyWeighted(KNeighborsClassifier(6)).fit(X, Y)
    np.testing.assert_allclose(model.predict_proba(X), 0.5)


def test_shares_of_votes_are_the_targets():
    votes = pd.DataFrame({"happy": [5, 4, 3, 2, 0, 1], "sad": [0, 1, 3, 2, 4, 0], "fear": 9})
    model = EvenlyWeighted(LogisticRegression(tol=1e-8), softness=0.5).fit(X, Y, soft_labels=votes)
    hard = np.eye(2)[(Y == "sad").astype(int)]
    shares = votes[["happy", "sad"]].to_numpy()
    targets = (hard + shares / shares.sum(1, keepdims=True)) / 2
    weights = targets * 3 / targets.sum(0)

    def loss(theta):
        logits = np.column_stack([np.zeros(6), X[:, 0] * theta[0] + theta[1]])
        return -(weights * log_softmax(logits, axis=1)).sum() + theta[0] ** 2 / 2

    slope, intercept = minimize(loss, [0.0, 0.0], tol=1e-10).x
    np.testing.assert_allclose(model.estimator_.coef_, [[slope]], atol=1e-4)
    np.testing.assert_allclose(model.estimator_.intercept_, [intercept], atol=1e-4)


def test_without_votes_the_emotion_is_the_target():
    none = pd.DataFrame({"happy": np.zeros(6), "sad": [np.nan] * 6})
    plain, given, hard = (
        EvenlyWeighted(LogisticRegression(), softness).fit(X, Y, votes).predict_proba(X)
        for softness, votes in ((0.5, None), (0.5, none), (0.0, none + 1))
    )
    assert (plain == given).all()
    assert (plain == hard).all()


def test_votes_reach_the_classifier_through_the_search(clips, features):
    by_id = clips.set_index("clip_id")
    table = features["audio"].drop(columns="source")
    emotions = sorted(by_id["emotion"].unique())
    against = pd.DataFrame(0, by_id.index, emotions).assign(happy=5)
    hard, soft = (
        logistic_regression(0, votes=True).fit(table, by_id["emotion"], by_id["actor"], soft_labels=votes)
        for votes in (None, against)
    )
    happy = emotions.index("happy")
    others = by_id["emotion"] != "happy"
    assert hard.predict_proba(table)[others, happy].mean() < soft.predict_proba(table)[others, happy].mean()


@pytest.mark.parametrize("labels", [["happy"] * 6, None])
def test_nothing_to_learn_is_refused(labels):
    with pytest.raises(ValueError, match=r"one class|requires y"):
        EvenlyWeighted(GaussianNB()).fit(X, labels)

"""Linear baselines, and the controls that show what is in the data beside emotion."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.compose import make_column_transformer
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from cremad.features.text.yardstick import SentenceLookup
from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned

STRENGTHS = [0.001, 0.01, 0.1, 1.0]
"""Inverse regularisation strengths tried, from strong to weak: hundreds of features want a strong penalty."""


def majority(seed: int) -> DummyClassifier:
    """Always the most frequent emotion of the training clips; their shares are the probabilities."""
    return DummyClassifier(strategy="prior")


def linear(strength: float) -> LogisticRegression:
    """Multinomial logistic regression, L2; every emotion weighs the same, as it does in the UAR."""
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=500)


def logistic_regression(seed: int) -> ActorTuned:
    """Logistic regression with its penalty tuned over actors."""
    return ActorTuned(prepared(linear(1.0)), {"C": STRENGTHS}, random_state=seed)


def duration_only(seed: int) -> Pipeline:
    """Logistic regression on the length of the clip."""
    return prepared(linear(1.0))


def text_only(seed: int) -> Pipeline:
    """Logistic regression on the TF-IDF of the transcript."""
    return make_pipeline(make_column_transformer((TfidfVectorizer(), "transcript")), linear(1.0))


def sentence_lookup(seed: int) -> SentenceLookup:
    """The emotion that goes with the sentence: the yardstick that text may not beat."""
    return SentenceLookup(class_weight="balanced")


def shuffled_labels(seed: int) -> "ShuffledLabels":
    """Logistic regression after the labels of the training clips were permuted: it must score chance."""
    return ShuffledLabels(prepared(linear(STRENGTHS[1])), random_state=seed)


class ShuffledLabels(ClassifierMixin, BaseEstimator):
    """Fit a classifier on labels dealt out anew among the training clips.

    Parameters
    ----------
    estimator : classifier
    random_state : int
        Seed of the permutation.
    """

    def __init__(self, estimator: BaseEstimator, random_state: int = 0):
        self.estimator = estimator
        self.random_state = random_state

    def fit(self, X: pd.DataFrame, y: pd.Series) -> Self:
        """Permute `y` and fit."""
        permuted = np.random.default_rng(self.random_state).permutation(np.asarray(y, dtype=object))
        self.estimator_ = clone(self.estimator).fit(X, permuted)
        self.classes_ = self.estimator_.classes_
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        return self.estimator_.predict_proba(X)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """The likeliest emotion of each clip."""
        return self.estimator_.predict(X)

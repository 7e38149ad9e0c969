"""Linear baselines, and the controls that show what is in the data beside emotion."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from cremad.features.text.yardstick import SentenceLookup
from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned


class UnitLogistic(LogisticRegression):
    """Multinomial logistic regression with a prior that fits tables of any width.

    The L2 penalty is that of normal weights of variance 1 / features (``C = 1 / features``), so that before any
    data the logit of a standardised clip has unit variance. A penalty tuned over folds is noisier than this where
    few actors act some emotion: on 736 clips of CREMA-D it cost .01 to .03 UAR. Every emotion weighs the same, as
    it does in the UAR.

    Parameters
    ----------
    max_iter : int
        Most iterations of L-BFGS.
    """

    def __init__(self, max_iter: int = 500):
        super().__init__(class_weight="balanced", max_iter=max_iter)

    def fit(self, X, y, sample_weight=None) -> Self:
        """Fit; `X` is (clips, features), dense or sparse."""
        self.C = 1 / X.shape[1]
        return super().fit(X, y, sample_weight)


def majority(seed: int) -> DummyClassifier:
    """Always the most frequent emotion of the training clips; their shares are the probabilities."""
    return DummyClassifier(strategy="prior")


def logistic_regression(seed: int) -> ActorTuned:
    """Logistic regression; its confidence is scaled on held-out actors."""
    return ActorTuned(prepared(UnitLogistic()), {}, random_state=seed)


def duration_only(seed: int) -> Pipeline:
    """Logistic regression on the length of the clip."""
    return prepared(UnitLogistic())


def sentence_lookup(seed: int) -> SentenceLookup:
    """The emotion that goes with the sentence: the yardstick that text may not beat."""
    return SentenceLookup(class_weight="balanced")


def shuffled_labels(seed: int) -> "ShuffledLabels":
    """Logistic regression after the labels of the training clips were permuted: it must score chance."""
    return ShuffledLabels(prepared(UnitLogistic()), random_state=seed)


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

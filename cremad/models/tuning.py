"""Choosing a classifier's settings, and the scale of its confidence, on actors that it was not fitted on."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.model_selection import GridSearchCV, StratifiedGroupKFold

from cremad.evaluation.classification import confusion_matrix, uar
from cremad.evaluation.protocols import split_quietly


class ActorTuned(ClassifierMixin, BaseEstimator):
    """A classifier with settings from a small grid, chosen by UAR over actor-grouped inner folds.

    scikit-learn's own inner folds ignore groups, so that a setting which tells actors apart would win; here
    the folds are made from the actors and handed over. Probabilities are the softmax of the decision values
    at a temperature fitted on the same folds (Guo et al., ICML 2017): one number, which changes no choice,
    and is the one calibration that so few held-out clips can carry. It also serves for classifiers without
    probabilities, as SVC.

    Parameters
    ----------
    estimator : classifier
        With ``decision_function`` or ``predict_proba``.
    grid : dict of str to list
        Values to try of each of its parameters.
    folds : int
        Inner folds; no more than there are actors.
    random_state : int
        Seed of the inner folds.
    """

    def __init__(
        self, estimator: BaseEstimator, grid: dict[str, list], folds: int = 3, random_state: int = 0
    ):
        self.estimator = estimator
        self.grid = grid
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: pd.DataFrame, y: pd.Series, groups: pd.Series) -> Self:
        """Search, fit on all of `X` with what was found, and calibrate.

        Parameters
        ----------
        X : DataFrame, shape (clips, features)
        y, groups : Series, shape (clips,)
            Emotion and actor.
        """
        folds = StratifiedGroupKFold(self.folds, shuffle=True, random_state=self.random_state)
        inner = list(split_quietly(folds, y, groups))
        y = np.asarray(y, dtype=object)
        search = GridSearchCV(self.estimator, self.grid, scoring=score_uar, cv=inner, refit=False).fit(X, y)
        self.best_params_ = search.best_params_
        chosen = clone(self.estimator).set_params(**self.best_params_)
        self.calibrated_ = CalibratedClassifierCV(chosen, method="temperature", cv=inner, ensemble=False).fit(
            X, y
        )
        self.classes_ = self.calibrated_.classes_
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        return self.calibrated_.predict_proba(X)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """The likeliest emotion of each clip."""
        return self.classes_[self.predict_proba(X).argmax(1)]


def score_uar(fitted: BaseEstimator, X: pd.DataFrame, y: np.ndarray) -> float:
    """UAR as a scikit-learn scorer; an emotion that is not in `y` does not count."""
    choice = fitted.predict(X)
    return float(uar(confusion_matrix(y, choice, sorted({*y, *choice}))))

"""Choosing a classifier's settings, and the scale of its confidence, on actors that it was not fitted on."""

from collections.abc import Iterator
from typing import Self

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import ParameterGrid, StratifiedGroupKFold
from sklearn.pipeline import Pipeline

from cremad.evaluation.protocols import split_quietly


class ActorTuned(ClassifierMixin, BaseEstimator):
    """A classifier with settings from a small grid, chosen over actor-grouped inner folds.

    scikit-learn's own inner folds ignore groups, so that a setting which tells actors apart would win. What
    decides is the log loss in which every emotion weighs the same, as it does in the UAR: among few actors the
    UAR itself jumps with single clips of a rare emotion, and picks settings by chance.

    Probabilities are the softmax of the decision values at a temperature fitted on the same held-out
    decisions (Guo et al., ICML 2017): one number, which changes no choice, and all the calibration that so
    few actors can carry. It serves classifiers without probabilities, as SVC, too.

    Parameters
    ----------
    pipeline : Pipeline
        The last step is the classifier, with ``decision_function``; those before are fitted once an inner
        fold.
    grid : dict of str to list
        Values to try of the classifier's parameters; of equally good ones the first is taken.
    folds : int
        Inner folds; fewer if there are fewer actors.
    random_state : int
        Seed of the inner folds.

    Attributes
    ----------
    pipeline_ : Pipeline
        Fitted on all rows with the best parameters.
    best_params_ : dict
    inverse_temperature_ : float
    classes_ : ndarray of str
    """

    def __init__(self, pipeline: Pipeline, grid: dict[str, list], folds: int = 5, random_state: int = 0):
        self.pipeline = pipeline
        self.grid = grid
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: pd.DataFrame, y: pd.Series, groups: pd.Series) -> Self:
        """Search, calibrate, and fit on all rows.

        Parameters
        ----------
        X : DataFrame, shape (clips, features)
        y, groups : Series, shape (clips,)
            Emotion and actor.
        """
        truth = np.asarray(y, dtype=object)
        self.classes_ = np.unique(truth)
        settings = list(ParameterGrid(self.grid))
        decisions = np.full((len(settings), len(truth), len(self.classes_)), -np.inf)
        for train, test in self._inner_folds(y, groups):
            for number, fitted, prepared in self._fit_each(settings, X, truth, train, test):
                columns = np.searchsorted(self.classes_, fitted.classes_)
                decisions[number, test[:, None], columns] = decision_values(fitted, prepared)
        columns = np.searchsorted(self.classes_, truth)
        fits = [fit_temperature(each, columns) for each in decisions]
        best = int(np.argmin([loss for _, loss in fits]))
        self.best_params_ = settings[best]
        self.inverse_temperature_ = fits[best][0]
        self.pipeline_ = clone(self.pipeline)
        self.pipeline_[-1].set_params(**self.best_params_)
        self.pipeline_.fit(X, truth)
        return self

    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        return softmax(self.inverse_temperature_ * decision_values(self.pipeline_, X), axis=1)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """The likeliest emotion of each clip."""
        return self.classes_[self.predict_proba(X).argmax(1)]

    def _inner_folds(self, y: pd.Series, groups: pd.Series) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        folds = min(self.folds, groups.nunique(), y.value_counts().max())
        splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=self.random_state)
        return split_quietly(splitter, y, groups)

    def _fit_each(
        self, settings: list[dict], X: pd.DataFrame, truth: np.ndarray, train: np.ndarray, test: np.ndarray
    ) -> Iterator[tuple[int, BaseEstimator, np.ndarray]]:
        """Number of each setting, the classifier fitted with it, and the held-out features, prepared."""
        preparation = clone(self.pipeline[:-1])
        prepared = preparation.fit_transform(X.iloc[train], truth[train])
        held_out = preparation.transform(X.iloc[test])
        for number, setting in enumerate(settings):
            classifier = clone(self.pipeline[-1]).set_params(**setting)
            yield number, classifier.fit(prepared, truth[train]), held_out


def decision_values(fitted: BaseEstimator, X: pd.DataFrame | np.ndarray) -> np.ndarray:
    """Decision values of each class, shape (clips, classes), of two classes too."""
    values = fitted.decision_function(X)
    return np.column_stack([-values, values]) if values.ndim == 1 else values


def fit_temperature(decisions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Factor on decision values under which their softmax has the least log loss, and that loss.

    Parameters
    ----------
    decisions : ndarray, shape (clips, classes)
        Minus infinity for a class that was not trained on; clips of such a class are passed over.
    truth : ndarray, shape (clips,), int
        Column of the true class.

    Returns
    -------
    factor, loss : float
        The loss is the mean over classes of each one's mean; 1 and infinity where no clip counts.
    """
    fair = np.isfinite(decisions[np.arange(len(truth)), truth])
    decisions, truth = decisions[fair], truth[fair]
    if not len(truth):
        return 1.0, np.inf
    counts = np.bincount(truth)
    weights = 1 / (np.count_nonzero(counts) * counts[truth])

    def log_loss(log_factor: float) -> float:
        likelihoods = log_softmax(np.exp(log_factor) * decisions, axis=1)[np.arange(len(truth)), truth]
        return -float(weights @ likelihoods)

    found = minimize_scalar(log_loss, bounds=(-7, 7), method="bounded")
    return float(np.exp(found.x)), float(found.fun)

"""Choosing a classifier's parameters, and the temperature of its probabilities, on held-out actors."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.base import BaseEstimator, clone
from sklearn.model_selection import ParameterGrid
from sklearn.pipeline import Pipeline
from sklearn.utils import _safe_indexing, get_tags
from sklearn.utils.validation import check_is_fitted

from cremad.models.training_rows import LikeliestClass, inner_folds, known_to_fit, read_rows, read_training

LEAST_PROBABILITY = 1e-4
"""Lower bound of probabilities whose logarithm serves as a decision value."""


class ActorTuned(LikeliestClass):
    """A classifier with parameters from a small grid, chosen over actor-grouped inner folds.

    scikit-learn's own inner folds ignore groups, so that a setting which separates actors would win. The criterion
    is the class-balanced log loss, in which all emotions have the same weight as in the UAR: with few actors the
    UAR itself depends on single clips of a rare emotion, and picks settings by chance.

    Probabilities are the softmax of the decision values at a temperature fitted on the same held-out
    decisions (Guo et al., ICML 2017): one number, which changes no prediction, and as much calibration as so few
    actors support. Classifiers without probabilities, such as SVC, are covered too; for those without decision
    values the logarithm of the probabilities is used.

    The steps before the classifier are fitted once for each inner fold and setting of their own. So a kernel among
    them is computed once, from rows prepared on that fold's training actors alone, for all settings of the
    classifier: the same choice as by refitting the whole pipeline for each, in a fraction of the time.

    Parameters
    ----------
    pipeline : Pipeline
        The last step is the classifier.
    grid : dict of str to list
        Values to try for the classifier's parameters, or for an earlier step's as ``step__parameter``; of equally
        good settings the first is taken.
    folds : int
        Inner folds; fewer if there are fewer actors.
    random_state : int
        Seed of the inner folds.

    Attributes
    ----------
    pipeline_ : Pipeline
        Fitted on all rows with the best parameters.
    best_params_ : dict
    best_loss_ : float
        Log loss of the best parameters over held-out actors.
    inverse_temperature_ : float
    classes_ : ndarray of str
    """

    def __init__(self, pipeline: Pipeline, grid: dict[str, list], folds: int = 5, random_state: int = 0):
        self.pipeline = pipeline
        self.grid = grid
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: Any, y: Any, groups: Any = None, soft_labels: pd.DataFrame | None = None) -> Self:
        """Search, calibrate, and fit on all rows.

        Parameters
        ----------
        X : DataFrame or array, shape (clips, features)
        y, groups : array-like, shape (clips,)
            Emotion and actor; without actors every clip counts as an actor of its own.
        soft_labels : DataFrame, optional
            Shares of votes, a row a clip, for a classifier whose ``fit`` takes them.
        """
        X, truth = read_training(self, X, y)
        self.classes_, columns = np.unique(truth, return_inverse=True)
        settings = sorted(ParameterGrid(self.grid), key=lambda setting: str(self._of_preparation(setting)))
        decisions = np.full((len(settings), len(truth), len(self.classes_)), -np.inf)
        for train, test in inner_folds(truth, groups, self.folds, self.random_state):
            told = (groups, soft_labels)
            for number, fitted, held_out in self.fit_settings(settings, X, truth, train, test, *told):
                known = np.searchsorted(self.classes_, fitted.classes_)
                decisions[number, test[:, None], known] = decision_values(fitted, held_out)
        fits = [fit_temperature(each, columns) for each in decisions]
        best = int(np.argmin([loss for _, loss in fits]))
        self.best_params_ = settings[best]
        self.inverse_temperature_, self.best_loss_ = fits[best]
        self.pipeline_ = clone(self.pipeline).set_params(**self._of_pipeline(self.best_params_))
        name, classifier = self.pipeline_.steps[-1]
        votes = known_to_fit(classifier, soft_labels=soft_labels)
        actors = known_to_fit(self.pipeline_, groups=groups)
        self.pipeline_.fit(X, truth, **actors, **{f"{name}__{key}": each for key, each in votes.items()})
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        X = read_rows(self, X, reset=False)
        return softmax(self.inverse_temperature_ * decision_values(self.pipeline_, X), axis=1)

    def fit_settings(
        self,
        settings: list[dict[str, Any]],
        X: Any,
        truth: np.ndarray,
        train: np.ndarray,
        test: np.ndarray,
        groups: Any = None,
        soft_labels: pd.DataFrame | None = None,
    ) -> Iterator[tuple[int, BaseEstimator, np.ndarray]]:
        """Fit every setting on the training rows; those that differ only in the classifier share the preparation.

        Parameters
        ----------
        settings : list of dict
            Settings, those of one preparation next to each other.
        train, test : ndarray of int
            Positions of rows.

        Yields
        ------
        number, fitted, held_out : int, classifier, ndarray
            Index of the setting, its classifier, and the test rows as prepared for it.
        """
        votes = None if soft_labels is None else soft_labels.iloc[train]
        actors = None if groups is None else np.asarray(groups)[train]
        numbered = enumerate(self._of_pipeline(setting) for setting in settings)
        for _, group in groupby(numbered, key=lambda each: str(self._of_preparation(each[1]))):
            alike = list(group)
            preparation = clone(self.pipeline).set_params(**alike[0][1])[:-1]
            prepared = preparation.fit_transform(
                _safe_indexing(X, train), truth[train], **known_to_fit(preparation, groups=actors)
            )
            held_out = preparation.transform(_safe_indexing(X, test))
            for number, parameters in alike:
                classifier = clone(self.pipeline).set_params(**parameters)[-1]
                classifier.fit(prepared, truth[train], **known_to_fit(classifier, soft_labels=votes))
                yield number, classifier, held_out

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = get_tags(self.pipeline.steps[0][1]).input_tags.allow_nan
        return tags

    def _of_preparation(self, setting: dict[str, Any]) -> dict[str, Any]:
        """The parameters of a setting that belong to a step before the classifier."""
        steps = {name for name, _ in self.pipeline.steps[:-1]}
        return {key: value for key, value in setting.items() if key.partition("__")[0] in steps}

    def _of_pipeline(self, setting: dict[str, Any]) -> dict[str, Any]:
        """A setting under the parameter names of the whole pipeline."""
        earlier, last = self._of_preparation(setting), self.pipeline.steps[-1][0]
        return {key if key in earlier else f"{last}__{key}": value for key, value in setting.items()}


def decision_values(fitted: BaseEstimator, X: Any) -> np.ndarray:
    """Decision values of each class, shape (clips, classes), also for two classes."""
    if not hasattr(fitted, "decision_function"):
        return np.log(np.maximum(fitted.predict_proba(X), LEAST_PROBABILITY))
    values = fitted.decision_function(X)
    return np.column_stack([-values, values]) if values.ndim == 1 else values


def fit_temperature(decisions: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """Factor on decision values that minimises the log loss of their softmax, and that loss.

    Parameters
    ----------
    decisions : ndarray, shape (clips, classes)
        Minus infinity for a class that was not trained on; clips of such a class are ignored.
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

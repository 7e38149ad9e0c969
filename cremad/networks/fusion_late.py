"""Late fusion: a classifier for each modality, and weights for their predictions."""

from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.special import softmax
from sklearn.base import BaseEstimator, clone
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import check_is_fitted

from cremad.errors import OptionError
from cremad.features.modalities import modality_of_column
from cremad.models.members import Members, member_probabilities, members_take_nan
from cremad.models.stacking import fit_pool
from cremad.models.training_rows import LikeliestClass, inner_folds, known_to_fit, read_rows, read_training
from cremad.models.tuning import LEAST_PROBABILITY


class LateFusion(LikeliestClass):
    """A classifier for each modality, combined by a logarithmic opinion pool as in `ActorStacked`.

    A column is an input of the classifier of its modality, which is derived from its name; one of no known
    modality is an input of all. A modality of which a clip has no value is missing: its classifier is neither
    fitted on nor applied to that clip. Each subset of modalities has weights of its own, fitted on the held-out
    clips that have all of them, so that the probabilities are calibrated with any modality missing.

    Parameters
    ----------
    estimators : list of (str, classifier)
        Modality (``audio``, ``image``, ``text``) and classifier; those of which `X` has no column are left out.
    folds : int
        Folds on whose held-out actors the weights are fitted; fewer if there are fewer actors.
    random_state : int
        Seed of the folds.

    Attributes
    ----------
    columns_ : dict of str to ndarray of int
        Modality → positions of its columns, for those that have any, in the order of `estimators`.
    estimators_ : list of classifier
        Each fitted on all clips that have its modality.
    weights_ : ndarray, shape (2**modalities, modalities)
        Row ``sum(2**i)`` over the modalities that are present.
    classes_ : ndarray of str
    """

    def __init__(self, estimators: Members, folds: int = 5, random_state: int = 0):
        self.estimators = estimators
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: Any, y: Any, groups: Any = None, soft_labels: pd.DataFrame | None = None) -> Self:
        """Fit the weights on out-of-fold predictions grouped by actor, and the classifiers on all clips.

        Parameters
        ----------
        X : DataFrame or array, shape (clips, columns)
        y, groups : array-like, shape (clips,)
            Emotion and actor; without actors every clip counts as an actor of its own.
        soft_labels : DataFrame, optional
            Votes, a row a clip, for classifiers whose ``fit`` takes them.
        """
        X, labels = read_training(self, X, y)
        self.classes_, truth = np.unique(labels, return_inverse=True)
        self._find_columns()
        rows = (labels, groups, soft_labels)
        predicted = np.zeros((len(self.columns_), len(labels), len(self.classes_)))
        for train, test in inner_folds(labels, groups, self.folds, self.random_state):
            fitted = self._fit_members(*(_of(each, train) for each in (X, *rows)))
            predicted[:, test] = self._log_probabilities(fitted, _of(X, test))
        self.weights_ = _fit_pools(predicted, truth, self._there(X))
        self.estimators_ = self._fit_members(X, *rows)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes), also for a clip without any modality."""
        check_is_fitted(self)
        X = read_rows(self, X, reset=False)
        left = 2 ** np.arange(len(self.columns_)) @ self._there(X)
        return softmax(
            np.einsum("cm,mce->ce", self.weights_[left], self._log_probabilities(self.estimators_, X)), axis=1
        )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = members_take_nan(self.estimators)
        return tags

    def _find_columns(self) -> None:
        names = getattr(self, "feature_names_in_", np.full(self.n_features_in_, ""))
        modalities = [modality_of_column(name) for name in names]
        columns = {
            modality: np.flatnonzero([each in (modality, None) for each in modalities])
            for modality, _ in self.estimators
        }
        self.columns_ = {modality: own for modality, own in columns.items() if len(own)}
        if not self.columns_:
            raise OptionError(
                f"there is no classifier for columns such as {names[0]}, which are of {modalities[0]}"
            )

    def _there(self, X: Any) -> np.ndarray:
        """Whether a clip has any value of each modality, shape (modalities, clips)."""
        given = pd.DataFrame(X).notna().to_numpy()
        return np.stack([given[:, own].any(1) for own in self.columns_.values()])

    def _fit_members(
        self, X: Any, labels: np.ndarray, groups: Any, soft_labels: pd.DataFrame | None
    ) -> list[BaseEstimator]:
        fitted = []
        for (modality, own), there in zip(self.columns_.items(), self._there(X), strict=True):
            classifier = clone(dict(self.estimators)[modality])
            has = np.flatnonzero(there)
            told = known_to_fit(classifier, groups=_of(groups, has), soft_labels=_of(soft_labels, has))
            fitted.append(classifier.fit(_of(_safe_indexing(X, own, axis=1), has), labels[has], **told))
        return fitted

    def _log_probabilities(self, fitted: list[BaseEstimator], X: Any) -> np.ndarray:
        """Log-probabilities by classifier, shape (modalities, clips, classes); uniform for a missing modality."""
        there = self._there(X)
        probabilities = np.full((*there.shape, len(self.classes_)), 1 / len(self.classes_))
        for classifier, own, has, its in zip(fitted, self.columns_.values(), there, probabilities, strict=True):
            if has.any():
                rows = _of(_safe_indexing(X, own, axis=1), np.flatnonzero(has))
                (its[has],) = member_probabilities([classifier], rows, self.classes_)
        return np.log(np.maximum(probabilities, LEAST_PROBABILITY))


def _fit_pools(predicted: np.ndarray, truth: np.ndarray, there: np.ndarray) -> np.ndarray:
    """Weights for each set of modalities, as in `weights_`, fitted on the clips that have all of them."""
    pools = np.zeros((2 ** len(predicted), len(predicted)))
    for number, weights in enumerate(pools[1:], 1):
        kept = np.flatnonzero(number >> np.arange(len(predicted)) & 1)
        have = there[kept].all(0)
        weights[kept] = fit_pool(predicted[kept][:, have], truth[have])
    return pools


def _of(rows: Any, positions: np.ndarray) -> Any:
    return None if rows is None else _safe_indexing(rows, positions)

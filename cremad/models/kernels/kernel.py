"""What a kernel is here, and the proof that it is one."""

from abc import ABC, abstractmethod
from typing import Any, Self

import numpy as np
from scipy.linalg import eigvalsh
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from cremad.errors import ContractError


class Kernel(TransformerMixin, BaseEstimator, ABC):
    """Turn clips into their similarities to the training clips: rows of a Gram matrix.

    In a pipeline it stands before a classifier with ``kernel="precomputed"``. A search that fits what stands
    before the classifier once an inner fold, as `ActorTuned` does, computes the matrix once for all settings of
    the classifier.

    Attributes
    ----------
    rows_ : ndarray, shape (training clips, features)
    scale_ : float
        What distances or products of these rows are measured in.
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        """Keep the training clips and learn their scale; `y` is not looked at."""
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:
        """The Gram matrix of the training clips, shape (clips, clips)."""
        self.rows_ = self._read(X, reset=True)
        compared = self._compare(self.rows_, self.rows_)
        self.scale_ = self._measure(compared) or 1.0
        return self._similarity(compared / self.scale_)

    def transform(self, X: Any) -> np.ndarray:
        """Similarity of each clip to each training clip, shape (clips, training clips)."""
        check_is_fitted(self)
        return self._similarity(self._compare(self._read(X, reset=False), self.rows_) / self.scale_)

    def _read(self, X: Any, *, reset: bool) -> np.ndarray:
        return validate_data(self, X, reset=reset, dtype=np.float64)

    @abstractmethod
    def _compare(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Distances or products, shape (left rows, right rows)."""

    @abstractmethod
    def _measure(self, compared: np.ndarray) -> float:
        """The scale of the training clips, from their own comparison."""

    @abstractmethod
    def _similarity(self, compared: np.ndarray) -> np.ndarray:
        """Similarities, from what was compared, in units of the scale."""


def check_positive_semidefinite(gram: np.ndarray, tolerance: float = 1e-8) -> float:
    """Refuse a matrix that is no Gram matrix: not symmetric, or with an eigenvalue below 0.

    Parameters
    ----------
    gram : ndarray, shape (clips, clips)
    tolerance : float
        What counts as rounding, in units of the eigenvalue of largest magnitude.

    Returns
    -------
    float
        The smallest eigenvalue, in the same units.

    Raises
    ------
    ContractError
        Saying by how much it is not one.

    Examples
    --------
    >>> check_positive_semidefinite(np.array([[2.0, 0.0], [0.0, 1.0]]))
    0.5
    """
    if not np.isfinite(gram).all():
        raise ContractError("the matrix is not finite")
    largest = np.abs(gram).max()
    if (asymmetry := np.abs(gram - gram.T).max()) > tolerance * largest:
        raise ContractError(f"the matrix is not symmetric: entries differ by {asymmetry:.3g}")
    values = eigvalsh(gram)
    smallest = float(values[0] / max(np.abs(values).max(), np.finfo(float).tiny))
    if smallest < -tolerance:
        raise ContractError(
            f"the matrix is not positive semi-definite: an eigenvalue is {smallest:.3g} of the largest",
            remedy="Use a kernel that is one, or a classifier that does without.",
        )
    return smallest

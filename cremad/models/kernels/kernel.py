"""The base class of kernels, and a check that a matrix is a valid Gram matrix."""

from abc import ABC, abstractmethod
from typing import Any, Self

import numpy as np
from scipy.linalg import eigvalsh
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from cremad.errors import ContractError


class Kernel(TransformerMixin, BaseEstimator, ABC):
    """Turn clips into their similarities to the training clips: rows of a Gram matrix.

    In a pipeline it precedes a classifier with ``kernel="precomputed"``. A search that fits the steps before the
    classifier once for each inner fold, as `ActorTuned` does, computes the matrix once for all settings of the
    classifier.

    Attributes
    ----------
    rows_ : ndarray, shape (training clips, features)
    scale_ : float
        Unit of distances or products of these rows.
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        """Store the training clips and fit their scale; `y` is ignored."""
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
        """The scale of the training clips, from the comparisons among them."""

    @abstractmethod
    def _similarity(self, compared: np.ndarray) -> np.ndarray:
        """Similarities from distances or products in units of the scale."""


def check_positive_semidefinite(gram: np.ndarray, tolerance: float = 1e-8) -> float:
    """Check that a matrix is a Gram matrix: symmetric and without negative eigenvalues.

    Parameters
    ----------
    gram : ndarray, shape (clips, clips)
    tolerance : float
        Tolerance for rounding, in units of the eigenvalue of largest magnitude.

    Returns
    -------
    float
        The smallest eigenvalue, in the same units.

    Raises
    ------
    ContractError
        If it is not one, with the deviation.

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
            remedy="Use a positive semi-definite kernel, or a classifier that does not need one.",
        )
    return smallest

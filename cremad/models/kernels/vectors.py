"""Kernels of vectors: of distances, of products, and a sum over families of features."""

from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin, clone
from sklearn.metrics.pairwise import additive_chi2_kernel, euclidean_distances, manhattan_distances
from sklearn.utils.validation import check_is_fitted, check_non_negative, validate_data

from cremad.features.families import family_of_column
from cremad.models.kernels.kernel import Kernel


class DistanceKernel(Kernel):
    """``exp(-sharpness * distance / scale)``, the scale being the mean distance of the training clips.

    All three distances are conditionally negative definite, so the kernel is positive semi-definite at any
    sharpness (Schoenberg, Transactions of the AMS 44, 1938; for chi-square, which wants values of 0 and above, see
    Zhang et al., IJCV 73, 2007).

    ==============  =====================================
    ``radial``      ``sum((x - y)**2)``
    ``laplacian``   ``sum(abs(x - y))``
    ``chi_square``  ``sum((x - y)**2 / (x + y))``
    ==============  =====================================

    Parameters
    ----------
    distance : {"radial", "laplacian", "chi_square"}
    sharpness : float
        Above 0. Of standardised features, radial at 2 is what scikit-learn calls ``gamma="scale"``.
    """

    def __init__(self, distance: Literal["radial", "laplacian", "chi_square"] = "radial", sharpness: float = 1.0):
        self.distance = distance
        self.sharpness = sharpness

    def _read(self, X: Any, *, reset: bool) -> np.ndarray:
        rows = super()._read(X, reset=reset)
        if self.distance == "chi_square":
            check_non_negative(rows, "DistanceKernel of chi-square")
        return rows

    def _compare(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        if self.distance == "radial":
            return euclidean_distances(left, right, squared=True)
        if self.distance == "laplacian":
            return manhattan_distances(left, right)
        # the compiled function does not accept read-only rows
        return -additive_chi2_kernel(*(np.require(rows, requirements="W") for rows in (left, right)))

    def _measure(self, compared: np.ndarray) -> float:
        return float(compared.mean())

    def _similarity(self, compared: np.ndarray) -> np.ndarray:
        return np.exp(-self.sharpness * compared)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.positive_only = self.distance == "chi_square"
        return tags


class ProductKernel(Kernel):
    """Of the dot product in units of the training clips' mean square length, ``u``.

    ==============  ====================  ==========================================================
    ``linear``      ``u``                 positive semi-definite
    ``polynomial``  ``(1 + u)**degree``   positive semi-definite, as a product of such
    ``sigmoid``     ``tanh(u)``           not in general (Lin and Lin, 2003); the solver then finds
                                          a stationary point; it is included for comparison
    ==============  ====================  ==========================================================

    Parameters
    ----------
    shape : {"linear", "polynomial", "sigmoid"}
    degree : int
        Degree of ``polynomial``.
    """

    def __init__(self, shape: Literal["linear", "polynomial", "sigmoid"] = "linear", degree: int = 2):
        self.shape = shape
        self.degree = degree

    def _compare(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return left @ right.T

    def _measure(self, compared: np.ndarray) -> float:
        return float(np.trace(compared)) / len(compared)

    def _similarity(self, compared: np.ndarray) -> np.ndarray:
        if self.shape == "linear":
            return compared
        return np.tanh(compared) if self.shape == "sigmoid" else (1 + compared) ** self.degree


class FamilyKernel(TransformerMixin, BaseEstimator):
    """The mean of one kernel over families of features, each at its own scale.

    So a family of many columns, such as the statistics of 40 mel bands, has no more weight than a small one, such
    as the prosody. A sum of positive semi-definite kernels is positive semi-definite.

    Parameters
    ----------
    kernel : Kernel
        Kernel of each family.

    Attributes
    ----------
    families_ : dict of str to list of int
        Name → columns; a single family where columns have no names.
    kernels_ : list of Kernel
        In the order of the families.
    """

    def __init__(self, kernel: Kernel):
        self.kernel = kernel

    def fit(self, X: Any, y: Any = None) -> Self:
        """Find the families by column names, and fit the kernel of each; `y` is ignored."""
        self.fit_transform(X)
        return self

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:
        """The Gram matrix of the training clips, shape (clips, clips)."""
        rows = validate_data(self, X, dtype=np.float64)
        names = getattr(self, "feature_names_in_", np.full(rows.shape[1], ""))
        self.families_ = {
            str(family): columns.tolist()
            for family, columns in pd.Series(range(len(names))).groupby([family_of_column(name) for name in names])
        }
        self.kernels_ = [clone(self.kernel) for _ in self.families_]
        return self._mean(rows, "fit_transform")

    def transform(self, X: Any) -> np.ndarray:
        """Similarity of each clip to each training clip, shape (clips, training clips)."""
        check_is_fitted(self)
        return self._mean(validate_data(self, X, reset=False, dtype=np.float64), "transform")

    def _mean(self, rows: np.ndarray, method: str) -> np.ndarray:
        pairs = zip(self.kernels_, self.families_.values(), strict=True)
        return sum(getattr(kernel, method)(rows[:, columns]) for kernel, columns in pairs) / len(self.kernels_)

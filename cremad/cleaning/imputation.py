"""Filling in what is missing, by name: from a feature's own training values, or from the other features.

=================  ===============================================================================
``mean``           mean of the training values
``median``         their median
``most_frequent``  the value that most training clips have, of equally frequent ones the smallest
``knn``            mean over the nearest training clips that have the feature [1]_
``iterative``      each feature predicted from the others, in rounds [2]_
=================  ===============================================================================

Values that are present are never changed. A feature that no training clip has is filled in with 0. Infinities are
refused, as they are by the contracts.

References
----------
.. [1] O. Troyanskaya et al., "Missing value estimation methods for DNA microarrays", Bioinformatics 17(6), 2001.
.. [2] S. van Buuren and K. Groothuis-Oudshoorn, "mice: multivariate imputation by chained equations in R",
   J. Statistical Software 45(3), 2011; here with the means of the predictions and not draws from them.
"""

import warnings
from typing import Any, Literal, Self

import numpy as np
from pydantic import Field
from sklearn.base import BaseEstimator, MetaEstimatorMixin, OneToOneFeatureMixin, TransformerMixin, clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.experimental import enable_iterative_imputer  # noqa: F401 - without it there is no IterativeImputer
from sklearn.impute import IterativeImputer, KNNImputer, SimpleImputer
from sklearn.utils.validation import check_is_fitted, validate_data

from cremad.cleaning.moments import moments
from cremad.settings import Options

PREDICTORS = 30
"""Features that `iterative` predicts one from, drawn by how they correlate with it: training clips are few."""


class ImputationOptions(Options):
    """How missing features are filled in."""

    strategy: Literal["mean", "median", "most_frequent", "knn", "iterative"] = "mean"
    """How the value is computed."""
    neighbours: int = Field(default=5, ge=1, le=100)
    """Number of nearest training clips for `knn`; all where there are fewer."""
    rounds: int = Field(default=10, ge=1, le=50)
    """Most rounds in which `iterative` predicts every feature."""


def make_imputer(options: ImputationOptions, seed: int) -> TransformerMixin:
    """An unfitted transformer that fills in missing features.

    Parameters
    ----------
    options : ImputationOptions
    seed : int
        Seed of `iterative`, which draws the features that it predicts from; the others are deterministic.

    Examples
    --------
    >>> imputer = make_imputer(ImputationOptions(strategy="median"), 0)
    >>> imputer.fit([[1.0], [2.0], [9.0]]).transform([[np.nan], [7.0]]).tolist()
    [[2.0], [7.0]]
    """
    if options.strategy == "knn":
        return ScaledImputer(KNNImputer(n_neighbors=options.neighbours, keep_empty_features=True))
    if options.strategy == "iterative":
        chained = IterativeImputer(
            max_iter=options.rounds,
            n_nearest_features=PREDICTORS,
            skip_complete=True,
            keep_empty_features=True,
            random_state=seed,
        )
        return ScaledImputer(chained)
    return SimpleImputer(strategy=options.strategy, keep_empty_features=True)


class ScaledImputer(OneToOneFeatureMixin, MetaEstimatorMixin, TransformerMixin, BaseEstimator):
    """Impute standardised features: the imputer is given every feature with mean 0 and deviation 1.

    Otherwise distances between clips would be dominated by the features in Hz. Values are returned in the
    features' own units, within the range of the training values, so that a share stays a share.

    Parameters
    ----------
    imputer : transformer
        Keeps empty features.

    Attributes
    ----------
    imputer_ : transformer
    centre_, scale_, low_, high_ : (features,) float64
        Mean, deviation, and range of the training values; deviation 1 where there is none.
    n_samples_seen_ : int
    """

    def __init__(self, imputer: BaseEstimator):
        self.imputer = imputer

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on training clips, `X` (clips, features); `y` is ignored."""
        X = self._validated(X, reset=True)
        self.centre_, deviation = moments(X)
        self.scale_ = np.where(deviation > 0, deviation, 1.0)
        with (
            warnings.catch_warnings()
        ):  # the number of rounds is an option; that values still change is no reason to warn
            warnings.simplefilter("ignore", ConvergenceWarning)
            self.imputer_ = clone(self.imputer).fit(self._scaled(X))
        filled = np.where(np.isnan(X), self.centre_, X)
        self.low_, self.high_ = filled.min(axis=0), filled.max(axis=0)
        self.n_samples_seen_ = len(X)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """`X` with missing values filled in, of the same shape and precision."""
        check_is_fitted(self)
        X = self._validated(X, reset=False)
        told = self.imputer_.transform(self._scaled(X)) * self.scale_ + self.centre_
        return np.where(np.isnan(X), np.clip(told, self.low_, self.high_), X).astype(X.dtype)

    def _scaled(self, X: np.ndarray) -> np.ndarray:
        return (X - self.centre_) / self.scale_

    def _validated(self, X: Any, *, reset: bool) -> np.ndarray:
        dtypes = [np.float64, np.float32]
        return validate_data(self, X, reset=reset, dtype=dtypes, ensure_all_finite="allow-nan")

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

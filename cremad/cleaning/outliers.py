"""Outliers, by name: which values or clips lie far from the training clips, and what is done about it.

====================  ==========  ================================================================  =====
kind                  applies to  score                                                             limit
====================  ==========  ================================================================  =====
``iqr``               each value  distance from the nearer quartile, in interquartile ranges [1]_   1.5
``z_score``           each value  distance from the mean, in standard deviations                    3
``isolation_forest``  each clip   2 to the power of minus the relative depth of its leaves [2]_     0.5
``lof``               each clip   how much sparser it is around it than around its neighbours [3]_  1.5
====================  ==========  ================================================================  =====

A score above the limit is an outlier. Where values are judged, a clip is one when more than a given share of its
values are: with hundreds of features nearly every clip has some outlying value.

- ``clip`` replaces values by the nearest value that is no outlier. The forest and LOF have no such value, and
  refuse it.
- ``flag`` adds a column, 1 for an outlying clip and 0 for others, as a model input.
- ``quarantine`` leaves outlying training clips out of the fit, see `cremad.cleaning.quarantine`; the transformer
  itself changes nothing. Every clip is predicted.

A missing value is no outlier and stays missing; the forest and LOF read it as the mean. A feature without spread
(equal quartiles for ``iqr``, a constant for ``z_score``, no values at all) gives no scale, and
has no outliers.

References
----------
.. [1] J. W. Tukey, "Exploratory data analysis", 1977.
.. [2] F. T. Liu, K. M. Ting and Z.-H. Zhou, "Isolation forest", ICDM 2008.
.. [3] M. M. Breunig et al., "LOF: identifying density-based local outliers", SIGMOD 2000.
"""

from abc import ABC, abstractmethod
from typing import Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor
from sklearn.utils.validation import _check_feature_names_in, check_is_fitted, validate_data

from cremad.cleaning.moments import moments
from cremad.errors import OptionError
from cremad.settings import Options

FLAG = "is_outlier"
"""Column that `flag` adds."""
LIMITS = {"iqr": 1.5, "z_score": 3.0, "isolation_forest": 0.5, "lof": 1.5}
"""Kind → usual score above which a value or clip is an outlier."""
OF_VALUES = ("iqr", "z_score")
"""Kinds that apply to each value; the others apply to whole clips."""


class OutlierOptions(Options):
    """What counts as an outlier, and what is done about it."""

    kind: Literal["iqr", "z_score", "isolation_forest", "lof"] = "iqr"
    """How the score is computed."""
    action: Literal["flag", "clip", "quarantine"] = "clip"
    """How outliers are treated."""
    limit: float | None = Field(default=None, gt=0, le=1000)
    """Score above which something is an outlier; None for the kind's usual limit."""
    feature_share: float = Field(default=0.1, ge=0, lt=1)
    """Of `iqr` and `z_score`: a clip is an outlier when more than this share of its values are."""
    neighbours: int = Field(default=20, ge=1, le=500)
    """Number of neighbouring training clips of `lof`; at most half of the others."""

    @model_validator(mode="after")
    def _refuse_clip_of_clips(self) -> Self:
        refuse_action(self.kind, self.action)
        return self


def make_outlier_handler(options: OutlierOptions, seed: int) -> "OutlierHandler":
    """An unfitted transformer that finds outliers and, unless they are for quarantine, handles them.

    Parameters
    ----------
    options : OutlierOptions
    seed : int
        Seed of the isolation forest; the others are deterministic.

    Examples
    --------
    >>> handler = make_outlier_handler(OutlierOptions(kind="iqr"), 0)
    >>> handler.fit([[1.0], [2.0], [3.0], [4.0], [5.0]]).transform([[100.0], [3.0]]).tolist()
    [[7.0], [3.0]]
    """
    limit = LIMITS[options.kind] if options.limit is None else options.limit
    if options.kind in OF_VALUES:
        return ValueOutliers(options.kind, options.action, limit, options.feature_share)
    return ClipOutliers(options.kind, options.action, limit, options.neighbours, seed)


def refuse_action(kind: str, action: str) -> None:
    """Raise OptionError where a kind does not support the action."""
    if action == "clip" and kind not in OF_VALUES:
        raise OptionError(
            f"outliers of kind {kind} cannot be clipped: it applies to whole clips and has no bounds of values",
            remedy=f"Flag or quarantine them, or take one of {', '.join(OF_VALUES)}.",
        )


class OutlierHandler(TransformerMixin, BaseEstimator, ABC):
    """What all kinds share.

    Attributes
    ----------
    bound_ : float
        A clip is an outlier when its score is above it.
    training_outliers_ : (clips,) bool
        Which of the clips that were fitted on are outliers among the others.
    n_samples_seen_ : int
    """

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit on at least two training clips, `X` (clips, features); `y` is ignored.

        Raises
        ------
        OptionError
            If clips are judged as a whole and values are to be clipped.
        """
        refuse_action(self.kind, self.action)
        X = self._validated(X, reset=True)
        self.n_samples_seen_ = len(X)
        self.training_outliers_ = self._learn(X) > self.bound_
        return self

    def transform(self, X: Any) -> np.ndarray:
        """`X` clipped, or with the flag as its last column, or as it is."""
        check_is_fitted(self)
        X = self._validated(X, reset=False)
        if self.action == "clip":
            return self._clipped(X)
        if self.action == "flag":
            return np.column_stack([X, self._score(X) > self.bound_])
        return X

    def score_clips(self, X: Any) -> np.ndarray:
        """Score of each clip, (clips,) float64."""
        check_is_fitted(self)
        return self._score(self._validated(X, reset=False))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the columns that `transform` returns."""
        check_is_fitted(self)
        names = _check_feature_names_in(self, input_features)
        return np.append(names, FLAG).astype(object) if self.action == "flag" else names

    @abstractmethod
    def _learn(self, X: np.ndarray) -> np.ndarray:
        """Fit, set `bound_`, and return the scores of the training clips."""

    @abstractmethod
    def _score(self, X: np.ndarray) -> np.ndarray: ...

    def _validated(self, X: Any, *, reset: bool) -> np.ndarray:
        least = 2 if reset else 1  # one clip cannot be an outlier
        return validate_data(
            self,
            X,
            reset=reset,
            dtype=[np.float64, np.float32],
            ensure_all_finite="allow-nan",
            ensure_min_samples=least,
        )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


class ValueOutliers(OutlierHandler):
    """Judge each value by bounds of its feature, and a clip by the share of its values outside of them.

    Parameters
    ----------
    kind : str
        ``iqr`` or ``z_score``.
    action : str
        ``clip``, ``flag`` or ``quarantine``.
    limit : float
        Largest distance of a value from the quartiles, or from the mean, in spreads.
    feature_share : float
        Share of a clip's values, in [0, 1), above which the clip is an outlier.

    Attributes
    ----------
    lower_, upper_, spread_ : (features,) ndarray
        Quartiles and their distance, or mean, mean and standard deviation.
    low_, high_ : (features,) ndarray
        The bounds; infinite where there is no spread.
    """

    def __init__(self, kind: str = "iqr", action: str = "clip", limit: float = 1.5, feature_share: float = 0.1):
        self.kind = kind
        self.action = action
        self.limit = limit
        self.feature_share = feature_share

    def outlying(self, X: Any) -> np.ndarray:
        """Which values are outliers, of the shape of `X`."""
        check_is_fitted(self)
        return self._outlying(self._validated(X, reset=False))

    def score_values(self, X: Any) -> np.ndarray:
        """Spreads beyond the quartiles or from the mean, of the shape of `X`; negative between the quartiles.

        Zero where there is no spread, null where there is no value.
        """
        check_is_fitted(self)
        X = self._validated(X, reset=False)
        beyond = np.maximum(self.lower_ - X, X - self.upper_)
        return np.divide(beyond, self.spread_, out=np.where(np.isnan(X), np.nan, 0.0), where=self.spread_ > 0)

    def _learn(self, X: np.ndarray) -> np.ndarray:
        if self.kind == "iqr":
            values = np.where(np.isnan(X).all(axis=0), 0.0, X).astype(np.float64)
            self.lower_, self.upper_ = np.nanquantile(values, [0.25, 0.75], axis=0)
            self.spread_ = self.upper_ - self.lower_
        else:
            self.lower_, self.spread_ = moments(X)
            self.upper_ = self.lower_
        reach = np.where(self.spread_ > 0, self.limit * self.spread_, np.inf)
        self.low_ = (self.lower_ - reach).astype(X.dtype)
        self.high_ = (self.upper_ + reach).astype(X.dtype)
        self.bound_ = self.feature_share
        return self._score(X)

    def _score(self, X: np.ndarray) -> np.ndarray:
        return self._outlying(X).sum(axis=1) / np.maximum(np.count_nonzero(~np.isnan(X), axis=1), 1)

    def _outlying(self, X: np.ndarray) -> np.ndarray:
        return (self.low_ > X) | (self.high_ < X)

    def _clipped(self, X: np.ndarray) -> np.ndarray:
        return np.clip(X, self.low_.astype(X.dtype), self.high_.astype(X.dtype))


class ClipOutliers(OutlierHandler):
    """Judge each clip as a whole; features are standardised, missing ones read as their mean.

    Clips that were fitted on are, by LOF, compared with their neighbours without themselves for
    `training_outliers_`; `transform` takes every clip for a new one.

    Parameters
    ----------
    kind : str
        ``isolation_forest`` or ``lof``.
    action : str
        ``flag`` or ``quarantine``.
    limit : float
        Score above which a clip is an outlier.
    neighbours : int
        Number of neighbours of LOF.
    random_state : int
        Seed of the forest.

    Attributes
    ----------
    detector_ : IsolationForest or LocalOutlierFactor
    centre_, scale_ : (features,) float64
        Mean and deviation of the training clips; infinite where there is no spread.
    """

    def __init__(
        self,
        kind: str = "isolation_forest",
        action: str = "flag",
        limit: float = 0.5,
        neighbours: int = 20,
        random_state: int = 0,
    ):
        self.kind = kind
        self.action = action
        self.limit = limit
        self.neighbours = neighbours
        self.random_state = random_state

    def _learn(self, X: np.ndarray) -> np.ndarray:
        self.bound_ = self.limit
        self.centre_, deviation = moments(X)
        self.scale_ = np.where(deviation > 0, deviation, np.inf)
        if self.kind == "isolation_forest":
            self.detector_ = IsolationForest(random_state=self.random_state).fit(self._scaled(X))
            return self._score(X)
        # neighbourhoods that hold nearly all clips separate none
        neighbours = max(1, min(self.neighbours, (len(X) - 1) // 2))
        self.detector_ = LocalOutlierFactor(n_neighbors=neighbours, novelty=True).fit(self._scaled(X))
        return _rounded(-self.detector_.negative_outlier_factor_)

    def _score(self, X: np.ndarray) -> np.ndarray:
        return _rounded(-self.detector_.score_samples(self._scaled(X)))

    def _scaled(self, X: np.ndarray) -> np.ndarray:
        return np.nan_to_num((X - self.centre_) / self.scale_)


def _rounded(scores: np.ndarray) -> np.ndarray:
    """Identical clips score exactly the limit of the forest; rounding must not lift them above it."""
    return scores.round(9)

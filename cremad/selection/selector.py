"""Base class of selectors: a kept set, and a score of each feature."""

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data


class Selector(SelectorMixin, BaseEstimator):
    """Base of supervised selectors. Missing values are refused: the imputer precedes them.

    Attributes
    ----------
    support_ : (features,) bool
        Kept features, at least one.
    scores_ : (features,) float64
        Features with higher scores are kept first; each kind of selector has its own unit.
    """

    def _read(self, X: Any, y: Any) -> tuple[np.ndarray, np.ndarray]:
        """Features and one emotion a row, as arrays; number and names of the features are stored."""
        X, y = validate_data(self, X, y, dtype=[np.float64, np.float32], ensure_min_samples=2)
        check_classification_targets(y)
        return X, y

    def _get_support_mask(self) -> np.ndarray:
        check_is_fitted(self)
        return self.support_

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags

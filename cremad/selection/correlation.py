"""Removal of redundant features by correlation."""

from typing import Any, Self

import numpy as np

from cremad.selection.selector import Selector


class CorrelationSelector(Selector):
    """Leave out features that correlate with a kept one.

    Features are visited by relevance, the share of their variance between the emotions (eta squared), highest
    first and of equal ones the first; each is kept unless it correlates with a kept one above the limit. Constant
    features are removed.

    Parameters
    ----------
    limit : float
        Largest absolute Pearson correlation of two kept features.

    Attributes
    ----------
    scores_ : (features,) float64
        Eta squared, 0 to 1, which orders features as the F of the analysis of variance does; 0 for a constant.
    """

    def __init__(self, limit: float = 0.95):
        self.limit = limit

    def fit(self, X: Any, y: Any) -> Self:
        """Find redundant features in `X` (clips, features); `y` determines which of two features is kept."""
        X, y = self._read(X, y)
        unit = _centred_to_unit_length(X)
        of_label = np.equal.outer(np.unique(y), y).astype(float)
        self.scores_ = ((of_label @ unit) ** 2 / of_label.sum(1, keepdims=True)).sum(0)
        redundant = np.abs(unit.T @ unit) > self.limit
        free = np.any(unit, axis=0)
        free[0] |= not free.any()  # if all features are constant, one is kept: a classifier needs a column
        self.support_ = np.zeros(len(free), dtype=bool)
        for feature in np.argsort(-self.scores_, kind="stable"):
            if free[feature]:
                self.support_[feature] = True
                free &= ~redundant[feature]
        return self


def _centred_to_unit_length(X: np.ndarray) -> np.ndarray:
    """Columns as vectors whose scalar product is Pearson's r; a constant one as zeros."""
    low, high = X.min(axis=0), X.max(axis=0)
    scaled = (X.astype(np.float64) - low) / np.where(high > low, high - low, 1)
    centred = np.where(high > low, scaled - scaled.mean(axis=0), 0)
    return centred / np.maximum(np.linalg.norm(centred, axis=0), np.finfo(float).tiny)

"""Feature scaling under which no family dominates another by its number of columns."""

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from cremad.features.families import family_of_column
from cremad.features.modalities import FROM_ACTOR
from cremad.models.tuning import ActorTuned

LEVEL_WEIGHT = 1 / 3
"""Weight of a clip's own features where their distances from the actor's mean are features too: differences
between actors are mostly not differences between emotions, but equal weights would give both the same prior."""


def with_family_weights(model: ActorTuned, exponent: float = -0.25) -> ActorTuned:
    """Replace a model's scaler by `FamilyScaler`; with an exponent of 0 only `LEVEL_WEIGHT` applies."""
    names = [name for name, _ in model.pipeline.steps]
    model.pipeline.steps[names.index("scaler")] = ("scaler", FamilyScaler(exponent))
    model.pipeline.named_steps["imputer"].set_output(transform="pandas")  # families are known by name
    return model


class FamilyScaler(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Standardise each feature, then weight it by its family.

    Of 600 audio features of a clip half describe mel bands and a handful the pitch. Under a uniform penalty the
    larger family dominates. With an exponent of -1/2 every family has the same share in the distance of two clips;
    -1/4 is half-way between that and no weights.

    Where the features include their distances from the actor's mean, a clip's own values have less weight
    (`LEVEL_WEIGHT`).

    Parameters
    ----------
    exponent : float
        A feature of a family of n has the weight ``n**exponent``.

    Attributes
    ----------
    mean_, weights_ : ndarray, shape (features,)
        Subtracted from a feature, and what is then multiplied by; 0 for a feature without variance.
    """

    def __init__(self, exponent: float = -0.25):
        self.exponent = exponent

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit means and deviations; families are derived from column names, without names there is one family."""
        rows = validate_data(self, X, dtype=[np.float64, np.float32])
        names = pd.Series(getattr(self, "feature_names_in_", np.full(rows.shape[1], "")), dtype=str)
        sizes = names.map(family_of_column).groupby(names.map(family_of_column)).transform("size").to_numpy(float)
        is_normalised = names.str.endswith(FROM_ACTOR)
        level_weight = LEVEL_WEIGHT if is_normalised.any() else 1.0
        deviations = rows.std(axis=0)
        spread = np.divide(1, deviations, out=np.zeros_like(deviations), where=deviations > 0)
        self.mean_ = rows.mean(axis=0)
        self.weights_ = spread * sizes**self.exponent * np.where(is_normalised, 1.0, level_weight)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Standardised and weighted features, shape (clips, features)."""
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False, dtype=[np.float64, np.float32])
        return (rows - self.mean_) * self.weights_

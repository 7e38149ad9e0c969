"""Features at a scale at which no family drowns another by its number of columns."""

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from cremad.features.families import family_of_column
from cremad.features.modalities import FROM_ACTOR
from cremad.models.tuning import ActorTuned

LEVEL_WEIGHT = 1 / 3
"""Of a clip's own features beside their distances from the actor's mean: what actors differ in is mostly not what
emotions differ in, and with equal weights the prior would take the one for as likely as the other."""


def with_family_weights(model: ActorTuned, exponent: float = -0.25) -> ActorTuned:
    """Put the scaler below in the place of a model's own; an exponent of 0 weighs by sides of the actor alone."""
    names = [name for name, _ in model.pipeline.steps]
    model.pipeline.steps[names.index("scaler")] = ("scaler", FamilyScaler(exponent))
    model.pipeline.named_steps["imputer"].set_output(transform="pandas")  # families are known by name
    return model


class FamilyScaler(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Standardise each feature, then weigh it by its family.

    Of 600 features of a clip's sound half say something of mel bands and a handful of the pitch. A penalty that
    is the same for all takes what the many say together for as much likelier. With an exponent of -1/2 every
    family has the same share in the distance of two clips; -1/4 lies half-way between that and no weights.

    Where features stand beside their distances from the actor's mean, a clip's own level weighs less
    (`LEVEL_WEIGHT`).

    Parameters
    ----------
    exponent : float
        A feature of a family of n weighs ``n**exponent``.

    Attributes
    ----------
    mean_, weights_ : ndarray, shape (features,)
        Subtracted from a feature, and what is then multiplied by; 0 for a feature without variance.
    """

    def __init__(self, exponent: float = -0.25):
        self.exponent = exponent

    def fit(self, X: Any, y: Any = None) -> Self:
        """Learn means and deviations; families are known by the columns' names, without any there is one."""
        rows = validate_data(self, X, dtype=[np.float64, np.float32])
        names = pd.Series(getattr(self, "feature_names_in_", np.full(rows.shape[1], "")), dtype=str)
        sizes = names.map(family_of_column).groupby(names.map(family_of_column)).transform("size").to_numpy(float)
        by_actor = names.str.endswith(FROM_ACTOR)
        beside = LEVEL_WEIGHT if by_actor.any() else 1.0
        deviations = rows.std(axis=0)
        spread = np.divide(1, deviations, out=np.zeros_like(deviations), where=deviations > 0)
        self.mean_ = rows.mean(axis=0)
        self.weights_ = spread * sizes**self.exponent * np.where(by_actor, 1.0, beside)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Standardised and weighed features, shape (clips, features)."""
        check_is_fitted(self)
        rows = validate_data(self, X, reset=False, dtype=[np.float64, np.float32])
        return (rows - self.mean_) * self.weights_

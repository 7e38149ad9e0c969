"""Speaker normalisation: each actor's features relative to that actor's own mean and deviation.

It assumes that several clips of a speaker are available before any of them is predicted, and that the emotions of
all speakers have similar proportions. No label is used, so a test actor is normalised by that actor's own
unlabelled clips. A service cannot do that for a new speaker: state it with every result that depends on it.
"""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted


class SpeakerNormaliser(TransformerMixin, BaseEstimator):
    """Standardise each feature within each actor, by the statistics of the given rows.

    The deviation is shrunk towards the within-actor deviation of the fitted rows, since it is estimated poorly
    from few clips; the mean is the actor's own.

    Parameters
    ----------
    actor_column : str
        Column of the speaker, which is dropped; all others are features.
    prior_clips : float
        Weight of the fitted deviation, in clips.

    Attributes
    ----------
    feature_names_in_ : (columns,) array of str
        Columns of `fit`, including that of the actor.
    deviation_ : Series
        Root mean square deviation of each feature about its actor's mean; 1 for a constant.

    Examples
    --------
    >>> rows = pd.DataFrame({"actor": ["a", "a", "b", "b"], "f0": [100.0, 120.0, 200.0, 220.0]})
    >>> SpeakerNormaliser().fit_transform(rows)["f0"].tolist()
    [-1.0, 1.0, -1.0, 1.0]
    """

    def __init__(self, actor_column: str = "actor", prior_clips: float = 3.0):
        self.actor_column = actor_column
        self.prior_clips = prior_clips

    def fit(self, X: pd.DataFrame, y=None) -> Self:
        """Fit the deviations of features from their actor's mean; `y` is ignored."""
        features = self._features(X)
        deviation = (features - self._actor_mean(X)).pow(2).mean() ** 0.5
        self.deviation_ = deviation.mask(deviation == 0, 1.0)
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Features in deviations from their actor's mean over `X`, without the column of the actor."""
        check_is_fitted(self)
        centred = self._features(X) - self._actor_mean(X)
        clips = X.groupby(self.actor_column)[self.actor_column].transform("size").to_numpy()[:, None]
        variance = centred.pow(2).groupby(X[self.actor_column]).transform("mean")
        pooled = (clips * variance + self.prior_clips * self.deviation_**2) / (clips + self.prior_clips)
        return centred / pooled**0.5

    def get_feature_names_out(self, input_features=None) -> np.ndarray:
        """Names of the columns that `transform` returns."""
        check_is_fitted(self)
        return self.feature_names_in_[self.feature_names_in_ != self.actor_column]

    def _features(self, X: pd.DataFrame) -> pd.DataFrame:
        return X.drop(columns=self.actor_column)

    def _actor_mean(self, X: pd.DataFrame) -> pd.DataFrame:
        return self._features(X).groupby(X[self.actor_column]).transform("mean")

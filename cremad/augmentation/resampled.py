"""Synthetic rows near those of training clips: SMOTE [1]_, borderline SMOTE [2]_, or any sampler.

References
----------
.. [1] N. V. Chawla et al., "SMOTE: synthetic minority over-sampling technique", JAIR 16, 2002.
.. [2] H. Han et al., "Borderline-SMOTE: a new over-sampling method in imbalanced data sets learning",
   ICIC 2005.
"""

from typing import Any, Self

import numpy as np
from imblearn.over_sampling import SMOTE, BorderlineSMOTE
from imblearn.over_sampling.base import BaseOverSampler
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils.validation import check_is_fitted, validate_data

from cremad.augmentation.generative import ConditionalVae

SAMPLERS = {"smote": SMOTE, "borderline_smote": BorderlineSMOTE, "vae": ConditionalVae}
"""Samplers of imbalanced-learn's interface, by name."""


class Resampled(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """Fit a classifier on the training rows and synthetic rows made from them; predictions are not affected.

    It is the last step of a pipeline, after the scaler, since neighbours are found by distance.

    Parameters
    ----------
    estimator : classifier
    sampler : str
        Name in `SAMPLERS`.
    alone_rows : int
        0: rows are added to the training rows until every emotion has as many as the most frequent one.
        More: the classifier is fitted only on this many synthetic rows of each emotion ("train on synthetic,
        test on real" [1]_).
    random_state : int
        Seed of the sampler.

    Attributes
    ----------
    estimator_ : classifier
    n_made_ : int
        Number of synthetic rows.
    classes_ : ndarray

    References
    ----------
    .. [1] C. Esteban et al., "Real-valued (medical) time series generation with recurrent conditional GANs",
       arXiv:1706.02633, 2017.
    """

    def __init__(
        self, estimator: BaseEstimator, sampler: str = "smote", alone_rows: int = 0, random_state: int = 0
    ):
        self.estimator = estimator
        self.sampler = sampler
        self.alone_rows = alone_rows
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> Self:
        """Make synthetic rows and fit; `X` is (clips, features), dense."""
        X, y = validate_data(self, X, y)
        self.classes_, counts = np.unique(y, return_counts=True)
        rows, labels = X, y
        if counts.min() > 1 and len(counts) > 1:  # a single row of an emotion has no neighbour and no deviation
            sampler = make_sampler(self.sampler, counts.min(), self.random_state)
            if self.alone_rows:
                wanted = dict(zip(self.classes_.tolist(), (counts + self.alone_rows).tolist(), strict=True))
                sampler.set_params(sampling_strategy=wanted)
            rows, labels = sampler.fit_resample(X, y)
        self.n_made_ = len(rows) - len(X)
        if self.alone_rows and self.n_made_:
            rows, labels = rows[len(X) :], labels[len(X) :]
        self.estimator_ = clone(self.estimator).fit(rows, labels)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        return self.estimator_.predict_proba(validate_data(self, X, reset=False))

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest emotion of each clip."""
        check_is_fitted(self)
        return self.estimator_.predict(validate_data(self, X, reset=False))


def make_sampler(name: str, smallest: int, seed: int) -> BaseOverSampler:
    """A sampler whose neighbourhoods are at most as large as the rarest emotion, `smallest`."""
    sampler = SAMPLERS[name](random_state=seed)
    if hasattr(sampler, "k_neighbors"):
        sampler.set_params(k_neighbors=min(sampler.k_neighbors, int(smallest) - 1))
    return sampler

"""How much of the emotion the choice of sentences gives away.

In all of CREMA-D every actor speaks every sentence in every emotion, so the text carries no information. In a part
of it, or in another corpus, it may: text features are then compared with what the sentence alone reveals.
"""

from typing import NamedTuple, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.validation import check_is_fitted

from cremad.features.text.vectorizer import text_column


class SentenceLookup(ClassifierMixin, BaseEstimator):
    """The distribution of emotions given the sentence, as counted in the training rows.

    A sentence's counts are joined by `smoothing` rows shared out like the prior; a sentence that is not in the
    training rows, or a null, so gets the prior itself.

    Parameters
    ----------
    smoothing : float
        Rows of the prior that each sentence's counts are joined by, above 0.
    class_weight : {"balanced"} or None
        `balanced` weights rows against the frequency of their emotion, which is best for unweighted recall and
        makes the prior uniform.

    Attributes
    ----------
    classes_ : (n_classes,) array
    prior_ : (n_classes,) float64 array
    sentences_ : (n_sentences,) object array
        Sorted.
    probabilities_ : (n_sentences, n_classes) float64 array
    """

    def __init__(self, smoothing: float = 1.0, class_weight: str | None = None):
        self.smoothing = smoothing
        self.class_weight = class_weight

    def fit(self, X, y) -> Self:
        """Count; `X` is a column of sentences or transcripts, `(n,)` or `(n, 1)`."""
        sentences = text_column(X)
        weights = compute_sample_weight(self.class_weight, y)
        self.classes_, label = np.unique(y, return_inverse=True)
        self.prior_ = np.bincount(label, weights) / weights.sum()
        known = sentences != ""
        self.sentences_, row = np.unique(sentences[known], return_inverse=True)
        shape = len(self.sentences_), len(self.classes_)
        cell = row * shape[1] + label[known]
        counts = np.bincount(cell, weights[known], shape[0] * shape[1]).reshape(shape)
        smoothed = counts + self.smoothing * self.prior_
        self.probabilities_ = smoothed / smoothed.sum(axis=1, keepdims=True)
        return self

    def predict_proba(self, X) -> np.ndarray:
        """Probability of each class, `(n, n_classes)`."""
        check_is_fitted(self)
        position = pd.Index(self.sentences_).get_indexer(text_column(X))
        return np.vstack([self.probabilities_, self.prior_])[position]  # -1, unknown sentence: the last row

    def predict(self, X) -> np.ndarray:
        """The likeliest class."""
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


class Association(NamedTuple):
    """Strength of the dependence of two labels, and the chance of one as strong without dependence."""

    cramers_v: float
    p_value: float


def cramers_v(x, y, generator: np.random.Generator, permutations: int = 999) -> Association:
    """Cramér's V with Bergsma's correction of its bias, and a permutation test of independence.

    Parameters
    ----------
    x, y : (n,) array-like of labels
        Rows with a null in either are left out.
    generator : numpy.random.Generator
        Draws the permutations.
    permutations : int
        Rearrangements of `y`; the smallest p-value is `1 / (permutations + 1)`.

    Returns
    -------
    Association
        V from 0 (what independence gives on average) to 1; 0 with p-value 1 where a label is constant.

    References
    ----------
    W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", Journal of the Korean Statistical
    Society 42(3), 2013.

    Examples
    --------
    >>> cramers_v(list("aabb") * 20, list("ssmm") * 20, np.random.default_rng(0))
    Association(cramers_v=1.0, p_value=0.001)
    """
    rows = pd.DataFrame({"x": np.asarray(x, object), "y": np.asarray(y, object)}).dropna()
    x_codes, x_levels = pd.factorize(rows["x"])
    y_codes, y_levels = pd.factorize(rows["y"])
    count, r, k = len(rows), len(x_levels), len(y_levels)
    if min(r, k) < 2:
        return Association(0.0, 1.0)
    expected = np.outer(np.bincount(x_codes), np.bincount(y_codes)) / count

    def phi_squared(codes: np.ndarray) -> float:
        observed = np.bincount(x_codes * k + codes, minlength=r * k).reshape(r, k)
        return ((observed - expected) ** 2 / expected).sum() / count

    phi2 = phi_squared(y_codes)
    corrected = max(0.0, phi2 - (r - 1) * (k - 1) / (count - 1))
    smaller = min(size - (size - 1) ** 2 / (count - 1) for size in (r, k)) - 1
    drawn = np.array([phi_squared(generator.permutation(y_codes)) for _ in range(permutations)])
    as_strong = int((drawn >= phi2 - 1e-12).sum())
    strength = float(np.sqrt(corrected / smaller)) if smaller > 0 else 0.0
    return Association(strength, (1 + as_strong) / (1 + permutations))

"""Embedding of sequences of frames as vectors; a kernel of these vectors is a kernel of sequences."""

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted


class MeanEmbedding(TransformerMixin, BaseEstimator):
    """The mean over a clip's frames of random Fourier features of each frame and its time.

    Products of embeddings approach the mean, over all pairs of frames, of a Gaussian kernel of frame and
    relative time: the kernel mean map of the two clips (Smola et al., ALT 2007; Rahimi and Recht, NIPS 2007).
    Embeddings are vectors, so `DistanceKernel` and `ProductKernel` of them are positive semi-definite whatever
    the number of Fourier features (of Gaussians over such embeddings: Christmann and Steinwart, NIPS 2010). Clips
    may differ in length. There is no alignment as in time warping, whose similarities are not a kernel.

    Parameters
    ----------
    fourier : int
        Random frequencies; the embedding has twice as many dimensions.
    width : float
        Width of the Gaussian, in units of the typical distance between two standardised frames.
    random_state : int
        Seed of the frequencies.

    Attributes
    ----------
    mean_, deviation_ : ndarray, shape (coefficients,)
        Of the frames of the training clips.
    frequencies_ : ndarray, shape (coefficients + 1, fourier)
    """

    def __init__(self, fourier: int = 512, width: float = 0.5, random_state: int = 0):
        self.fourier = fourier
        self.width = width
        self.random_state = random_state

    def fit(self, X: Any, y: Any = None) -> Self:
        """Fit the scale of the frames; `X` is a column of sequences, shape (clips, 1), `y` is ignored."""
        frames = np.concatenate(_sequences(X))
        self.mean_, deviation = frames.mean(0), frames.std(0)
        self.deviation_ = np.where(deviation > 0, deviation, 1.0)
        size = frames.shape[1] + 1
        normal = np.random.default_rng(self.random_state).normal(size=(size, self.fourier))
        self.frequencies_ = normal / (self.width * np.sqrt(2 * size))
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Embedding of each clip, shape (clips, 2 x fourier)."""
        check_is_fitted(self)
        return np.stack([self._embed(frames) for frames in _sequences(X)])

    def _embed(self, frames: np.ndarray) -> np.ndarray:
        # time runs from -√3 to √3, so that its variance is 1
        time = np.sqrt(3) * np.linspace(-1, 1, len(frames))
        phases = np.column_stack([(frames - self.mean_) / self.deviation_, time]) @ self.frequencies_
        return np.concatenate([np.cos(phases).mean(0), np.sin(phases).mean(0)]) / np.sqrt(self.fourier)


def _sequences(X: Any) -> list[np.ndarray]:
    return [np.asarray(frames, dtype=np.float64) for frames in np.asarray(X, dtype=object).reshape(-1)]

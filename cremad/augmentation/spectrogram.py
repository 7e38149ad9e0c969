"""SpecAugment: a range of mel bands and a range of frames are masked [1]_.

A draw holds the ranges as shares of the axes, so that one draw fits any spectrogram of a clip.

References
----------
.. [1] D. S. Park et al., "SpecAugment: a simple data augmentation method for automatic speech recognition",
   Interspeech 2019; without its time warping, which the authors found to matter least.
"""

from typing import Any

import librosa
import numpy as np
from pydantic import Field

from cremad.augmentation.draw import Draw
from cremad.settings import Options

KIND = "spec_augment"

_STFT: dict[str, Any] = {"n_fft": 512, "hop_length": 128}


class MaskRanges(Options):
    """Widest masks."""

    bands: float = Field(default=0.15, gt=0, le=0.5)
    """As a share of the mel bands."""
    frames: float = Field(default=0.15, gt=0, le=0.5)
    """As a share of the clip."""


def draw(rng: np.random.Generator, ranges: MaskRanges) -> Draw:
    """Draw one mask over bands and one over frames: widths uniform up to the widest, positions uniform."""
    parameters: dict[str, float] = {}
    for axis, widest in (("bands", ranges.bands), ("frames", ranges.frames)):
        width = rng.uniform(0, widest)
        start = rng.uniform(0, 1 - width)
        parameters |= {f"{axis}_from": start, f"{axis}_to": start + width}
    return Draw(kind=KIND, parameters=parameters)


def apply(draw: Draw, log_mel: np.ndarray) -> np.ndarray:
    """Replace the masked bands and frames by the clip's mean.

    Parameters
    ----------
    draw : Draw
    log_mel : (bands, frames) ndarray

    Returns
    -------
    (bands, frames) ndarray
        A copy, of the same dtype.
    """
    bands, frames = (np.arange(length) / length for length in log_mel.shape)
    masked = _within(draw, "bands", bands)[:, None] | _within(draw, "frames", frames)
    return np.where(masked, log_mel.mean(), log_mel).astype(log_mel.dtype)


def apply_to_signal(draw: Draw, signal: np.ndarray, rate_hz: int) -> np.ndarray:
    """Remove the same bands and frames from the signal, for features that are computed from samples.

    Parameters
    ----------
    draw : Draw
    signal : (samples,) float32 ndarray
    rate_hz : int
        Sampling rate; bands divide the mel scale up to half of it evenly.

    Returns
    -------
    (samples,) float32 ndarray
    """
    spectrum = librosa.stft(signal, **_STFT)
    mels = librosa.hz_to_mel(librosa.fft_frequencies(sr=rate_hz, n_fft=_STFT["n_fft"]))
    bands, frames = mels / mels[-1], np.arange(spectrum.shape[1]) / spectrum.shape[1]
    spectrum[_within(draw, "bands", bands)] = 0
    spectrum[:, _within(draw, "frames", frames)] = 0
    return np.clip(librosa.istft(spectrum, **_STFT, length=len(signal)), -1, 1)


def _within(draw: Draw, axis: str, places: np.ndarray) -> np.ndarray:
    return (places >= draw.parameters[f"{axis}_from"]) & (places < draw.parameters[f"{axis}_to"])

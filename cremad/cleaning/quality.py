"""Quality of one decoded signal, measured without other clips."""

from typing import NamedTuple

import numpy as np

from cremad.artifacts.digests import digest_bytes

FRAME_S = 0.02
"""Length of the segments that are classified as silent or not."""
SILENCE_DBFS = -60.0
"""Level below which a segment is silent; pauses in CREMA-D's quietest recordings lie near -75 dBFS."""
CLIPPED = 0.999
"""Magnitude from which a sample counts as full scale."""
FLOOR_DBFS = -120.0
"""Level assigned to digital silence."""


class SignalQuality(NamedTuple):
    """Measures of a signal; levels in dB re full scale."""

    duration_s: float
    original_rate_hz: int
    peak_dbfs: float
    rms_dbfs: float
    silence_share: float
    """Share of 20 ms segments whose level is below -60 dBFS."""
    clipped_share: float
    dc_offset: float
    content_sha256: str
    """Digest of the samples, so that copies are found in any container."""


def measure_signal(signal: np.ndarray, sampling_rate_hz: int) -> SignalQuality:
    """Measure a signal.

    Parameters
    ----------
    signal : (samples,) float32
        At least one sample, in [-1, 1].
    sampling_rate_hz : int

    Examples
    --------
    >>> half = np.full(16_000, 0.5, np.float32)
    >>> quality = measure_signal(half, 16_000)
    >>> quality.duration_s, round(quality.peak_dbfs, 2), quality.dc_offset
    (1.0, -6.02, 0.5)
    """
    length = min(len(signal), max(1, round(FRAME_S * sampling_rate_hz)))
    stretches = signal[: len(signal) // length * length].reshape(-1, length).astype(np.float64)
    levels = _dbfs(np.sqrt((stretches**2).mean(axis=1)))
    return SignalQuality(
        duration_s=len(signal) / sampling_rate_hz,
        original_rate_hz=int(sampling_rate_hz),
        peak_dbfs=float(_dbfs(np.abs(signal).max())),
        rms_dbfs=float(_dbfs(np.sqrt(np.mean(signal.astype(np.float64) ** 2)))),
        silence_share=float((levels < SILENCE_DBFS).mean()),
        clipped_share=float((np.abs(signal) >= CLIPPED).mean()),
        dc_offset=float(signal.mean(dtype=np.float64)),
        content_sha256=digest_bytes(np.ascontiguousarray(signal).tobytes()),
    )


def is_silent(quality: SignalQuality) -> bool:
    """Whether a signal holds no sound: all stretches are silent, or are once its constant offset is taken off.

    Examples
    --------
    >>> dead_microphone = measure_signal(np.full(16_000, 0.5, np.float32), 16_000)
    >>> dead_microphone.silence_share, is_silent(dead_microphone)
    (0.0, True)
    """
    silence, offset = 10 ** (SILENCE_DBFS / 10), quality.dc_offset**2
    without_offset = 10 ** (quality.rms_dbfs / 10) - offset
    return quality.silence_share == 1 or (offset > silence and without_offset < silence)


def _dbfs(amplitude: np.ndarray | float) -> np.ndarray:
    return np.maximum(20 * np.log10(np.maximum(amplitude, 1e-12)), FLOOR_DBFS)

"""Tuning of a clip for the chroma: `librosa.estimate_tuning` in one pass over the power spectrum.

A single peak on the other side of a bin's edge can change the answer, so each step rounds to float32 where
librosa does.
"""

import math

import numpy as np
from numba import njit

LOWEST_HZ, HIGHEST_HZ = 150.0, 4000.0
PEAK_SHARE = np.float32(0.1)
"""Peaks are above this share of their frame's largest power."""
TUNINGS = np.linspace(-0.5, 0.5, 101)
"""Edges of the histogram, in semitones; the tuning is the lower edge of the fullest bin."""
A0_HZ = 27.5


def estimate_tuning(power: np.ndarray, sampling_rate_hz: int) -> float:
    """Deviation from A440 in semitones, and 0 where nothing is tonal.

    Parameters
    ----------
    power : (bins, frames) float32
    sampling_rate_hz : int
    """
    pitches, heights = _peaks(power, float(sampling_rate_hz))
    if len(pitches) == 0:
        return 0.0
    middle = [(len(heights) - 1) // 2, len(heights) // 2]
    median = np.partition(heights, middle)[middle].mean()
    return float(TUNINGS[_fullest_bin(pitches, heights, median)])


@njit(cache=True, nogil=True)
def _peaks(power, rate_hz):  # pragma: no cover
    """Frequencies and heights of the spectral peaks of all frames, interpolated by a parabola."""
    n_bins, n_frames = power.shape
    n_fft = 2 * (n_bins - 1)
    threshold = np.zeros(n_frames, np.float32)
    for k in range(n_bins):
        for t in range(n_frames):
            threshold[t] = max(threshold[t], power[k, t])
    for t in range(n_frames):
        threshold[t] *= PEAK_SHARE
    begin = math.ceil(LOWEST_HZ * n_fft / rate_hz)
    end = math.ceil(HIGHEST_HZ * n_fft / rate_hz)
    pitches = np.empty((end - begin) * n_frames // 2 + n_frames, np.float32)
    heights = np.empty_like(pitches)
    count = 0
    for k in range(begin, end):
        for t in range(n_frames):
            here = power[k, t]
            if here > threshold[t] and here > power[k - 1, t] and here >= power[k + 1, t]:
                before, after = power[k - 1, t], power[k + 1, t]
                half = (after - before) / np.float32(2)
                curvature = float(after + before) - 2.0 * here
                inside = abs(half) < abs(curvature)
                shift = np.float32(-half / curvature) if inside else np.float32(0)
                pitches[count] = (k + shift) * rate_hz / n_fft
                heights[count] = here + np.float32(0.5) * half * shift
                count += 1
    return pitches[:count], heights[:count]


@njit(cache=True, nogil=True)
def _fullest_bin(pitches, heights, threshold):  # pragma: no cover
    """Bin of a hundredth of a semitone that most of the loud pitches deviate by from the tempered scale."""
    counts = np.zeros(100, np.int64)
    for i in range(len(pitches)):
        if heights[i] >= threshold:
            semitones = np.float32(12) * np.float32(math.log2(pitches[i] / np.float32(A0_HZ)))
            residual = semitones - math.floor(semitones)
            if residual >= 0.5:
                residual -= 1.0
            index = int((residual + 0.5) * 100)
            # The edges are what linspace rounds them to.
            index += (residual >= TUNINGS[index + 1]) - (residual < TUNINGS[index])
            counts[index] += 1
    return np.argmax(counts)

"""Jitter and shimmer: how much neighbouring glottal cycles differ in length and in size.

Cycle lengths are found by correlating the waveform with itself about one period later, beginning from the pitch
track (Boersma, "Should jitter be measured by peak picking or by waveform matching?", 2009); the two figures
are the "local" ones in common use. From sentences, not sustained vowels, they hold intonation too: compare them
between clips, not with clinical norms.
"""

import math

import numpy as np
from numba import njit

CYCLE_NAMES = ("jitter_local", "shimmer_local")

FARTHEST = 0.2
"""Largest deviation of a cycle's length from the pitch track, as a share."""
LEAST_CORRELATION = 0.6
"""Least correlation of neighbouring cycles."""
MAX_LENGTH_RATIO = 1.3
MAX_AMPLITUDE_RATIO = 1.6
"""Neighbours that differ more are considered errors of the search, as in Praat."""


@njit(cache=True, nogil=True)
def jitter_and_shimmer(signal, f0_hz, hop, rate_hz):  # pragma: no cover
    """Mean absolute difference of neighbouring cycles' lengths and amplitudes, as shares of their means.

    Parameters
    ----------
    signal : (samples,) float32
    f0_hz : (frames,) float32
        0 where unvoiced; frame `t` is centred at sample `t * hop`.
    hop : int
    rate_hz : float

    Returns
    -------
    tuple of float
        Local jitter and local shimmer; 0 where no two cycles follow each other.
    """
    lengths, amplitudes = _cycles(signal, f0_hz, hop, rate_hz)
    return (
        _relative_difference(lengths, MAX_LENGTH_RATIO),
        _relative_difference(amplitudes, MAX_AMPLITUDE_RATIO),
    )


@njit(cache=True, nogil=True)
def _cycles(signal, f0_hz, hop, rate_hz):  # pragma: no cover
    """Lengths in samples and amplitudes of the cycles in order of time; 0 where a chain of them ends."""
    most = len(signal) // max(1, int(rate_hz / 2000)) + 1
    lengths, amplitudes = np.zeros(most), np.zeros(most)
    count = position = 0
    while position < len(signal):
        frame = min((position + hop // 2) // hop, len(f0_hz) - 1)
        length = 0.0
        step = hop
        if f0_hz[frame] > 0:
            period = rate_hz / f0_hz[frame]
            length = _cycle_length(signal, position, period)
            step = round(period if length == 0 else length)
        if length > 0:
            lengths[count] = length
            amplitudes[count] = _swing(signal[position : position + step])
            count += 1
        elif count > 0 and lengths[count - 1] > 0:
            count += 1
        position += step
    return lengths[:count], amplitudes[:count]


@njit(cache=True, nogil=True)
def _relative_difference(values, max_ratio):  # pragma: no cover
    """Mean absolute difference of neighbours over the mean value; zeros part the chains."""
    total = difference = 0.0
    n_values = n_pairs = 0
    for i in range(len(values)):
        if values[i] == 0:
            continue
        total += values[i]
        n_values += 1
        if i > 0 and 1 / max_ratio < values[i - 1] / values[i] < max_ratio:
            difference += abs(values[i] - values[i - 1])
            n_pairs += 1
    return difference / n_pairs / (total / n_values) if n_pairs > 0 else 0.0


@njit(cache=True, nogil=True, fastmath=True)
def _cycle_length(signal, position, period):  # pragma: no cover
    """Lag, to a part of a sample, at which a cycle resembles the next one best; 0 where none does."""
    width = round(period)
    first = math.floor(period * (1 - FARTHEST))
    last = math.ceil(period * (1 + FARTHEST)) + 1
    if position + last + width > len(signal):
        return 0.0
    cycle = signal[position : position + width]
    following = signal[position + first : position + last + width]
    correlation = np.empty(last - first)
    own, other = _energy(cycle), _energy(following[:width])
    for lag in range(len(correlation)):
        later = following[lag : lag + width]
        product = np.float32(0.0)
        for i in range(width):
            product += cycle[i] * later[i]
        correlation[lag] = product / math.sqrt(own * max(other, 1e-12) + 1e-24)
        other += float(following[lag + width]) ** 2 - float(following[lag]) ** 2
    best = np.argmax(correlation)
    if best == 0 or best == len(correlation) - 1 or correlation[best] < LEAST_CORRELATION:
        return 0.0
    before, here, after = correlation[best - 1], correlation[best], correlation[best + 1]
    curvature = before - 2 * here + after
    shift = 0.5 * (before - after) / curvature if curvature < 0 else 0.0
    return first + best + shift


@njit(cache=True, nogil=True, fastmath=True)
def _energy(samples):  # pragma: no cover
    energy = 0.0
    for i in range(len(samples)):
        energy += float(samples[i]) * float(samples[i])
    return energy


@njit(cache=True, nogil=True, fastmath=True)
def _swing(cycle):  # pragma: no cover
    """Distance from the lowest to the highest sample."""
    lowest = highest = cycle[0]
    for i in range(len(cycle)):
        lowest, highest = min(lowest, cycle[i]), max(highest, cycle[i])
    return float(highest) - float(lowest)

"""Jitter and shimmer: how much neighbouring glottal cycles differ in length and in size.

Cycle lengths are found by cross-correlating the waveform with itself one period later, beginning from the
pitch track (as in Boersma, "Should jitter be measured by peak picking or by waveform matching?", 2009), and the
two figures are the "local" ones in common use. From sentences, not sustained vowels, they are estimates that
hold intonation too; compare them between clips, not with clinical norms.
"""

import math

import numpy as np
from numba import njit

FARTHEST = 0.25
"""A cycle's length lies within this share of what the pitch track says."""
LEAST_CORRELATION = 0.6
"""Cycles that resemble each other less are not taken for neighbours."""
MAX_AMPLITUDE_RATIO = 1.6


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
        Local jitter and local shimmer; 0 and 0 where no three cycles follow each other.
    """
    lengths_sum = lengths_difference = amplitude_sum = amplitude_difference = 0.0
    n_lengths = n_length_pairs = n_amplitudes = n_amplitude_pairs = 0
    previous_length = previous_amplitude = 0.0
    position = 0
    while True:
        frame = (position + hop // 2) // hop
        if frame >= len(f0_hz) or position >= len(signal):
            break
        if f0_hz[frame] == 0:
            previous_length = previous_amplitude = 0.0
            position += hop - (position + hop // 2) % hop
            continue
        period = rate_hz / f0_hz[frame]
        length = _cycle_length(signal, position, period)
        if length == 0:
            previous_length = previous_amplitude = 0.0
            position += int(round(period))
            continue
        n_lengths += 1
        lengths_sum += length
        if previous_length > 0:
            lengths_difference += abs(length - previous_length)
            n_length_pairs += 1
        amplitude = _swing(signal, position, int(round(length)))
        n_amplitudes += 1
        amplitude_sum += amplitude
        if previous_amplitude > 0 and _comparable(amplitude, previous_amplitude):
            amplitude_difference += abs(amplitude - previous_amplitude)
            n_amplitude_pairs += 1
        previous_length, previous_amplitude = length, amplitude
        position += int(round(length))
    jitter = shimmer = 0.0
    if n_length_pairs > 0:
        jitter = lengths_difference / n_length_pairs / (lengths_sum / n_lengths)
    if n_amplitude_pairs > 0:
        shimmer = amplitude_difference / n_amplitude_pairs / (amplitude_sum / n_amplitudes)
    return jitter, shimmer


@njit(cache=True, nogil=True)
def _comparable(amplitude, other):  # pragma: no cover
    return amplitude < MAX_AMPLITUDE_RATIO * other and other < MAX_AMPLITUDE_RATIO * amplitude


@njit(cache=True, nogil=True, fastmath=True)
def _cycle_length(signal, position, period):  # pragma: no cover
    """Lag, to a part of a sample, at which a cycle resembles the next one best; 0 where none does."""
    width = int(round(period))
    first = int(math.floor(period * (1 - FARTHEST)))
    last = int(math.ceil(period * (1 + FARTHEST)))
    if position + last + width > len(signal):
        return 0.0
    correlation = np.empty(last - first + 1)
    own = 1e-12
    for i in range(width):
        own += signal[position + i] * signal[position + i]
    for lag in range(first, last + 1):
        product, other = np.float32(0.0), np.float32(1e-12)
        for i in range(width):
            later = signal[position + lag + i]
            product += signal[position + i] * later
            other += later * later
        correlation[lag - first] = product / math.sqrt(own * other)
    best = np.argmax(correlation)
    if best == 0 or best == len(correlation) - 1 or correlation[best] < LEAST_CORRELATION:
        return 0.0
    before, here, after = correlation[best - 1], correlation[best], correlation[best + 1]
    curvature = before - 2 * here + after
    shift = 0.5 * (before - after) / curvature if curvature < 0 else 0.0
    return first + best + shift


@njit(cache=True, nogil=True)
def _swing(signal, position, length):  # pragma: no cover
    """Distance from the lowest to the highest sample of a cycle."""
    cycle = signal[position : position + length]
    return float(cycle.max()) - float(cycle.min())

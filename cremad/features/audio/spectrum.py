"""The compiled passes over a clip's spectrum.

Matrices are (bins, frames), so that the innermost loop runs over neighbours in memory.
"""

import math

import numpy as np
from numba import njit

FLATNESS_FLOOR = np.float32(1e-10)
ROLLOFF_SHARE = np.float32(0.85)
BINS_PER_PRODUCT = 16
"""Powers that are multiplied before a logarithm is taken; 16 of at least 1e-10 fit a float64."""


@njit(cache=True, nogil=True)
def windowed_frames(signal, window, hop, begin, end):  # pragma: no cover
    """Centred frames from `begin` to before `end` under the window, (frames, n_fft) float64; outside lie zeros."""
    n_fft = len(window)
    frames = np.zeros((end - begin, n_fft))
    for frame in range(begin, end):
        start = frame * hop - n_fft // 2
        first, last = max(0, -start), min(n_fft, len(signal) - start)
        row, weights = frames[frame - begin, first:last], window[first:last]
        samples = signal[start + first : start + last]
        for i in range(len(row)):
            row[i] = weights[i] * samples[i]
    return frames


@njit(cache=True, nogil=True)
def spectral_shape(magnitude, frequencies):  # pragma: no cover
    """Centroid, bandwidth and roll-off frequency of each frame, (3, frames) float32; 0 where all is silent."""
    n_bins, n_frames = magnitude.shape
    total, first, second = np.zeros(n_frames), np.zeros(n_frames), np.zeros(n_frames)
    energy = np.zeros(n_frames, np.float32)
    for k in range(n_bins):
        for t in range(n_frames):
            energy[t] += magnitude[k, t]
            total[t] += magnitude[k, t]
            first[t] += frequencies[k] * magnitude[k, t]
    for t in range(n_frames):
        total[t] = max(total[t], 1e-38)
        first[t] /= total[t]
        energy[t] *= ROLLOFF_SHARE
    below = np.zeros(n_frames, np.int32)
    cumulative = np.zeros(n_frames, np.float32)
    for k in range(n_bins):
        for t in range(n_frames):
            distance = frequencies[k] - first[t]
            second[t] += magnitude[k, t] * distance * distance
            cumulative[t] += magnitude[k, t]
            below[t] += cumulative[t] < energy[t]
    shape = np.empty((3, n_frames), np.float32)
    for t in range(n_frames):
        shape[0, t] = first[t]
        shape[1, t] = math.sqrt(second[t] / total[t])
        shape[2, t] = frequencies[below[t]]
    return shape


@njit(cache=True, nogil=True)
def power_means(power):  # pragma: no cover
    """For the flatness: arithmetic mean of each frame, and products of neighbouring bins, to be logged.

    Returns
    -------
    mean : (frames,) float64
    products : (blocks, frames) float64
    """
    n_bins, n_frames = power.shape
    mean = np.zeros(n_frames)
    products = np.ones((-(-n_bins // BINS_PER_PRODUCT), n_frames))
    for k in range(n_bins):
        product = products[k // BINS_PER_PRODUCT]
        for t in range(n_frames):
            value = max(power[k, t], FLATNESS_FLOOR)
            mean[t] += value
            product[t] *= value
    return mean / n_bins, products


@njit(cache=True, nogil=True)
def band_extremes(magnitude, bands):  # pragma: no cover
    """For the contrast: mean of the largest and of the smallest magnitudes of each band.

    Parameters
    ----------
    magnitude : (bins, frames) float32
    bands : (n_bands, 3) int64
        First bin, bin after the last, and how many values count as extreme.

    Returns
    -------
    (2 * n_bands, frames) float32
        Peaks, then valleys.
    """
    n_bands, n_frames = len(bands), magnitude.shape[1]
    extremes = np.zeros((2 * n_bands, n_frames), np.float32)
    for band in range(n_bands):
        begin, end, count = bands[band]
        highest = np.full((count, n_frames), -np.inf, np.float32)
        lowest = np.full((count, n_frames), np.inf, np.float32)
        for k in range(begin, end):
            _sink(magnitude[k], highest, lowest)
        for i in range(count):
            for t in range(n_frames):
                extremes[band, t] += highest[i, t] / np.float32(count)
                extremes[n_bands + band, t] += lowest[i, t] / np.float32(count)
    return extremes


@njit(cache=True, nogil=True)
def _sink(values, highest, lowest):  # pragma: no cover
    """Let each value sink into the sorted extremes of its frame."""
    up, down = values.copy(), values.copy()
    for i in range(len(highest)):
        high, low = highest[i], lowest[i]
        for t in range(len(values)):
            high[t], up[t] = max(up[t], high[t]), min(up[t], high[t])
            low[t], down[t] = min(down[t], low[t]), max(down[t], low[t])


@njit(cache=True, nogil=True)
def sparse_product(starts, weights, power):  # pragma: no cover
    """Filter bank of short rows times the power spectrum: (filters, frames) float32.

    Parameters
    ----------
    starts : (filters,) int64
        First bin of each filter.
    weights : (filters, widest) float32
        Its weights from there on, zeros at the end.
    power : (bins, frames) float32
    """
    n_frames = power.shape[1]
    product = np.zeros((len(starts), n_frames), np.float32)
    for row in range(len(starts)):
        sums = product[row]
        for k in range(weights.shape[1]):
            weight = weights[row, k]
            if weight != 0:
                values = power[starts[row] + k]
                for t in range(n_frames):
                    sums[t] += weight * values[t]
    return product


@njit(cache=True, nogil=True)
def dense_product(weights, matrix):  # pragma: no cover
    """`weights @ matrix` in a fixed order of summation, whatever the number of threads: float32."""
    n_frames = matrix.shape[1]
    product = np.zeros((len(weights), n_frames), np.float32)
    for row in range(len(weights)):
        sums = product[row]
        n_whole = len(matrix) // 4 * 4
        for k in range(0, n_whole, 4):
            a, b, c, d = weights[row, k], weights[row, k + 1], weights[row, k + 2], weights[row, k + 3]
            first, second, third, fourth = matrix[k], matrix[k + 1], matrix[k + 2], matrix[k + 3]
            for t in range(n_frames):
                sums[t] += a * first[t] + b * second[t] + c * third[t] + d * fourth[t]
        for k in range(n_whole, len(matrix)):
            for t in range(n_frames):
                sums[t] += weights[row, k] * matrix[k, t]
    return product

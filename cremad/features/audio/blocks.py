"""Features of overlapping frames of the signal itself, computed from sums over blocks.

A block is as long as hop and half a frame both are multiples of, so each sample is read once however many frames
hold it.
"""

import math

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def frame_levels(signal, n_fft, hop):  # pragma: no cover
    """Root mean square and zero-crossing rate of each centred frame, two (frames,) float32.

    Beyond the ends lie zeros for the first and the outermost samples for the second, as in librosa.
    """
    block = math.gcd(hop, n_fft // 2)
    energies, crossings = _block_sums(signal, block)
    n_frames = 1 + len(signal) // hop
    rms, zcr = np.empty(n_frames, np.float32), np.empty(n_frames, np.float32)
    for frame in range(n_frames):
        start = frame * hop - n_fft // 2
        begin = max(0, start // block)
        end = min(len(energies), (start + n_fft) // block)
        rms[frame] = math.sqrt(energies[begin:end].sum() / n_fft)
        # The sample before the first one of a frame is not part of it.
        outside = start > 0 and _is_negative(signal[start]) != _is_negative(signal[start - 1])
        zcr[frame] = (crossings[begin:end].sum() - outside) / n_fft
    return rms, zcr


@njit(cache=True, nogil=True, fastmath=True)
def _block_sums(signal, block):  # pragma: no cover
    """Energy of each block, and how often the signal crosses zero into each of its samples."""
    n_blocks = -(-len(signal) // block)
    energies, crossings = np.zeros(n_blocks), np.zeros(n_blocks, np.int32)
    for index in range(n_blocks):
        samples = signal[index * block : (index + 1) * block]
        before = signal[max(0, index * block - 1) :]
        energy, count = 0.0, 0
        for i in range(len(samples)):
            energy += float(samples[i]) * float(samples[i])
        for i in range(len(samples) - (index == 0)):
            count += _is_negative(before[i]) != _is_negative(before[i + 1])
        energies[index], crossings[index] = energy, count
    return energies, crossings


@njit(cache=True, nogil=True)
def _is_negative(sample):  # pragma: no cover
    """Whether a value is negative, where values within librosa's threshold of zero are not."""
    return sample < np.float32(-1e-10)

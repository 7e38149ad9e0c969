"""Fundamental frequency of voiced speech: normalised cross-correlation and the best path through its peaks.

librosa offers probabilistic YIN, which takes 80 to 230 ms a clip, more than all other features together; this
takes under one. Candidates are the peaks of the normalised cross-correlation at about 8 kHz (Talkin, "A robust
algorithm for pitch tracking", 1995); the path through candidates and "unvoiced" with the highest sum of
strengths, less costs for jumps, is Boersma's ("Accurate short-term analysis of the fundamental frequency", 1993).
His voicing and jump constants are raised so that the track agrees best with pYIN on clips of CREMA-D, which hold
more noise than the speech that he set them for.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from cremad.features.audio.options import AudioFeatureOptions

ANALYSIS_RATE_HZ = 8000
WINDOW_S = 0.02
N_CANDIDATES = 6
LEAST_CORRELATION = 0.3
"""Least height of a candidate's peak."""
SILENCE_THRESHOLD = 0.03
"""Share of the clip's loudest sample below which a frame is likely to be silent."""
VOICING_THRESHOLD = 0.65
"""Strength of "unvoiced" in a loud frame."""
OCTAVE_COST = 0.02
"""Penalty of a candidate for each octave that it is lower."""
OCTAVE_JUMP_COST = 0.7
"""Cost of moving an octave from one frame to the next."""
VOICING_CHANGE_COST = 0.2


class PitchTrack(NamedTuple):
    """One value a frame; frame `t` is centred at sample `t * hop`."""

    f0_hz: np.ndarray
    """(frames,) float32; 0 where unvoiced."""
    strength: np.ndarray
    """(frames,) float32; correlation of neighbouring periods in [0, 1], 0 where unvoiced."""


class PitchTracker:
    """Finds the pitch of clips at the options' rate."""

    def __init__(self, options: AudioFeatureOptions):
        self.factor = max(1, round(options.sampling_rate_hz / ANALYSIS_RATE_HZ))
        self.rate_hz = options.sampling_rate_hz / self.factor
        # The correlation takes four samples at a time.
        self.window = 4 * round(WINDOW_S * self.rate_hz / 4)
        self.hop_s = options.hop / options.sampling_rate_hz
        self.lowpass = _lowpass(self.factor)
        self.shortest_lag = math.floor(self.rate_hz / options.f0_max_hz)
        self.longest_lag = math.ceil(self.rate_hz / options.f0_min_hz)
        self.hop = options.hop

    def track(self, signal: np.ndarray) -> PitchTrack:
        """Pitch of a signal, (samples,) float32."""
        n_frames = 1 + len(signal) // self.hop
        slow = self._decimate(signal, self.window + self.longest_lag)
        lags, strengths, unvoiced = _candidates(
            slow, n_frames, self.hop_s * self.rate_hz, self.window, self.shortest_lag, self.longest_lag
        )
        # Boersma's costs are meant for steps of 10 ms.
        scale = 0.01 / self.hop_s
        f0, strength = _best_path(lags, strengths, unvoiced, self.rate_hz, self.longest_lag, scale)
        return PitchTrack(f0, strength)

    def _decimate(self, signal: np.ndarray, margin: int) -> np.ndarray:
        """The low-passed signal at the analysis rate, without its mean, between `margin` zeros."""
        half, n_slow = len(self.lowpass) // 2, -(-len(signal) // self.factor)
        padded = np.zeros((n_slow + 2 * half // self.factor + 1) * self.factor, np.float32)
        padded[half : half + len(signal)] = signal - signal.mean()
        # Every factor-th sample in one row, so that the filter's loop runs over neighbours.
        phases = np.ascontiguousarray(padded.reshape(-1, self.factor).T)
        slow = np.zeros(n_slow + 2 * margin, np.float32)
        _filter(phases, self.lowpass, slow[margin : margin + n_slow])
        return slow


def _lowpass(factor: int) -> np.ndarray:
    """Hamming-windowed sinc that passes what the slower rate can hold."""
    taps = np.arange(-5 * factor, 5 * factor + 1)
    kernel = np.sinc(0.9 * taps / factor) * np.hamming(len(taps))
    return (kernel / kernel.sum()).astype(np.float32)


@njit(cache=True, nogil=True, fastmath=True)
def _filter(phases, lowpass, out):  # pragma: no cover
    """Add to `out` what the filter makes of a signal that is dealt out to as many rows as samples are left out."""
    factor = len(phases)
    for tap in range(len(lowpass)):
        weight, samples = lowpass[tap], phases[tap % factor, tap // factor :]
        for i in range(len(out)):
            out[i] += weight * samples[i]


@njit(cache=True, nogil=True, fastmath=True)
def _candidates(slow, n_frames, hop, window, shortest, longest):  # pragma: no cover
    """Lags and correlations of the highest peaks of each frame, and how strongly it is unvoiced.

    For a lag of middling length, both windows of a frame lie about its centre. Lags are refined by a parabola;
    absent candidates have lag 0.
    """
    lags = np.zeros((n_frames, N_CANDIDATES), np.float32)
    strengths = np.zeros((n_frames, N_CANDIDATES), np.float32)
    unvoiced = np.full(n_frames, 2.0 + VOICING_THRESHOLD, np.float32)
    margin = window + longest
    energy = np.zeros(len(slow) + 1)
    loudest = np.float32(0.0)
    for i in range(len(slow)):
        energy[i + 1] = energy[i] + slow[i] * slow[i]
        loudest = max(loudest, abs(slow[i]))
    correlation = np.empty(longest - shortest + 3, np.float32)
    for frame in range(n_frames):
        start = margin + round(frame * hop) - (window + shortest) // 2 - longest // 4
        start = min(max(start, 0), len(slow) - window - longest - 2)
        peak = np.float32(0.0)
        for i in range(start, start + window + shortest):
            peak = max(peak, abs(slow[i]))
        if loudest == 0.0 or peak <= loudest * SILENCE_THRESHOLD / (1 + VOICING_THRESHOLD):
            continue
        silence = 2.0 - peak / loudest * (1 + VOICING_THRESHOLD) / SILENCE_THRESHOLD
        unvoiced[frame] = VOICING_THRESHOLD + max(0.0, silence)
        _correlate(slow, energy, start, window, shortest - 1, correlation)
        _pick_peaks(correlation, shortest - 1, lags[frame], strengths[frame])
    return lags, strengths, unvoiced


@njit(cache=True, nogil=True, fastmath=True)
def _correlate(slow, energy, start, window, first_lag, correlation):  # pragma: no cover
    """Normalised cross-correlation of a window with those that begin `first_lag` and more samples later."""
    correlation[:] = 0.0
    n_lags = len(correlation)
    for i in range(start, start + window, 4):
        a, b, c, d = slow[i], slow[i + 1], slow[i + 2], slow[i + 3]
        later = slow[i + first_lag : i + first_lag + n_lags + 3]
        for lag in range(n_lags):
            correlation[lag] += a * later[lag] + b * later[lag + 1] + c * later[lag + 2] + d * later[lag + 3]
    own = energy[start + window] - energy[start]
    before, after = energy[start + first_lag :], energy[start + first_lag + window :]
    for lag in range(n_lags):
        correlation[lag] /= math.sqrt(own * (after[lag] - before[lag])) + 1e-12


@njit(cache=True, nogil=True)
def _pick_peaks(correlation, first_lag, lags, strengths):  # pragma: no cover
    """Keep the highest local maxima, at the position and height of the parabola through each."""
    for i in range(1, len(correlation) - 1):
        before, here, after = correlation[i - 1], correlation[i], correlation[i + 1]
        if here < LEAST_CORRELATION or here <= before or here < after:
            continue
        shift = 0.5 * (before - after) / (before - 2 * here + after)
        height = here - 0.25 * (before - after) * shift
        weakest = np.argmin(strengths)
        if height > strengths[weakest]:
            lags[weakest] = first_lag + i + shift
            strengths[weakest] = min(height, np.float32(1.0))


@njit(cache=True, nogil=True)
def _best_path(lags, strengths, unvoiced, rate_hz, longest, scale):  # pragma: no cover
    """Viterbi over the candidates of each frame and, as the last state, "unvoiced"."""
    n_frames, n_states = lags.shape[0], lags.shape[1] + 1
    total = np.zeros((n_frames, n_states))
    origin = np.zeros((n_frames, n_states), np.int32)
    for frame in range(n_frames):
        for state in range(n_states):
            score = _state_score(lags, strengths, unvoiced, frame, state, longest)
            if frame == 0:
                total[0, state] = score
                continue
            best, best_origin = -np.inf, 0
            for previous in range(n_states):
                cost = scale * _transition_cost(lags, frame, previous, state)
                if total[frame - 1, previous] - cost > best:
                    best, best_origin = total[frame - 1, previous] - cost, previous
            total[frame, state] = best + score
            origin[frame, state] = best_origin
    f0 = np.zeros(n_frames, np.float32)
    strength = np.zeros(n_frames, np.float32)
    state = np.argmax(total[n_frames - 1])
    for frame in range(n_frames - 1, -1, -1):
        if state < n_states - 1 and lags[frame, state] > 0:
            f0[frame] = rate_hz / lags[frame, state]
            strength[frame] = strengths[frame, state]
        state = origin[frame, state]
    return f0, strength


@njit(cache=True, nogil=True)
def _state_score(lags, strengths, unvoiced, frame, state, longest):  # pragma: no cover
    if state == lags.shape[1]:
        return unvoiced[frame]
    if lags[frame, state] == 0:
        return -1e9
    return strengths[frame, state] - OCTAVE_COST * math.log2(lags[frame, state] / longest)


@njit(cache=True, nogil=True)
def _transition_cost(lags, frame, previous, state):  # pragma: no cover
    unvoiced = lags.shape[1]
    if previous == unvoiced and state == unvoiced:
        return 0.0
    if previous == unvoiced or state == unvoiced:
        return VOICING_CHANGE_COST
    if lags[frame - 1, previous] == 0 or lags[frame, state] == 0:
        return 0.0
    return OCTAVE_JUMP_COST * abs(math.log2(lags[frame - 1, previous] / lags[frame, state]))

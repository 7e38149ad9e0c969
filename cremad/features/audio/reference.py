"""Frame-level features by librosa's own calls over one shared spectrum, and their statistics by numpy.

This is the definition of the features. Every matrix is bit-equal to what the librosa call gives for the signal
with the same parameters; sharing the spectrum only saves computing it ten times. Frames are centred as librosa's
are, so the first and the last `n_fft // 2 // hop + 1` frames include zeros beyond the ends; nothing else is
padded.
"""

import librosa
import numpy as np

from cremad.features.audio.banks import chroma_bank, mel_bank
from cremad.features.audio.columns import Group, frame_groups
from cremad.features.audio.options import AudioFeatureOptions

PERCENTILES = (10, 50, 90)
DELTA_WIDTH = 9
"""Frames that a delta is fitted to (Savitzky-Golay); ends are continued by their last value."""


class ReferenceFrames:
    """Frame-level features through librosa.

    Parameters
    ----------
    options : AudioFeatureOptions
    """

    def __init__(self, options: AudioFeatureOptions):
        self.options = options
        self.groups = frame_groups(options)

    def matrices(self, signal: np.ndarray) -> dict[str, np.ndarray]:
        """All frame-level matrices, each (rows, frames), named as in `frame_groups`."""
        options = self.options
        rate = {"sr": options.sampling_rate_hz}
        magnitude = np.abs(
            librosa.stft(signal, n_fft=options.n_fft, hop_length=options.hop, win_length=options.window)
        )
        power = magnitude**2
        # As melspectrogram and chroma_stft have it, but for their banks, which they make anew every time.
        mel_power = np.einsum("...ft,mf->...mt", power, mel_bank(options), optimize=True)
        chroma_weights = chroma_bank(options, tuning_of(power, options))
        chroma = np.einsum("cf,...ft->...ct", chroma_weights, power, optimize=True)
        log_mel = librosa.power_to_db(mel_power)
        # As spectral_centroid has it; the bandwidth needs the same shares of the spectrum.
        shares = librosa.util.normalize(magnitude, norm=1, axis=-2)
        frequencies = librosa.fft_frequencies(n_fft=options.n_fft, **rate)
        centroid = np.sum(frequencies[:, None] * shares, axis=-2, keepdims=True)
        blocks = {"frame_length": options.n_fft, "hop_length": options.hop}
        return {
            "mfcc": librosa.feature.mfcc(S=log_mel, n_mfcc=options.n_mfcc),
            "contrast": librosa.feature.spectral_contrast(S=magnitude, **rate),
            "centroid": centroid,
            "bandwidth": librosa.feature.spectral_bandwidth(S=shares, centroid=centroid, norm=False, **rate),
            "rolloff": librosa.feature.spectral_rolloff(S=magnitude, **rate),
            "flatness": librosa.feature.spectral_flatness(S=magnitude),
            "rms": librosa.feature.rms(y=signal, **blocks),
            "zcr": librosa.feature.zero_crossing_rate(signal, **blocks),
            "log_mel": log_mel,
            "chroma": librosa.util.normalize(chroma, norm=np.inf, axis=-2),
        }

    def summarise(self, signal: np.ndarray) -> np.ndarray:
        """Statistics of all matrices, (columns,) float32, in the order of the columns."""
        return summarise(self.matrices(signal), self.groups)


def tuning_of(power: np.ndarray, options: AudioFeatureOptions) -> float:
    """Deviation from A440 in parts of a semitone: `librosa.estimate_tuning`, and 0 where nothing is tonal.

    Parameters
    ----------
    power : (bins, frames) float32
        Power spectrum; `librosa.feature.chroma_stft` estimates its tuning from power too.
    """
    pitches, magnitudes = librosa.piptrack(S=power, sr=options.sampling_rate_hz, n_fft=options.n_fft)
    tonal = pitches > 0
    if not tonal.any():
        return 0.0
    loud = tonal & (magnitudes >= np.median(magnitudes[tonal]))
    return float(librosa.pitch_tuning(pitches[loud]))


def summarise(matrices: dict[str, np.ndarray], groups: tuple[Group, ...]) -> np.ndarray:
    """Mean, standard deviation and percentiles of all rows, and mean and deviation of their deltas.

    Parameters
    ----------
    matrices : dict of str to (rows, frames) arrays
    groups : tuple of Group
        In which order, and with which deltas.
    """
    stacked = np.concatenate([matrices[group.name].astype(np.float64) for group in groups])
    owners = np.repeat(np.arange(len(groups)), [len(group.rows) for group in groups])
    plain = np.stack([*_mean_and_std(stacked), *np.percentile(stacked, PERCENTILES, axis=1)], axis=1)
    blocks = {(index, 0): plain[owners == index] for index in range(len(groups))}
    for order in (1, 2):
        moving = [index for index, group in enumerate(groups) if order in group.delta_orders]
        rows = np.isin(owners, moving)
        delta = librosa.feature.delta(stacked[rows], width=DELTA_WIDTH, order=order, mode="nearest")
        moments = np.stack(_mean_and_std(delta), axis=1)
        blocks |= {(index, order): moments[owners[rows] == index] for index in moving}
    return np.concatenate([blocks[key].ravel() for key in sorted(blocks)]).astype(np.float32)


def _mean_and_std(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return matrix.mean(axis=1), matrix.std(axis=1)

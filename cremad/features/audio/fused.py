"""Frame-level features from one FFT of all frames and one compiled pass over the spectrum.

The values are librosa's (see `reference`) to within the rounding of float32. The FFT is done in float64, as
librosa does it: a single spectral peak that rounds otherwise can change the tuning, and with it all of the chroma.
"""

import librosa
import numpy as np
import scipy.fft
from scipy.signal import savgol_coeffs

from cremad.features.audio.banks import chroma_bank, mel_bank
from cremad.features.audio.blocks import frame_levels
from cremad.features.audio.columns import N_CONTRASTS, frame_groups
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.audio.reference import DELTA_WIDTH
from cremad.features.audio.spectrum import (
    band_extremes,
    dense_product,
    power_means,
    sparse_product,
    spectral_shape,
    windowed_frames,
)
from cremad.features.audio.statistics import RowStatistics
from cremad.features.audio.tuning import estimate_tuning

FRAMES_AT_ONCE = 64
"""Few enough that frames and spectrum stay in the cache, and that memory is not returned and asked for anew."""
DB_FLOOR = np.float32(1e-10)
DB_RANGE = np.float32(80.0)


class FusedFrames:
    """Frame-level features, all rows in one matrix.

    Parameters
    ----------
    options : AudioFeatureOptions
    """

    def __init__(self, options: AudioFeatureOptions):
        self.options = options
        rate_hz, n_fft = options.sampling_rate_hz, options.n_fft
        window = librosa.filters.get_window("hann", options.window)
        self.window = librosa.util.pad_center(window, size=n_fft)
        self.frequencies = librosa.fft_frequencies(sr=rate_hz, n_fft=n_fft)
        self.bands = _contrast_bands(self.frequencies)
        self.mel_starts, self.mel_weights = _sparse_rows(mel_bank(options))
        self.dct = scipy.fft.dct(np.eye(options.n_mels, dtype=np.float32), axis=0, norm="ortho")[: options.n_mfcc]
        self.groups = frame_groups(options)
        deltas = [savgol_coeffs(DELTA_WIDTH, polyorder=order, deriv=order, use="dot") for order in (1, 2)]
        self.statistics = RowStatistics(self.groups, np.array(deltas))

    def matrices(self, signal: np.ndarray) -> dict[str, np.ndarray]:
        """All frame-level matrices, each (rows, frames) float32, named as in `frame_groups`."""
        matrix = self._matrix(signal)
        ends = np.cumsum([len(group.rows) for group in self.groups])[:-1]
        return {group.name: rows for group, rows in zip(self.groups, np.split(matrix, ends), strict=True)}

    def summarise(self, signal: np.ndarray) -> np.ndarray:
        """Statistics of all matrices, (columns,) float32, in the order of the columns."""
        return self.statistics(self._matrix(signal))

    def _magnitude(self, signal: np.ndarray) -> np.ndarray:
        """Magnitude spectrum, (bins, frames) float32."""
        hop, n_frames = self.options.hop, 1 + len(signal) // self.options.hop
        magnitude = np.empty((len(self.frequencies), n_frames), np.float32)
        for begin in range(0, n_frames, FRAMES_AT_ONCE):
            end = min(begin + FRAMES_AT_ONCE, n_frames)
            frames = windowed_frames(signal, self.window, hop, begin, end)
            spectrum = scipy.fft.rfft(frames, axis=1, overwrite_x=True)
            np.abs(spectrum.T.astype(np.complex64, order="C"), out=magnitude[:, begin:end])
        return magnitude

    def _matrix(self, signal: np.ndarray) -> np.ndarray:
        """All rows in the order of `frame_groups`, (rows, frames) float32."""
        options = self.options
        magnitude = self._magnitude(signal)
        power = magnitude**2
        log_mel = _to_db(sparse_product(self.mel_starts, self.mel_weights, power))
        extremes = band_extremes(magnitude, self.bands)
        mean, products = power_means(power)
        flatness = np.exp(np.log(products).sum(axis=0) / len(power)) / mean
        tuning = estimate_tuning(power, options.sampling_rate_hz)
        chroma = dense_product(chroma_bank(options, tuning), power)
        rms, zcr = frame_levels(signal, options.n_fft, options.hop)
        return np.concatenate(
            [
                dense_product(self.dct, log_mel),
                _to_db(extremes[:N_CONTRASTS]) - _to_db(extremes[N_CONTRASTS:]),
                spectral_shape(magnitude, self.frequencies),
                flatness[None].astype(np.float32),
                rms[None],
                zcr[None],
                log_mel,
                _by_largest(chroma),
            ]
        )


def _to_db(power: np.ndarray) -> np.ndarray:
    """`librosa.power_to_db`: at most 80 dB below the largest."""
    db = 10 * np.log10(np.maximum(power, DB_FLOOR))
    return np.maximum(db, db.max() - DB_RANGE)


def _by_largest(chroma: np.ndarray) -> np.ndarray:
    """Each frame relative to its largest value; silent frames stay 0."""
    largest = chroma.max(axis=0)
    largest[largest < np.finfo(np.float32).tiny] = 1
    return chroma / largest


def _sparse_rows(bank: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First bin of each filter, and its weights from there on, padded to the widest."""
    starts = (bank > 0).argmax(axis=1)
    widest = int((bank > 0).sum(axis=1).max())
    padded = np.pad(bank, ((0, 0), (0, widest)))
    return starts, np.stack([row[start : start + widest] for row, start in zip(padded, starts, strict=True)])


def _contrast_bands(frequencies: np.ndarray) -> np.ndarray:
    """First and last bin of each octave band and how many count as extreme, as librosa has them."""
    edges = np.concatenate([[0.0], 200.0 * 2.0 ** np.arange(N_CONTRASTS)])
    bands = []
    for band in range(N_CONTRASTS):
        inside = np.flatnonzero((frequencies >= edges[band]) & (frequencies <= edges[band + 1]))
        last = band == N_CONTRASTS - 1
        begin = inside[0] - (band > 0)
        end = len(frequencies) if last else inside[-1] + 1
        count = max(1, round(0.02 * (end - begin)))
        # librosa counts the uppermost bin of each band but the last, and then leaves it to the next band.
        bands.append((begin, end if last else end - 1, count))
    return np.array(bands)

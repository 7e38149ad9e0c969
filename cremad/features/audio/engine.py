"""One interface, two engines: `fused` for speed, `librosa` for reference."""

from typing import NamedTuple, Protocol

import numpy as np

from cremad.errors import OptionError, UnreadableMediaError
from cremad.features.audio.fused import FusedFrames
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.audio.prosody import Prosody
from cremad.features.audio.reference import ReferenceFrames


class FrameMatrices(NamedTuple):
    """What a network reads: one row a frame."""

    log_mel: np.ndarray
    """(frames, n_mels) float32, dB, at most 80 below the clip's loudest."""
    mfcc: np.ndarray
    """(frames, n_mfcc) float32."""


class SpectralFrames(Protocol):
    """What an engine has to bring: frame-level matrices and their statistics."""

    def matrices(self, signal: np.ndarray) -> dict[str, np.ndarray]: ...

    def summarise(self, signal: np.ndarray) -> np.ndarray: ...


class Engine:
    """Features of one clip at a time; a clip's row depends on its samples and the options alone.

    Silence has a row like any other: levels at their floor (log-mel -100 dB), centroid, chroma and the like 0,
    flatness 1, everything about voice and speech 0. No value is ever NaN or infinite.

    Parameters
    ----------
    options : AudioFeatureOptions
    spectral : SpectralFrames
        Where the spectral features come from; the prosody is the same for every engine.
    """

    def __init__(self, options: AudioFeatureOptions, spectral: SpectralFrames):
        self.options = options
        self.spectral = spectral
        self.prosody = Prosody(options)

    def extract(self, signal: np.ndarray, sampling_rate_hz: int) -> np.ndarray:
        """Features of a clip.

        Parameters
        ----------
        signal : (samples,) float32
            In [-1, 1].
        sampling_rate_hz : int
            Has to be that of the options; resampling is the caller's.

        Returns
        -------
        (columns,) float32
            In the order of `column_names(options)`; finite.

        Raises
        ------
        OptionError
            If the rate is another than that of the options.
        UnreadableMediaError
            If the signal is shorter than a frame, not one-dimensional, or holds NaN or infinities.
        """
        signal = self._checked(signal, sampling_rate_hz)
        return np.concatenate([self.prosody.describe(signal), self.spectral.summarise(signal)])

    def frames(self, signal: np.ndarray, sampling_rate_hz: int) -> FrameMatrices:
        """Frame-level matrices of a clip, `1 + samples // hop` frames. Raises as `extract` does."""
        matrices = self.spectral.matrices(self._checked(signal, sampling_rate_hz))
        return FrameMatrices(*(np.ascontiguousarray(matrices[name].T) for name in FrameMatrices._fields))

    def _checked(self, signal: np.ndarray, sampling_rate_hz: int) -> np.ndarray:
        options = self.options
        if sampling_rate_hz != options.sampling_rate_hz:
            raise OptionError(
                f"the signal is at {sampling_rate_hz} Hz, the features at {options.sampling_rate_hz} Hz",
                remedy="Resample it first.",
            )
        if signal.ndim != 1 or len(signal) < options.n_fft:
            raise UnreadableMediaError(
                f"a signal of shape {signal.shape} has no features: one channel of at least"
                f" {options.n_fft} samples ({options.n_fft / sampling_rate_hz:.3f} s) is needed"
            )
        if not np.isfinite(signal).all():
            raise UnreadableMediaError("the signal holds NaN or infinite samples")
        return np.ascontiguousarray(signal, dtype=np.float32)


def warm_up(options: AudioFeatureOptions) -> None:
    """Compile what the engine needs, some ten seconds the first time, so that no clip waits for it."""
    tone = np.sin(np.arange(options.sampling_rate_hz) * np.float32(0.05), dtype=np.float32)
    make_engine(options).extract(tone, options.sampling_rate_hz)


def make_engine(options: AudioFeatureOptions) -> Engine:
    """The engine that the options name. Making one computes its filter banks; keep it."""
    spectral = FusedFrames(options) if options.engine == "fused" else ReferenceFrames(options)
    return Engine(options, spectral)

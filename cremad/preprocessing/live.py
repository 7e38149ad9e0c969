"""From an audio stream to rows of `features_audio`: the same values that a clip of the same samples has.

A window is cut at the stream's sampling rate and processed as a clip is: resampled by itself to the rate of the
features and given to the engine. So a row depends only on the samples of its window, not on the chunks in which
they arrived nor on what came before.
"""

from typing import NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from cremad.cleaning.quality import is_silent, measure_signal
from cremad.errors import OptionError, UnreadableMediaError
from cremad.features.audio.columns import column_names
from cremad.features.audio.options import AudioFeatureOptions
from cremad.media.audio import HIGHEST_RATE_HZ, LOUDEST, LOWEST_RATE_HZ
from cremad.preprocessing.extraction.audio import describe_audio
from cremad.settings import Options


class LiveOptions(Options):
    """How a stream is cut into windows."""

    window_s: float = Field(default=1.0, ge=0.25, le=60.0)
    """Length of a window."""
    hop_s: float = Field(default=0.5, ge=0.05, le=60.0)
    """From the beginning of a window to that of the next."""

    @model_validator(mode="after")
    def _overlap(self) -> Self:
        if self.hop_s > self.window_s:
            raise ValueError(f"hop_s is {self.hop_s}, longer than window_s, {self.window_s}; that skips samples")
        return self


class LiveRow(NamedTuple):
    """Features of one window."""

    begin_s: float
    """Where the window begins, from the beginning of the stream."""
    duration_s: float
    """Its length; less than that of the options for what was left at the end of the stream."""
    silent: bool
    """Whether it is silent by the rule that keeps silent clips out of `clips`."""
    values: np.ndarray
    """(columns,) float32, in the order of `LiveFeatures.columns`."""


class LiveFeatures:
    """Takes chunks of samples and gives a row for each window as soon as its last sample has arrived.

    Holds the samples of one window. The constructor warms up the engine, about ten seconds the first time on a
    machine.

    Parameters
    ----------
    sampling_rate_hz : int
        Rate of the stream.
    options : LiveOptions
    audio : AudioFeatureOptions

    Raises
    ------
    OptionError
        If no recording has that rate.
    """

    def __init__(self, sampling_rate_hz: int, options: LiveOptions, audio: AudioFeatureOptions):
        if not LOWEST_RATE_HZ <= sampling_rate_hz <= HIGHEST_RATE_HZ:
            raise OptionError(
                f"a stream at {sampling_rate_hz} Hz, which is not within {LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ}"
            )
        self.sampling_rate_hz = sampling_rate_hz
        self.audio = audio
        self.columns = column_names(audio)
        self.hop = round(options.hop_s * sampling_rate_hz)
        self._window = np.zeros(round(options.window_s * sampling_rate_hz), np.float32)
        self._held = 0
        """Number of samples in the window so far."""
        self._described = 0
        """Number of these samples that an earlier row has covered."""
        self._begin = 0
        """Index of the window's first sample in the stream."""
        self._closed = False
        self._describe(len(self._window))

    def push(self, chunk: np.ndarray) -> list[LiveRow]:
        """Take the next samples.

        Parameters
        ----------
        chunk : (samples,) array of floats
            Full scale is 1; any number of samples, none too.

        Returns
        -------
        list of LiveRow
            One for each window that these samples complete, in order.

        Raises
        ------
        UnreadableMediaError
            If the chunk is not one channel of finite floats within full scale; the chunk is then ignored.
        OptionError
            If the stream is closed.
        """
        if self._closed:
            raise OptionError("the stream is closed", remedy="Begin another for more audio.")
        samples, rows = _checked(chunk), []
        while len(samples):
            fitting = samples[: len(self._window) - self._held]
            self._window[self._held : self._held + len(fitting)] = fitting
            self._held += len(fitting)
            samples = samples[len(fitting) :]
            if self._held == len(self._window):
                rows.append(self._describe(self._held))
                self._advance()
        return rows

    def close(self) -> list[LiveRow]:
        """End the stream; samples that no window has covered yet become a shorter last window, never padded.

        Returns
        -------
        list of LiveRow
            One row; empty if the rest is shorter than a frame.
        """
        self._closed = True
        at_rate = -(-self._held * self.audio.sampling_rate_hz // self.sampling_rate_hz)
        if self._held == self._described or at_rate < self.audio.n_fft:
            return []
        return [self._describe(self._held)]

    def _describe(self, samples: int) -> LiveRow:
        window = self._window[:samples]
        return LiveRow(
            begin_s=self._begin / self.sampling_rate_hz,
            duration_s=samples / self.sampling_rate_hz,
            silent=is_silent(measure_signal(window, self.sampling_rate_hz)),
            values=describe_audio(window, self.sampling_rate_hz, self.audio),
        )

    def _advance(self) -> None:
        self._held = self._described = len(self._window) - self.hop
        self._window[: self._held] = self._window[self.hop :]
        self._begin += self.hop


def _checked(chunk: np.ndarray) -> np.ndarray:
    """The chunk as `load_audio` would give it."""
    if chunk.ndim != 1 or not np.issubdtype(chunk.dtype, np.floating):
        raise UnreadableMediaError(
            f"a chunk of shape {chunk.shape} and type {chunk.dtype}: one channel of floats is needed",
            remedy="Average the channels, and divide integers by the largest of their type.",
        )
    if not (np.abs(chunk) <= LOUDEST).all():
        raise UnreadableMediaError(
            "a chunk holds samples that are NaN, infinite or far beyond full scale, which is 1",
            remedy="Divide samples by the largest integer of their former type.",
        )
    return np.clip(chunk, -1, 1).astype(np.float32)

"""Sound: files that libsndfile reads, and the sound track of video files."""

import math
from pathlib import Path
from typing import BinaryIO

import librosa
import numpy as np

from cremad.errors import UnreadableMediaError
from cremad.media.door import decoding
from cremad.media.downmix import average_channels
from cremad.media.headers import begins_sound_file, check_header
from cremad.media.limits import LIMITS, MediaLimits
from cremad.media.sound_file import KNOWN, read_sound_file
from cremad.media.sound_track import Part, read_sound_track
from cremad.media.source import Source, take_source

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = LIMITS.lowest_rate_hz, LIMITS.highest_rate_hz
LOUDEST = 4.0
"""A lossy codec overshoots full scale by little; samples beyond this were never normalised to it."""


def load_audio(
    source: Path | str | bytes | BinaryIO, name: str | None = None, limits: MediaLimits = LIMITS
) -> tuple[np.ndarray, int]:
    """Read a file's sound at the file's own rate.

    WAV, FLAC, MP3 and all else that libsndfile knows by its suffix are read by it; any other file is taken for a
    container (FLV, MP4, …) whose first sound track is decoded by PyAV. Bytes without a name are known by how they
    begin. Channels are averaged, but of two in opposite phase one is taken, and 5.1 and the like are downmixed.
    Where the rate changes on the way, all is brought to the highest.

    Parameters
    ----------
    source : path-like, bytes or binary file
        A sound or video file.
    name : str, optional
        What errors call bytes, and whose suffix says what they should hold, as a path's does.
    limits : MediaLimits, optional

    Returns
    -------
    signal : (samples,) float32 ndarray
        In [-1, 1]; at least one sample.
    sampling_rate_hz : int
        From 4000 to 192000.

    Raises
    ------
    MissingFileError, LfsPointerError
        As `check_source` does.
    UnreadableMediaError
        If it is empty, truncated, joined from several of which one would be dropped, of another kind than its
        name says, has no sound track or no samples, goes beyond the limits, or holds samples (NaN, infinite,
        beyond full scale) that no recording has. No decoder's exception of another class comes out.
    """
    source = take_source(source, name, limits.bytes)
    with decoding(source.name):
        parts = [(_to_one_channel(source, channels), rate_hz) for channels, rate_hz in _read_parts(source, limits)]
        highest_hz = max((rate_hz for _, rate_hz in parts), default=0)
        signals = [
            signal if rate_hz == highest_hz else resample(signal, rate_hz, highest_hz) for signal, rate_hz in parts
        ]
        if not sum(map(len, signals)):
            raise UnreadableMediaError("holds no samples", path=source.name)
        signal = signals[0] if len(signals) == 1 else np.concatenate(signals)
        return np.clip(signal, -1, 1, out=signal), highest_hz


def resample(signal: np.ndarray, from_hz: int, to_hz: int) -> np.ndarray:
    """Change the sampling rate with soxr (its quality HQ), which keeps below half of the lower rate.

    Parameters
    ----------
    signal : (samples,) float32 ndarray
    from_hz, to_hz : int
        Sampling rates. Where they are equal, the signal itself is returned.

    Returns
    -------
    (ceil(samples * to_hz / from_hz),) float32 ndarray
    """
    return librosa.resample(signal, orig_sr=from_hz, target_sr=to_hz, res_type="soxr_hq")


def _read_parts(source: Source, limits: MediaLimits) -> list[Part]:
    """Decode by what the name says, or the first bytes where there is no name."""
    header = check_header(source)
    if source.suffix == ".raw":
        raise UnreadableMediaError(
            "has no header, so nothing says its rate", path=source.name, remedy="Export it as WAV."
        )
    if source.suffix in KNOWN or (not source.suffix and begins_sound_file(source)):
        part = read_sound_file(source, header, limits)
        if part is not None:
            return [part]
    return read_sound_track(source, limits)


def _to_one_channel(source: Source, channels: np.ndarray) -> np.ndarray:
    if channels.size:
        lowest, highest = float(channels.min()), float(channels.max())
        if not (math.isfinite(lowest) and math.isfinite(highest)):  # NaN is the minimum of whatever it is among
            raise UnreadableMediaError(
                "holds NaN or infinite samples", path=source.name, remedy="Export it again."
            )
        if (peak := max(-lowest, highest)) > LOUDEST:
            raise UnreadableMediaError(
                f"holds samples up to {peak:.6g} where full scale is 1",
                path=source.name,
                remedy="Divide them by the largest integer of their former type and export again.",
            )
    return average_channels(channels)

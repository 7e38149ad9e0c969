"""Sound files that libsndfile reads: WAV, FLAC, MP3, AIFF and twenty more."""

from io import BytesIO
from typing import BinaryIO

import numpy as np
import soundfile

from cremad.errors import UnreadableMediaError
from cremad.media.claims import check_claims
from cremad.media.door import AGAIN, truncated
from cremad.media.headers import Header, begins_sound_file
from cremad.media.limits import MediaLimits
from cremad.media.source import Source

KNOWN = frozenset(f".{name.lower()}" for name in soundfile.available_formats()) - {".raw"}
"""Suffixes of the files that it reads; ``.raw`` has no header, so nothing says its rate."""

_FORMATS = {".wav": {"WAV", "WAVEX", "RF64"}, ".flac": {"FLAC"}, ".mp3": {"MP3"}}
"""What it may find in a file that is named so."""
_WITH_LAYOUT = {"WAVEX", "FLAC", "OGG"}
"""Formats that say which loudspeaker each channel is for."""
_UNKNOWN = 2**62
"""Number of samples that it states where the header does not (FLAC through a pipe)."""


def read_sound_file(source: Source, header: Header, limits: MediaLimits) -> tuple[np.ndarray, int] | None:
    """Read a sound file with libsndfile.

    Parameters
    ----------
    source : Source
    header : Header
        Of `check_header`.
    limits : MediaLimits

    Returns
    -------
    (channels, samples) float32 ndarray, and the rate in Hz
        None where FFmpeg knows more of the file: it has more than two channels, or does not say how long it is.

    Raises
    ------
    UnreadableMediaError
        If it is no sound file, is of another kind than its name says, goes beyond the limits, or has fewer samples
        than it states.
    """
    try:
        with soundfile.SoundFile(_target(source, header)) as sound:
            kind, stated, rate_hz = sound.format, sound.frames, sound.samplerate
            if kind not in _FORMATS.get(source.suffix, {kind}):
                raise UnreadableMediaError(f"holds {kind} under the name of {source.suffix}", path=source.name)
            guessed = header.samples is not None and header.samples > stated + 2 * 1152
            if stated >= _UNKNOWN or guessed:
                return None
            check_claims(source.name, rate_hz, sound.channels, stated, limits)
            if sound.channels > 2 and kind in _WITH_LAYOUT:
                return None
            channels = sound.read(frames=stated, dtype="float32", always_2d=True).T
            cut = channels.shape[1] < stated and sound.subtype != "MPEG_LAYER_III"  # its frames are counted
    except soundfile.LibsndfileError as error:
        doubt = "truncated or not" if begins_sound_file(source) else "not"
        kind = source.suffix[1:].upper() or "readable"
        raise UnreadableMediaError(
            f"is {doubt} {kind} audio ({error.error_string})", path=source.name, remedy=AGAIN
        ) from error
    if cut:
        raise truncated(source.name, f"{channels.shape[1]} samples are there, its header states {stated}")
    return channels, int(rate_hz)


def _target(source: Source, header: Header) -> str | BinaryIO:
    """What libsndfile opens: the file, or its bytes with the size that a killed recorder never wrote."""
    if header.patch is None:
        return str(source.path) if source.path is not None else source.open()
    with source.open() as file:
        content = bytearray(file.read())
    place, size = header.patch
    content[place : place + len(size)] = size
    return BytesIO(content)

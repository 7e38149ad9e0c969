"""How long a file says that it lasts, which is not how long it is."""

import re
import struct
from pathlib import Path
from typing import BinaryIO

from cremad.media.door import decoding
from cremad.media.limits import LIMITS
from cremad.media.mpeg import read_frame, skip_tags, stated_frames
from cremad.media.source import take_source

FLV_DURATION = re.compile(rb"\x00\x08duration\x00(.{8})", re.DOTALL)
"""The entry of an FLV's first tag: where there is none, FFmpeg gives the last frame's time."""
SEARCHED_BYTES = 4096


def states_duration(source: Path | str | bytes | BinaryIO, name: str | None = None) -> bool:
    """Whether the file's header states its duration.

    Players can neither seek in an FLV or MP3 that does not, nor show how much is left.

    Parameters
    ----------
    source : path-like, bytes or binary file
        Media that have been decoded without error. Kinds other than FLV and MP3 always state theirs.
    name : str, optional
        What errors call bytes.
    """
    media = take_source(source, name, LIMITS.bytes)
    with decoding(media.name), media.open() as file:
        skip_tags(file)
        beginning = file.read(SEARCHED_BYTES)
        if beginning.startswith(b"FLV"):
            stated = FLV_DURATION.search(beginning)
            return stated is not None and struct.unpack(">d", stated[1])[0] > 0
        if media.suffix == ".mp3" or (media.path is None and read_frame(beginning[:4])):
            return stated_frames(beginning) is not None
        return True

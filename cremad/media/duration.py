"""How long a file says that it lasts, which is not how long it is."""

import re
import struct
from pathlib import Path

INFO_FRAMES = (b"Xing", b"Info")
"""Marks of the first frame of an MP3 that states how many frames follow."""
FLV_DURATION = re.compile(rb"\x00\x08duration\x00(.{8})", re.DOTALL)
"""The entry of an FLV's first tag: where there is none, FFmpeg gives the last frame's time."""
SEARCHED_BYTES = 4096


def states_duration(path: Path) -> bool:
    """Whether the file's header states its duration.

    Players can neither seek in an FLV or MP3 that does not, nor show how much is left.

    Parameters
    ----------
    path : Path
        A file that has been decoded without error. Kinds other than FLV and MP3 always state theirs.
    """
    suffix = path.suffix.lower()
    with open(path, "rb") as file:
        beginning = file.read(SEARCHED_BYTES)
    if suffix == ".mp3":
        return any(mark in beginning for mark in INFO_FRAMES)
    if suffix == ".flv":
        stated = FLV_DURATION.search(beginning)
        return stated is not None and struct.unpack(">d", stated[1])[0] > 0
    return True

"""AAC as it comes: bare frames (ADTS), or in the boxes of an MP4."""

import struct
from pathlib import Path
from typing import BinaryIO

from cremad.media.door import followed, truncated


def begins_adts(mark: bytes) -> bool:
    """Whether a frame of ADTS begins so: twelve bits of synchronisation, and two of 0 for the layer."""
    return len(mark) >= 7 and mark[0] == 0xFF and mark[1] & 0xF6 == 0xF0


def check_adts(file: BinaryIO, begin: int, there: int, name: Path | str) -> None:
    """Refuse bare AAC that was cut short; FFmpeg drops the frame that lacks bytes.

    Parameters
    ----------
    file : binary file
        Seekable.
    begin : int
        Byte of the first frame.
    there : int
        Bytes in the file.
    name : path-like
        What errors call the file.

    References
    ----------
    ISO/IEC 13818-7, section 6.2: a frame states its size in 13 bits.
    """
    file.seek(begin)
    content = file.read(there - begin)
    place = 0
    while begins_adts(content[place : place + 7]):
        size = (content[place + 3] & 3) << 11 | content[place + 4] << 3 | content[place + 5] >> 5
        if size < 7:
            return
        place += size
    if place > len(content):
        raise truncated(name, "its last frame lacks bytes")


def begins_mp4(mark: bytes) -> bool:
    """Whether an MP4, M4A, MOV or 3GP begins so."""
    return mark[4:8] == b"ftyp"


def check_mp4(file: BinaryIO, begin: int, there: int, name: Path | str) -> None:
    """Refuse films that were joined byte by byte, of which FFmpeg reads one; parameters as of `check_adts`.

    References
    ----------
    ISO/IEC 14496-12, section 4.2: boxes of a size and a kind, of which `ftyp` is the first and comes once.
    """
    place = begin
    while place + 8 <= there:
        file.seek(place)
        head = file.read(16)
        size = struct.unpack_from(">I", head)[0]
        if size == 1 and len(head) == 16:
            size = struct.unpack_from(">Q", head, 8)[0]
        if place > begin and begins_mp4(head):
            raise followed(name, f"another recording begins at byte {place}")
        if size < 8:
            return
        place += size

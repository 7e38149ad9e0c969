"""The pages of an Ogg file: whether the last one is there, and whether it is the last."""

import struct
from pathlib import Path
from typing import BinaryIO

from cremad.media.door import followed, truncated

MARK = b"OggS"
_BEGINS, _ENDS = 2, 4
_HEADER = struct.Struct("<4sBBqIIIB")


def check_ogg(file: BinaryIO, begin: int, there: int, name: Path | str) -> None:
    """Refuse an Ogg file that was cut short, or of which decoders read the first of several recordings alone.

    Parameters
    ----------
    file : binary file
        Seekable.
    begin : int
        Byte of the first page.
    there : int
        Bytes in the file.
    name : path-like
        What errors call the file.

    Raises
    ------
    UnreadableMediaError
        If a page lacks bytes, a stream has no last page, or a stream begins after another one has ended.

    References
    ----------
    RFC 3533, The Ogg Encapsulation Format Version 0 (2003), sections 4 and 6.
    """
    place, is_begun, open_streams = begin, False, set()
    while place < there:
        file.seek(place)
        head = file.read(_HEADER.size)
        if len(head) < _HEADER.size and MARK.startswith(head[:4]):
            raise truncated(name, f"its page at byte {place} lacks bytes")
        if head[:4] != MARK:
            break  # bytes behind the last page
        _, _, flags, _, serial, _, _, segments = _HEADER.unpack(head)
        sizes = file.read(segments)
        if flags & _BEGINS:
            if is_begun:
                raise followed(name, f"another recording begins at byte {place}")
            open_streams.add(serial)
        else:
            is_begun = True
        if flags & _ENDS:
            open_streams.discard(serial)
        place += _HEADER.size + segments + sum(sizes)
        if len(sizes) < segments or place > there:
            raise truncated(name, "its last page lacks bytes")
    if open_streams:
        raise truncated(name, "its last page is missing")

"""At which byte the sound of a file ends by its own header, for containers other than RIFF."""

import re
import struct
from collections.abc import Callable
from typing import BinaryIO, Literal

from cremad.media.riff import PLACEHOLDER

_AU_ORDERS: dict[bytes, Literal["big", "little"]] = {b".snd": "big", b"dns.": "little"}
"""How an AU file begins → the order of its bytes."""

NIST_FIELD = re.compile(rb"^(sample_count|channel_count|sample_n_bytes|sample_coding) -\S+ (\S+)", re.MULTILINE)


def find_stated_end(file: BinaryIO, begin: int) -> int | None:
    """Where the sound ends, or the last block that a header mentions.

    Parameters
    ----------
    file : binary file
        Seekable.
    begin : int
        Byte at which the container begins.

    Returns
    -------
    int or None
        May lie beyond the file's end, where it was cut short; None if the header does not say or the container is
        none of AIFF, AIFC, 8SVX, AU, CAF, NIST SPHERE, VOC and Wave64.
    """
    file.seek(begin)
    beginning = file.read(20)
    for mark, find in _FINDERS.items():
        if beginning.startswith(mark):
            file.seek(begin)
            try:
                return find(file, begin)
            except struct.error:  # the header itself is cut short: the decoder says so
                return None
    return None


def find_mark(beginning: bytes) -> bytes | None:
    """With which of the marks of these containers a file begins."""
    return next((mark for mark in _FINDERS if beginning.startswith(mark)), None)


def patch_au(mark: bytes, begin: int) -> tuple[int, bytes] | None:
    """The one size of an AU file that libsndfile takes for unknown, where another placeholder stands.

    Parameters
    ----------
    mark : bytes
        The first 12 of the container or more.
    begin : int
        Byte at which it begins.
    """
    order = _AU_ORDERS.get(mark[:4])
    if order is None or 0 < int.from_bytes(mark[8:12], order) < PLACEHOLDER:
        return None
    return begin + 8, b"\xff" * 4


def _form(file: BinaryIO, begin: int) -> int | None:
    """Interchange File Format (Electronic Arts, 1985): AIFF, AIFC, 8SVX."""
    size = _read(file, ">4sI")[1]
    return begin + 8 + size if 0 < size < PLACEHOLDER else None


def _au(file: BinaryIO, begin: int) -> int | None:
    order = ">" if file.read(4) == b".snd" else "<"
    offset, size = _read(file, order + "II")
    return begin + offset + size if 0 < size < PLACEHOLDER else None


def _wave64(file: BinaryIO, begin: int) -> int | None:
    """Sony Wave64: a RIFF with GUIDs and sizes of 64 bits, which count the chunk's own 24 bytes."""
    size = _read(file, "<16sQ")[1]
    return begin + size if 24 < size < 2**62 else None


def _caf(file: BinaryIO, begin: int) -> int | None:
    """Apple Core Audio Format: the size of `data` is -1 where its writer could not know it."""
    place = begin + 8
    while True:
        file.seek(place)
        kind, size = _read(file, ">4sq")
        if kind == b"data" or size < 0:
            return place + 12 + size if size > 0 else None
        place += 12 + size


def _voc(file: BinaryIO, begin: int) -> int | None:
    """Creative Voice: blocks of a byte that says the kind and three of size, up to a kind of 0."""
    file.seek(begin + 20)
    place, there = begin + _read(file, "<H")[0], file.seek(0, 2)
    while place < there:
        file.seek(place)
        head = file.read(4)
        if head[0] == 0:
            return place + 1
        if len(head) < 4:
            return place + 4
        size = int.from_bytes(head[1:], "little")
        if size in (0, 0xFF_FFFF):  # placeholders, of a block that runs to the end
            return None
        place += 4 + size
    return place + 1  # the last block's mark is missing too


def _nist(file: BinaryIO, begin: int) -> int | None:
    """NIST SPHERE: lines of text that state samples, channels and bytes."""
    header_bytes = int(file.read(16).split()[1])
    fields = dict(NIST_FIELD.findall(file.read(min(header_bytes, 65_536))))
    if b"shorten" in fields.get(b"sample_coding", b""):
        return None
    samples = int(fields[b"sample_count"]) * int(fields.get(b"channel_count", 1))
    return begin + header_bytes + samples * int(fields.get(b"sample_n_bytes", 2))


def _read(file: BinaryIO, layout: str) -> tuple:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


_FINDERS: dict[bytes, Callable[[BinaryIO, int], int | None]] = {
    b"FORM": _form,
    b".snd": _au,
    b"dns.": _au,
    b"caff": _caf,
    b"riff\x2e\x91\xcf\x11": _wave64,
    b"Creative Voice File\x1a": _voc,
    b"NIST_1A": _nist,
}
"""How each container begins → where its sound ends."""

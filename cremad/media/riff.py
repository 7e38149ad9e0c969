"""The sizes that a WAV file states of itself, against the bytes that are there; libsndfile does not look."""

import struct
from pathlib import Path
from typing import BinaryIO

from cremad.errors import UnreadableMediaError
from cremad.media.door import followed, truncated

BYTE_ORDER = {b"RIFF": "<", b"RIFX": ">", b"RF64": "<", b"BW64": "<"}
"""How the kinds of RIFF begin, and the order of their bytes."""

LONG = {b"RF64", b"BW64"}
"""Those whose sizes of 64 bits stand in a chunk of their own."""

SLACK_BYTES = 64
"""By so much a header may state too much: some writers count the header too, or padding that they leave out."""

Patch = tuple[int, bytes]
"""A place in a file, and what should stand there."""

PLACEHOLDER = 0x7FFF_0000
"""Sizes from here on were written by programs that could not know them: 7FFFF000, 80000000, FFFFFFFF."""


def check_riff(file: BinaryIO, begin: int, there: int, name: Path | str) -> Patch | None:
    """Refuse a WAV file whose chunks do not add up.

    Parameters
    ----------
    file : binary file
        Seekable.
    begin : int
        Byte at which the RIFF begins.
    there : int
        Bytes in the file. Those after the end of the RIFF are no part of it and allowed, unless they are a RIFF
        again; so are zeros at its end.
    name : path-like
        What errors call the file.

    Returns
    -------
    Patch or None
        The size of `data`, where it stands as 0 although sound follows: the recorder was killed before it could
        say how much. libsndfile then reads nothing.

    Raises
    ------
    UnreadableMediaError
        If the file ends before its header says so, a chunk ends where no other begins, or another WAV follows.

    References
    ----------
    Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991), chapter 2; EBU Tech
    3306 (2018) for RF64, whose sizes of 64 bits stand in a chunk `ds64`.
    """
    file.seek(begin)
    mark, size = file.read(4), file.read(4)
    if len(size) < 4:
        return None
    order = BYTE_ORDER[mark]
    (size,) = struct.unpack(order + "I", size)
    long_riff, long_data = _read_ds64(file, begin) if mark in LONG else (0, 0)
    size = long_riff if size >= PLACEHOLDER and long_riff else size
    end = there if _is_placeholder(size) else begin + 8 + size
    if end > there + SLACK_BYTES:
        raise truncated(name, f"{there} bytes are there, its header states {end}")
    chunk = begin + 12
    while chunk + 8 <= min(end, there):
        file.seek(chunk)
        kind, size = struct.unpack(order + "4sI", file.read(8))
        if kind == b"\0\0\0\0" and not file.read(end - chunk).strip(b"\0"):
            break
        size = long_data if kind == b"data" and size >= PLACEHOLDER and long_data else size
        rest = there - chunk - 8
        if kind == b"data" and size >= PLACEHOLDER:
            return (begin + 28, struct.pack("<Q", rest)) if mark in LONG and not long_data else None
        if kind == b"data" and size == 0 and not _begins_chunk(file, order, chunk + 8, min(end, there)):
            return chunk + 4, struct.pack(order + "I", rest)
        if not _is_name(kind) or chunk + 8 + size > there + SLACK_BYTES:
            raise _broken(name, f"has chunks that do not add up: none can begin at byte {chunk}")
        chunk += 8 + size + size % 2
    file.seek(end)
    if file.read(12)[8:] == b"WAVE":
        raise followed(name, f"another WAV begins at byte {end}")
    return None


def _read_ds64(file: BinaryIO, begin: int) -> tuple[int, int]:
    """Size of the RIFF and of its `data` as they are stated in `ds64`, 0 where they are not."""
    file.seek(begin + 12)
    chunk = file.read(24)
    if len(chunk) < 24 or chunk[:4] != b"ds64":
        return 0, 0
    sizes = struct.unpack_from("<QQ", chunk, 8)
    return tuple(0 if size >= 2**63 - 1 else size for size in sizes)


def _is_placeholder(size: int) -> bool:
    return size == 0 or PLACEHOLDER <= size < 2**32


def _is_name(kind: bytes) -> bool:
    return kind.isascii() and b"\0" not in kind


def _begins_chunk(file: BinaryIO, order: str, place: int, end: int) -> bool:
    """Whether a chunk that ends by `end` begins at a place, or all ends there."""
    file.seek(place)
    head = file.read(8)
    if place >= end:
        return True
    if len(head) < 8 or not _is_name(head[:4]) or not head[:4].strip().isalnum():
        return False
    return place + 8 + struct.unpack(order + "I", head[4:])[0] <= end


def _broken(name: Path | str, problem: str) -> UnreadableMediaError:
    return UnreadableMediaError(problem, path=name, remedy="Fetch it again, or export it as a complete WAV file.")

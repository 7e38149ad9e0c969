"""The sizes that a WAV file states of itself, against the bytes that are there; libsndfile does not look."""

import struct
from pathlib import Path

from cremad.errors import UnreadableMediaError

_BYTE_ORDER = {b"RIFF": "<", b"RIFX": ">"}


def check_riff(path: Path) -> None:
    """Refuse a WAV file whose chunks do not add up; what is not RIFF at all is left to the decoder.

    Parameters
    ----------
    path : Path
        A file that is there. Bytes after the end of the RIFF are no part of it and allowed.

    Raises
    ------
    UnreadableMediaError
        If the file ends before its header says so, or a chunk ends where no other begins.

    References
    ----------
    Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0 (1991), chapter 2.
    """
    there = path.stat().st_size
    with open(path, "rb") as file:
        order = _BYTE_ORDER.get(file.read(4))
        if order is None or there < 12:
            return
        end = 8 + struct.unpack(order + "I", file.read(4))[0]
        if end > there + 1:  # some writers count the last chunk's padding and leave it out
            raise _broken(path, f"is truncated: {there} bytes are there, its header states {end}")
        chunk = 12
        while chunk + 8 <= end:
            file.seek(chunk)
            name, size = struct.unpack(order + "4sI", file.read(8))
            if not name.isascii() or b"\0" in name or chunk + 8 + size > there:
                raise _broken(path, f"has chunks that do not add up: none can begin at byte {chunk}")
            chunk += 8 + size + size % 2


def _broken(path: Path, problem: str) -> UnreadableMediaError:
    return UnreadableMediaError(problem, path=path, remedy="Fetch it again, or export it as a complete WAV file.")

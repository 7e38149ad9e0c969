"""What every reader looks at first: is the file there, and are its bytes the media or a Git-LFS pointer?"""

import os
import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cremad.errors import LfsPointerError, MissingFileError, UnreadableMediaError
from cremad.media.door import AGAIN
from cremad.media.limits import LIMITS

LFS_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a Git-LFS pointer file begins."""

_NO_NAME = "the given bytes"


class Source(NamedTuple):
    """Media that a decoder may see, in a file or in memory."""

    name: Path | str
    """What errors call it."""
    suffix: str
    """Of its name, in lower case with the dot; empty if it has none."""
    size: int
    """Bytes."""
    open: Callable[[], BinaryIO]
    """Opens it for reading from its beginning."""
    path: Path | None
    """Where it lies, if it is a file."""


def take_source(source: Path | str | bytes | BinaryIO, name: str | None, most_bytes: int) -> Source:
    """Check what a reader was given, be it a path, bytes or an open binary file.

    Parameters
    ----------
    source : path-like, bytes or binary file
        A file is read from where it stands to its end.
    name : str, optional
        What errors call bytes, and whose suffix says what they should hold. Of a path, its own is taken.
    most_bytes : int
        Longer sources are refused.

    Raises
    ------
    MissingFileError, LfsPointerError, UnreadableMediaError
        As `check_source` does.
    """
    if isinstance(source, Path | str):
        path = Path(source)
        beginning, size = _look(path)
        _check_content(beginning, size, path, most_bytes)
        return Source(path, path.suffix.lower(), size, lambda: open(path, "rb"), path)
    content = bytes(source) if isinstance(source, bytes | bytearray | memoryview) else source.read(most_bytes + 1)
    name = name or _NO_NAME
    _check_content(content[: len(LFS_POINTER)], len(content), name, most_bytes)
    return Source(name, Path(name).suffix.lower(), len(content), lambda: BytesIO(content), None)


def check_source(path: Path | str) -> Path:
    """Refuse what no decoder needs to see.

    Parameters
    ----------
    path : path-like
        A file.

    Returns
    -------
    Path
        The same, for the decoder.

    Raises
    ------
    MissingFileError
        If it is not there or may not be read.
    LfsPointerError
        If a Git-LFS pointer stands in its place.
    UnreadableMediaError
        If it is a folder, a named pipe, a device, empty or too long. Nothing but a regular file is opened.
    """
    take_source(path, None, LIMITS.bytes)
    return Path(path)


def locate(root: Path, name: str) -> Path:
    """A file of a corpus by its name, refused where a link leads out of the corpus.

    Parameters
    ----------
    root : Path
        Folder of the corpus.
    name : str
        Path relative to it. An absolute one, which a manifest may give, is taken as it is.

    Raises
    ------
    UnreadableMediaError
        If the file, or a folder between it and the root, is a link to what lies outside the root (or outside the
        folder that the root is a mirror of), or a link in a circle.
    """
    path = root / name
    if os.path.isabs(name):
        return path
    place = str(root)
    for part in Path(name).parts:
        place = os.path.join(place, part)
        if os.path.islink(place):
            _refuse_link_out(root, path)
            break
    return path


def mirror_mark(mirror: Path) -> Path:
    """The link beside a folder of links, to the folder that those may lead to; the watch makes such.

    It lies outside the folder, so that nobody who fills the folder can make it.
    """
    return mirror.with_name(f"{mirror.name}.mirror-of")


def read_beginning(path: Path) -> bytes:
    """The first bytes of a regular file; errors as in `check_source`."""
    return _look(path)[0]


def is_lfs_pointer(beginning: bytes) -> bool:
    """Whether a file that begins so is a Git-LFS pointer."""
    return beginning.startswith(LFS_POINTER)


def _look(path: Path) -> tuple[bytes, int]:
    """First bytes and size of a regular file."""
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableMediaError("is a folder or device and not a file", path=path)
        with open(path, "rb") as file:
            return file.read(len(LFS_POINTER)), found.st_size
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        said = getattr(error, "strerror", None) or error
        raise MissingFileError(
            f"cannot be opened ({said})", path=path, remedy="Check the path and its permissions."
        ) from error


def _check_content(beginning: bytes, size: int, name: Path | str, most_bytes: int) -> None:
    if not beginning:
        raise UnreadableMediaError("is empty", path=name, remedy=AGAIN)
    if is_lfs_pointer(beginning):
        raise LfsPointerError(
            "is a Git-LFS pointer and not the media",
            path=name,
            remedy="Fetch the media with `git lfs pull` in the clone, or with `cremad corpus download`.",
        )
    if size > most_bytes:
        raise UnreadableMediaError(
            f"has {size} bytes, more than {most_bytes}", path=name, remedy="Cut it into clips."
        )


def _refuse_link_out(root: Path, path: Path) -> None:
    allowed = [Path(os.path.realpath(root))]
    if mirror_mark(root).is_symlink():
        allowed.append(Path(os.path.realpath(mirror_mark(root))))
    target = Path(os.path.realpath(path))
    if not any(target.is_relative_to(folder) for folder in allowed) or target.is_symlink():
        raise UnreadableMediaError(
            "is a link out of the corpus or in a circle",
            path=path,
            remedy="Put the file itself in its place, or run on the folder that it lies in.",
        )

"""What every reader looks at first: is the file there, and are its bytes the media or a Git-LFS pointer?"""

from pathlib import Path

from cremad.errors import LfsPointerError, MissingFileError, UnreadableMediaError

LFS_POINTER = b"version https://git-lfs.github.com/spec/"
"""How a Git-LFS pointer file begins."""


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
        If it is a folder, a device or empty.
    """
    path = Path(path)
    beginning = read_beginning(path)
    if not beginning:
        raise UnreadableMediaError("is empty", path=path, remedy="Fetch or record the file again.")
    if is_lfs_pointer(beginning):
        raise LfsPointerError(
            "is a Git-LFS pointer and not the media",
            path=path,
            remedy="Fetch the media with `git lfs pull` in the clone, or with `cremad corpus download`.",
        )
    return path


def read_beginning(path: Path) -> bytes:
    """The first bytes of a regular file; errors as in `check_source`."""
    try:
        if path.exists() and not path.is_file():
            raise UnreadableMediaError("is a folder or device and not a file", path=path)
        with open(path, "rb") as file:
            return file.read(len(LFS_POINTER))
    except OSError as error:
        raise MissingFileError(
            f"cannot be opened ({error.strerror})", path=path, remedy="Check the path and its permissions."
        ) from error


def is_lfs_pointer(beginning: bytes) -> bool:
    """Whether a file that begins so is a Git-LFS pointer."""
    return beginning.startswith(LFS_POINTER)

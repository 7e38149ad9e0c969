"""Files named by the digests of their inputs and their content, so that damaged files are detected."""

import time
from collections.abc import Callable
from pathlib import Path

from cremad.artifacts.digests import digest_file, settle, unshared_path, writing

ABANDONED_S = 24 * 3600
"""Age from which an unfinished file is considered left over from a killed process."""


def keep(folder: Path, key: str, suffix: str, write: Callable[[Path], None]) -> Path:
    """Write a file under a temporary name, then rename it atomically to the name that `find` looks for.

    Parameters
    ----------
    folder : Path
        Made if absent.
    key : str
        Digest of everything that the content is made from.
    suffix : str
        Ending of the final name, with its dot.
    write : callable
        Writes the whole file to the path that it is given, which no other process or thread uses.

    Raises
    ------
    StorageError
        If the folder cannot be written or the disk is full.
    """
    unfinished = unshared_path(folder / key)
    with writing(folder / key):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            write(unfinished)
            path = folder / f"{key}-{digest_file(unfinished)[:16]}{suffix}"
            settle(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    return path


def find(folder: Path, key: str, suffix: str) -> Path | None:
    """The undamaged file of a key, if there is one; a damaged one is removed."""
    for path in folder.glob(f"{key}-*{suffix}"):
        try:
            digest = digest_file(path)
        except FileNotFoundError:  # another process has already removed the damaged file
            continue
        if path.stem.rpartition("-")[2] == digest[:16]:
            return path
        path.unlink(missing_ok=True)
    return None


def sweep(folder: Path) -> None:
    """Remove unfinished files of a folder that are more than a day old."""
    for path in folder.glob("*.tmp"):
        if (age_s(path) or 0) > ABANDONED_S:
            path.unlink(missing_ok=True)


def age_s(path: Path) -> float | None:
    """Seconds since a file was written; None if it does not exist."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None

"""Files named by what they were made from and what they hold, so that a damaged one is never taken for whole."""

import time
from collections.abc import Callable
from pathlib import Path

from cremad.artifacts.digests import digest_file, settle, unshared_path, writing

ABANDONED_S = 24 * 3600
"""Age at which an unfinished file is taken for one that a killed process has left."""


def keep(folder: Path, key: str, suffix: str, write: Callable[[Path], None]) -> Path:
    """Write a file under a name of its own, then give it the name by which `find` knows it, atomically.

    Parameters
    ----------
    folder : Path
        Made if absent.
    key : str
        Digest of everything that the content is made from.
    suffix : str
        Ending of the lasting name, with its dot.
    write : callable
        Writes the whole file to the path that it is given, which no other process or thread is given.

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
    """The whole, undamaged file of a key, if there is one; a damaged one is removed."""
    for path in folder.glob(f"{key}-*{suffix}"):
        try:
            digest = digest_file(path)
        except FileNotFoundError:  # another process has found it damaged, and was first to remove it
            continue
        if path.stem.rpartition("-")[2] == digest[:16]:
            return path
        path.unlink(missing_ok=True)
    return None


def sweep(folder: Path) -> None:
    """Remove what killed processes have left unfinished in a folder, more than a day ago."""
    for path in folder.glob("*.tmp"):
        if (age_s(path) or 0) > ABANDONED_S:
            path.unlink(missing_ok=True)


def age_s(path: Path) -> float | None:
    """Seconds since a file was written; None if it is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None

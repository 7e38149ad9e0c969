"""Files named by what they were made from and what they hold, so that a damaged one is never taken for whole."""

from pathlib import Path

from cremad.artifacts.digests import digest_file, writing


def keep(written: Path, key: str, suffix: str) -> Path:
    """Give a file its lasting name in the folder that it was written in, atomically.

    Parameters
    ----------
    written : Path
        The file, whole, under a name that nobody looks for.
    key : str
        Digest of everything that the content is made from.
    suffix : str
        Ending of the lasting name, with its dot.

    Raises
    ------
    StorageError
        If the folder cannot be written or the disk is full.
    """
    with writing(written):
        return written.replace(written.with_name(f"{key}-{digest_file(written)[:16]}{suffix}"))


def find(folder: Path, key: str, suffix: str) -> Path | None:
    """The whole, undamaged file of a key, if there is one; a damaged one is removed."""
    for path in folder.glob(f"{key}-*{suffix}"):
        if path.stem.rpartition("-")[2] == digest_file(path)[:16]:
            return path
        path.unlink()
    return None

"""The one door out of the decoders: whatever they raise leaves as an error that names the file."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cremad.errors import CremadError, MissingFileError, UnreadableMediaError

AGAIN = "Fetch or record the file again."
"""Remedy where nothing better is known."""
FAULTS_OF_THE_MACHINE = {
    errno.EIO,
    errno.ENXIO,
    errno.ENODEV,
    errno.EMFILE,
    errno.ENFILE,
    errno.ESTALE,
    errno.ETIMEDOUT,
}
"""Codes of an OSError that say nothing of the file, such as those of a disk or a network drive that fails."""


@contextmanager
def decoding(name: Path | str) -> Iterator[None]:
    """Run a decoder within the block; each reader has one such block.

    Parameters
    ----------
    name : path-like
        What the error calls the file.

    Raises
    ------
    UnreadableMediaError
        In place of any other exception: libsndfile, FFmpeg, OpenCV, Pillow and pandas raise some twenty classes
        for bytes that they did not expect. Errors of this project pass as they are.
    MissingFileError
        If the disk failed; FFmpeg has classes of its own, since it gives the same codes for damaged files.
    """
    try:
        yield
    except CremadError:
        raise
    except Exception as error:
        said = getattr(error, "strerror", None) or f"{type(error).__name__}: {str(error).strip()}"
        if type(error) in (OSError, TimeoutError) and getattr(error, "errno", None) in FAULTS_OF_THE_MACHINE:
            remedy = "Check the disk or network drive, then run again."
            raise MissingFileError(f"cannot be read ({said})", path=name, remedy=remedy) from error
        raise UnreadableMediaError(f"cannot be decoded ({said})", path=name, remedy=AGAIN) from error


def truncated(name: Path | str, sign: str) -> UnreadableMediaError:
    """The error for a file that ends before its header says so."""
    return UnreadableMediaError(f"is truncated: {sign}", path=name, remedy=AGAIN)


def followed(name: Path | str, sign: str) -> UnreadableMediaError:
    """The error for recordings that were joined byte by byte, of which decoders read the first alone."""
    return UnreadableMediaError(
        f"holds more audio than its header states: {sign}",
        path=name,
        remedy="Join recordings with an audio program, or give each a file of its own.",
    )

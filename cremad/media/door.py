"""The one door out of the decoders: whatever they raise leaves as an error that names the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cremad.errors import CremadError, UnreadableMediaError

AGAIN = "Fetch or record the file again."
"""Remedy where nothing better is known."""


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
    """
    try:
        yield
    except CremadError:
        raise
    except Exception as error:
        said = getattr(error, "strerror", None) or f"{type(error).__name__}: {str(error).strip()}"
        raise UnreadableMediaError(f"cannot be decoded ({said})", path=name, remedy=AGAIN) from error


def truncated(name: Path | str, sign: str) -> UnreadableMediaError:
    """The error for a file that ends before its header says so."""
    return UnreadableMediaError(f"is truncated: {sign}", path=name, remedy=AGAIN)


def followed(name: Path | str, sign: str) -> UnreadableMediaError:
    """The error for recordings that were joined byte by byte, of which decoders read the first alone."""
    return UnreadableMediaError(
        f"holds more sound than its header states: {sign}",
        path=name,
        remedy="Join recordings with an audio program, or give each a file of its own.",
    )

"""Downloading one file over HTTP: resumed after interruption, checked before it is renamed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from cremad.artifacts.digests import digest_file
from cremad.errors import DownloadError, StorageError
from cremad.media.source import is_lfs_pointer, read_beginning
from cremad.randomness.streams import child_stream

ATTEMPTS: Final = 5
FIRST_PAUSE_S: Final = 0.5
"""Doubles with every attempt, times a random factor from 0.5 to 1.5 so that workers do not return together."""

_PASSING: Final = {408, 425, 429, 500, 502, 503, 504}
"""Status codes for which the request is repeated."""


@dataclass(frozen=True)
class Wanted:
    """A file to download."""

    url: str
    path: Path
    """Target path."""
    bytes: int | None = None
    """Official size; None where no official table has it; such a download is not resumed."""
    sha256: str | None = None
    """Official digest, likewise."""

    def is_right(self, path: Path) -> bool:
        """Whether these are the official bytes; for a file in no table, whether it is not a pointer."""
        if not path.is_file():
            return False
        if self.sha256 is None:
            beginning = read_beginning(path)
            return bool(beginning) and not is_lfs_pointer(beginning)
        return path.stat().st_size == self.bytes and digest_file(path) == self.sha256


class _Interrupted(Exception):
    """A failed attempt that may be repeated."""


def fetch(client: httpx.Client, wanted: Wanted, report: Callable[[int], None]) -> None:
    """Download a file to a temporary file ending in ``.tmp``, which is renamed once its bytes are verified.

    Parameters
    ----------
    client : httpx.Client
    wanted : Wanted
    report : callable
        Called with the number of bytes downloaded so far.

    Raises
    ------
    DownloadError
        If the server has no such file (at once), or after `ATTEMPTS` attempts that broke off or brought wrong
        bytes.
    StorageError
        If it cannot be written.
    """
    jitter = child_stream(0, "fetch", wanted.url)
    problem = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(FIRST_PAUSE_S * 2 ** (attempt - 1) * jitter.uniform(0.5, 1.5))
        try:
            return _attempt(client, wanted, report)
        except (_Interrupted, httpx.TransportError) as error:
            problem = str(error) or type(error).__name__
        except OSError as error:
            raise StorageError(
                f"could not be written ({error.strerror})", path=wanted.path, remedy="Free some space."
            ) from error
    raise DownloadError(
        f"{wanted.url} could not be fetched in {ATTEMPTS} attempts; the last: {problem}",
        path=wanted.path,
        remedy="Run the same command again later; it resumes.",
    )


def _attempt(client: httpx.Client, wanted: Wanted, report: Callable[[int], None]) -> None:
    wanted.path.parent.mkdir(parents=True, exist_ok=True)
    partial = wanted.path.with_name(wanted.path.name + ".tmp")
    if not _is_part(partial, wanted):
        partial.unlink(missing_ok=True)
    _append_rest(client, wanted, partial, report)
    size = partial.stat().st_size
    if wanted.bytes is not None and size < wanted.bytes:
        raise _Interrupted(f"{size} of {wanted.bytes} bytes were received")
    if not wanted.is_right(partial):
        partial.unlink()
        report(0)
        raise _Interrupted(f"{size} bytes were received that are not the official ones")
    partial.replace(wanted.path)


def _is_part(partial: Path, wanted: Wanted) -> bool:
    """Whether a partial download can be resumed, which requires the size."""
    return partial.is_file() and wanted.bytes is not None and partial.stat().st_size < wanted.bytes


def _append_rest(client: httpx.Client, wanted: Wanted, partial: Path, report: Callable[[int], None]) -> None:
    """Append what is missing, or write all from the start where the server does not resume."""
    there = partial.stat().st_size if partial.exists() else 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={there}-"} if there else {})
    with client.stream("GET", wanted.url, headers=headers) as answer:
        if answer.status_code in _PASSING:
            raise _Interrupted(f"the server answered {answer.status_code} {answer.reason_phrase}")
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            partial.unlink(missing_ok=True)
            raise _Interrupted("the server has fewer bytes than already received")
        if answer.status_code not in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            raise DownloadError(
                f"{wanted.url} answered {answer.status_code} {answer.reason_phrase}",
                path=wanted.path,
                remedy="Check the address; the file may have moved.",
            )
        if not answer.headers.get("Content-Range", "").startswith(f"bytes {there}-"):
            there = 0
        with open(partial, "ab" if there else "wb") as file:
            for chunk in answer.iter_bytes():
                file.write(chunk)
                there += len(chunk)
                report(there)

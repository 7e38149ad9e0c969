"""Downloading CREMA-D from its official repository, and comparing a folder with the official table."""

import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import httpx
import pandas as pd

from cremad.artifacts.digests import digest_file
from cremad.corpora.crema_d import FOLDERS
from cremad.corpora.crema_d_tables import DEMOGRAPHICS, VOTE_SUMMARY, VOTES
from cremad.corpora.fetch import Wanted, fetch
from cremad.corpora.official import official_files
from cremad.errors import DownloadError, OptionError, StorageError
from cremad.media.source import is_lfs_pointer, read_beginning

MEDIA_URL: Final = "https://media.githubusercontent.com/media/CheyneyComputerScience/CREMA-D/master"
"""Files in Git-LFS."""

TABLES_URL: Final = "https://raw.githubusercontent.com/CheyneyComputerScience/CREMA-D/master"
"""Files in Git itself."""

TABLES: Final = ("SentenceFilenames.csv", DEMOGRAPHICS, VOTES, VOTE_SUMMARY)
ENOUGH_FAILURES: Final = 10
"""Number of failed files after which the download stops."""

KINDS: Final = (*FOLDERS, "csv")


@dataclass(frozen=True)
class DownloadSummary:
    """Result of a download."""

    fetched: int
    """Number of downloaded files."""
    kept: int
    """Number of existing, correct files."""
    fetched_bytes: int
    """Bytes of downloaded media files."""

    def __str__(self) -> str:
        return f"{self.fetched} files fetched ({self.fetched_bytes / 1e6:.1f} MB of media), {self.kept} kept"


class _Progress:
    """Adds up the bytes of all files and reports them, one call at a time."""

    def __init__(self, total: int, on_progress: Callable[[int, int], None] | None):
        self._sizes: dict[Path, int] = {}
        self._done, self._total, self._tell = 0, total, on_progress
        self._lock = threading.Lock()

    def report(self, wanted: Wanted, size: int) -> None:
        if self._tell is None or wanted.bytes is None:
            return
        with self._lock:
            self._done += size - self._sizes.get(wanted.path, 0)
            self._sizes[wanted.path] = size
            self._tell(self._done, self._total)


def download(
    corpus_dir: Path,
    kinds: Sequence[str],
    actors: Sequence[str] | None = None,
    *,
    workers: int = 8,
    media_url: str = MEDIA_URL,
    tables_url: str = TABLES_URL,
    on_progress: Callable[[int, int], None] | None = None,
) -> DownloadSummary:
    """Fetch official files; those that are there with the official bytes stay, all others are replaced.

    An interrupted download resumes when it is called again. Every media file is checked
    against its official SHA-256 before it gets its name.

    Parameters
    ----------
    corpus_dir : Path
        Folder to fill in the official layout.
    kinds : sequence of str
        Of wav, flv, mp3 and csv.
    actors : sequence of str, optional
        Such as ``["1001", "1002"]``; all 91 where None or empty. The tables are always whole.
    workers : int
        Files fetched at a time.
    media_url, tables_url : str
        Where the media and the CSV tables are fetched from.
    on_progress : callable, optional
        Called with bytes done and bytes to do, media alone, from one thread at a time.

    Raises
    ------
    OptionError
        If a kind or actor does not exist.
    StorageError
        If the disk has not enough space; nothing is downloaded then.
    DownloadError
        If files could not be downloaded; the others are, unless too many failed.
    """
    wanted = _wanted_media(corpus_dir, kinds, actors, media_url)
    _check_room(corpus_dir, wanted)
    progress = _Progress(sum(each.bytes or 0 for each in wanted), on_progress)
    if "csv" in kinds:
        wanted += [Wanted(f"{tables_url}/{name}", corpus_dir / name) for name in TABLES]

    def bring(each: Wanted) -> bool:
        """Download a file unless it exists; returns whether it was downloaded."""
        if each.is_right(each.path):
            progress.report(each, each.bytes or 0)
            return False
        fetch(client, each, partial(progress.report, each))
        return True

    with (
        httpx.Client(follow_redirects=True, timeout=30) as client,
        ThreadPoolExecutor(workers) as pool,
    ):
        came = _results(pool, bring, wanted)
    return DownloadSummary(
        fetched=sum(came),
        kept=len(came) - sum(came),
        fetched_bytes=sum(each.bytes or 0 for each, new in zip(wanted, came, strict=True) if new),
    )


def verify(corpus_dir: Path) -> pd.DataFrame:
    """Compare a folder with the official table.

    Returns
    -------
    DataFrame
        One row for each of the 22,326 official media files: ``path``, and ``state``, which is ``ok``,
        ``missing``, ``pointer`` (Git-LFS was not there when the repository was cloned) or ``wrong bytes``.
    """
    official = official_files()
    with ThreadPoolExecutor() as pool:
        states = pool.map(partial(_state, corpus_dir), official["path"], official["bytes"], official["sha256"])
        return pd.DataFrame({"path": official["path"], "state": list(states)})


def _state(corpus_dir: Path, name: str, size: int, sha256: str) -> str:
    path = corpus_dir / name
    if not path.is_file():
        return "missing"
    if path.stat().st_size == size and digest_file(path) == sha256:
        return "ok"
    return "pointer" if is_lfs_pointer(read_beginning(path)) else "wrong bytes"


def _wanted_media(
    corpus_dir: Path, kinds: Sequence[str], actors: Sequence[str] | None, media_url: str
) -> list[Wanted]:
    files = official_files()
    parts = files["path"].str.extract(r"^(?P<folder>[^/]+)/(?P<actor>\d{4})_")
    unknown = [*(set(kinds) - set(KINDS)), *(set(actors or ()) - set(parts["actor"]))]
    if unknown:
        raise OptionError(
            f"CREMA-D has no {', '.join(sorted(unknown))}",
            remedy=f"Kinds are {', '.join(KINDS)}; actors are 1001 to 1091.",
        )
    chosen = parts["folder"].isin([FOLDERS[kind] for kind in kinds if kind in FOLDERS])
    if actors:
        chosen &= parts["actor"].isin(actors)
    return [
        Wanted(f"{media_url}/{row.path}", corpus_dir / row.path, row.bytes, row.sha256)
        for row in files[chosen].itertuples()
    ]


def _check_room(corpus_dir: Path, wanted: list[Wanted]) -> None:
    needed = sum(each.bytes or 0 for each in wanted if not each.path.is_file())
    existing = next(folder for folder in (corpus_dir, *corpus_dir.absolute().parents) if folder.is_dir())
    free = shutil.disk_usage(existing).free
    if needed > free:
        raise StorageError(
            f"has room for {free / 1e6:.0f} MB, {needed / 1e6:.0f} MB are wanted",
            path=corpus_dir,
            remedy="Free some space, or choose fewer kinds or actors.",
        )


def _results(pool: ThreadPoolExecutor, bring: Callable[[Wanted], bool], wanted: list[Wanted]) -> list[bool]:
    """The result of each file. A full disk, Ctrl-C or many failures end the download at once."""
    futures = [pool.submit(bring, each) for each in wanted]
    came: list[bool] = []
    failures: list[DownloadError] = []
    try:
        for future in futures:
            try:
                came.append(future.result())
            except DownloadError as error:
                failures.append(error)
                if len(failures) == ENOUGH_FAILURES:
                    break
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if failures:
        raise DownloadError(
            f"{len(failures)} of {len(wanted)} files failed, the first: {failures[0].problem}",
            path=failures[0].path,
            remedy=failures[0].remedy,
        )
    return came

"""A watched folder: which of its files have stopped changing, and batches of those for the pipeline.

Files may still be being copied into such a folder, and a half-copied file must not be read. The pipeline is
therefore given a mirror, a folder of links to the settled files: those whose size and modification time have been
the same for a while. A copy that stalls for longer than that is taken as complete; it then fails its checks, and
is read again when it continues.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from cremad.artifacts.digests import writing
from cremad.errors import MissingFileError, OptionError
from cremad.media.source import mirror_mark
from cremad.settings import Options

UNFINISHED = {".tmp", ".part", ".partial", ".crdownload"}
"""Suffixes of files that a program has not finished writing; names with a leading dot are ignored too."""

Stamp = tuple[int, int, int]
"""Size in bytes, modification time in ns, inode."""


class WatchOptions(Options):
    """How often a folder is polled, and when the watch ends."""

    poll_s: float = Field(default=1.0, gt=0, le=3600)
    """Seconds between two polls of the folder."""
    settle_s: float = Field(default=2.0, ge=0, le=3600)
    """Seconds for which a file has to stay unchanged."""
    idle_s: float = Field(default=60.0, ge=0, le=30 * 86_400)
    """Seconds without a change of any file after which the watch ends."""
    rounds: int | None = Field(default=None, ge=1)
    """Number of batches after which it ends; None for no limit."""


class Batch(NamedTuple):
    """What is new since the last batch, names below the watched folder, sorted."""

    settled: tuple[str, ...]
    """Files that are new or changed and have settled."""
    gone: tuple[str, ...]
    """Files that were removed."""


class Settling:
    """Determines at each poll which files have settled.

    Parameters
    ----------
    settle_s : float
    """

    def __init__(self, settle_s: float):
        self.settle_s = settle_s
        self.since: dict[str, tuple[Stamp, float]] = {}
        """File → its stamp and the time at which that stamp was first observed."""

    def look(self, stamps: dict[str, Stamp], now_s: float) -> dict[str, Stamp]:
        """The files that have been unchanged for `settle_s`."""
        self.since = {
            name: self.since[name] if name in self.since and self.since[name][0] == stamp else (stamp, now_s)
            for name, stamp in stamps.items()
        }
        return {name: stamp for name, (stamp, since_s) in self.since.items() if now_s - since_s >= self.settle_s}


def watch_folder(
    folder: Path,
    mirror: Path,
    options: WatchOptions,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Batch]:
    """Poll a folder; mirror the settled files and yield a batch for each change of them.

    Between two batches the mirror does not change, so that a batch can be processed at leisure. While a file of
    the last batch is being rewritten no batch is yielded, since neither its old nor its new content is available.

    Parameters
    ----------
    folder : Path
        Folder to watch, with all folders below it; only read.
    mirror : Path
        Folder of links, made if absent; same layout as `folder`.
    options : WatchOptions
    clock, sleep : callable
        For tests.

    Yields
    ------
    Batch
        The first one holds all files that were there when the watch began.

    Raises
    ------
    MissingFileError
        If the folder or one below it is missing or cannot be read.
    OptionError
        If the mirror lies inside the folder.
    StorageError
        If the mirror cannot be written.
    """
    if mirror.is_relative_to(folder):
        raise OptionError(
            f"holds {mirror}, which the watch itself writes", path=folder, remedy="Choose another --data-dir."
        )
    settling, before, rounds = Settling(options.settle_s), {}, 0
    quiet_since_s = clock()
    while True:
        stamps = stamp_files(folder)
        now = settling.look(stamps, clock())
        moving = stamps.keys() - now.keys()
        news = now != before and not moving & before.keys()
        if news:
            mirror_files(folder, now, mirror)
            yield Batch(
                settled=tuple(sorted(name for name in now if now[name] != before.get(name))),
                gone=tuple(sorted(before.keys() - now.keys())),
            )
            before, rounds = now, rounds + 1
        if news or moving:
            quiet_since_s = clock()
        if rounds == options.rounds or (clock() - quiet_since_s >= options.idle_s and not moving):
            return
        sleep(options.poll_s)


def stamp_files(folder: Path) -> dict[str, Stamp]:
    """The files below a folder, by their names relative to it; hidden and unfinished ones left out."""
    stamps: dict[str, Stamp] = {}
    for parent, folders, names in os.walk(folder, onerror=_refuse, followlinks=True):
        folders[:] = [name for name in folders if name[0] != "."]
        for name in names:
            path = Path(parent, name)
            if name[0] != "." and path.suffix not in UNFINISHED:
                try:
                    stat = path.stat()
                except FileNotFoundError:  # gone since the folder was listed
                    continue
                except OSError as error:
                    _refuse(error)
                stamps[str(path.relative_to(folder))] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return stamps


def mirror_files(folder: Path, names: dict[str, Stamp], mirror: Path) -> None:
    """Make `mirror` hold links to these files of `folder` and nothing else."""
    with writing(mirror):
        mirror.mkdir(parents=True, exist_ok=True)
        wanted = {mirror / name: folder / name for name in names}
        mark = mirror_mark(mirror)
        if not mark.is_symlink() or mark.readlink() != folder.absolute():
            mark.unlink(missing_ok=True)
            mark.symlink_to(folder.absolute())
        for link in [path for path in mirror.rglob("*") if path.is_symlink()]:
            if link not in wanted or link.readlink() != wanted[link]:
                link.unlink()
        for link, target in wanted.items():
            if not link.is_symlink():
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(target)


def _refuse(error: OSError) -> None:
    raise MissingFileError(
        f"cannot be read ({error.strerror})", path=error.filename, remedy="Check the path and its permissions."
    ) from error

"""Computing a table partition by partition, from the cache where nothing has changed, with the reason where not.

A partition's rows are addressed by the digest of their inputs: the records' contents, the extractor's options,
and the code and libraries that it reaches. Each is written atomically by the worker that computed it, so a
killed run leaves complete partitions, and the next run resumes from there.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import cv2
import pandas as pd
import pyarrow as pa

from cremad.artifacts import store
from cremad.artifacts.code import PROJECT_PACKAGES, code_digests
from cremad.artifacts.digests import read_cached_json, write_json
from cremad.errors import CremadError, MissingFileError, OptionError, StorageError, WeightsError
from cremad.preprocessing.feature_set import Extractor
from cremad.preprocessing.partition_file import SUFFIX, read_failures, read_partition, write_partition
from cremad.preprocessing.partitions import Partition, Record, plan_partitions

WAS_THERE = (
    "It was there at ingestion: name the corpus's folder (`--corpus-dir`), or run `cremad ingest` again if it has "
    "been removed."
)


@dataclass(frozen=True)
class CacheReport:
    """What came from the cache, what was computed, and why."""

    hits: int
    misses: int
    reasons: dict[str, str] = field(default_factory=dict)
    """Span of each computed partition → why it was not read from the cache."""


@dataclass(frozen=True)
class Extraction:
    """A table that is complete in the cache, and what was read from the cache or computed."""

    key: str
    files: tuple[Path, ...]
    """Files of the partitions, in the order of their keys."""
    cache: CacheReport

    def batches(self, columns: list[str] | None = None) -> Iterator[pa.Table]:
        """Rows in the order of their key, a partition at a time, for what is too large for memory."""
        return (read_partition(path, columns) for path in self.files)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """All rows in the order of their key."""
        return pa.concat_tables(self.batches(), promote_options="permissive").to_pandas()

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Columns key, rule, reason: records that could not be turned into a row."""
        failures = [failure for path in self.files for failure in read_failures(path)]
        return pd.DataFrame(failures, columns=[self.key, "rule", "reason"])


def extract_table(
    extractor: Extractor,
    records: Iterable[Record],
    root: Path,
    *,
    cache_dir: Path,
    group: str,
    target: int,
    executor: Executor,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Extraction:
    """Compute one row for each record, over partitions, through the cache.

    Parameters
    ----------
    extractor : Extractor
        Makes a row of a record.
    records : iterable of dict
        At least one; each has the extractor's key and what `extractor.content` needs.
    root : Path
        Folder that the paths in the records are relative to; workers must see it.
    cache_dir : Path
        Folder of the cache; workers must see it.
    group : str
        Corpus, so that reasons compare a corpus with its own last run.
    target : int
        Expected number of records in a partition.
    executor : concurrent.futures.Executor
        Where partitions are computed: a Dask client's executor, a pool, …
    on_progress : callable, optional
        Called with (partitions done, partitions in all).

    Raises
    ------
    StorageError
        If the disk is full or the cache not writable; completed partitions stay, and the next run resumes.
    MissingFileError
        If a file cannot be opened any more; completed partitions stay too.
    """
    by_key = {record[extractor.key]: record for record in records}
    digests = {key: extractor.content(record) for key, record in by_key.items()}
    recipe = {"code": code_digests(*extractor.modules), "options": extractor.options.model_dump(mode="json")}
    folder = cache_dir / extractor.name
    store.sweep(folder)
    ledger = Ledger(folder / f"{group}.json")
    partitions = plan_partitions(digests, by_key, target)
    kept = (store.find(folder, partition.key(recipe), SUFFIX) for partition in partitions)
    files = {number: file for number, file in enumerate(kept) if file is not None}
    missing = [number for number in range(len(partitions)) if number not in files]
    reasons = {partitions[n].span: ledger.reason(partitions[n], recipe) for n in missing}
    hits = len(files)
    on_progress(hits, len(partitions))
    # the largest first, so that all workers end together
    order = sorted(missing, key=lambda n: -len(partitions[n].records))
    waiting = {
        executor.submit(compute_partition, extractor, partitions[n], root, folder, recipe): n for n in order
    }
    for done, future in enumerate(as_completed(waiting), start=hits + 1):
        files[waiting[future]] = future.result()
        on_progress(done, len(partitions))
    ledger.write(digests, recipe)
    report = CacheReport(hits, len(missing), reasons)
    return Extraction(extractor.key, tuple(files[n] for n in range(len(partitions))), report)


def compute_partition(extractor: Extractor, partition: Partition, root: Path, folder: Path, recipe: dict) -> Path:
    """Compute the rows of one partition and put them into the cache; runs on a worker.

    Any error of the extractor is recorded as the failure of that record and does not end the run, except for what
    says nothing of the clip and must not be kept: a full disk or memory, a file that is gone, a package or weights
    that are missing or others.
    """
    cv2.setNumThreads(1)  # the workers share the cores already
    rows, failures = {}, []
    for record in partition.records:
        name = record[extractor.key]
        try:
            rows[name] = extractor(record, root)
        except (StorageError, OptionError, WeightsError, MemoryError):
            raise
        except MissingFileError as error:
            if error.path is None or not Path(error.path).is_relative_to(root):
                raise
            raise MissingFileError(error.problem, path=error.path, remedy=WAS_THERE) from error
        except Exception as error:
            reason = str(error) if isinstance(error, CremadError) else _where_it_broke(error, extractor)
            failures.append({extractor.key: name, "rule": f"{extractor.name}_failed", "reason": reason})
    table = extractor.to_table(list(rows), list(rows.values()))
    return store.keep(folder, partition.key(recipe), SUFFIX, lambda path: write_partition(path, table, failures))


def _where_it_broke(error: Exception, extractor: Extractor) -> str:
    """An unexpected error: its type, its message, and the last line of this project's code, or the extractor's, in
    the traceback."""
    ours = {*PROJECT_PACKAGES, type(extractor).__module__.split(".")[0]}
    steps = [(frame.f_globals["__name__"], line) for frame, line in traceback.walk_tb(error.__traceback__)]
    module, line = next(step for step in reversed(steps) if step[0].split(".")[0] in ours)
    return f"{type(error).__name__}: {error} (at {module}:{line})"


class Ledger:
    """Inputs of the last run, so that the next can report what has changed; a damaged record is ignored."""

    def __init__(self, path: Path):
        self.path = path
        last = read_cached_json(path)
        self.last: dict = last if {"digests", "recipe"} <= last.keys() else {}

    def write(self, digests: dict[str, str], recipe: dict) -> None:
        write_json(self.path, {"digests": digests, "recipe": recipe})

    def reason(self, partition: Partition, recipe: dict) -> str:
        """Why a partition cannot be read from the cache, as a message."""
        if not self.last:
            return "first run"
        found = [
            *_changes("code", self.last["recipe"]["code"], recipe["code"]),
            *_changes("option", self.last["recipe"]["options"], recipe["options"]),
        ]
        known, first, last = self.last["digests"], min(partition.digests), max(partition.digests)
        before = {key: known[key] for key in known if first <= key <= last}
        found += _changes("clip", before, partition.digests)
        return "; ".join(found) or "no whole copy in the cache, or its neighbours have moved"


def _changes(noun: str, before: dict, now: dict) -> list[str]:
    """What differs between two mappings, a few names each.

    >>> _changes("clip", {"a": 1, "b": 1}, {"b": 2, "c": 1})
    ['clip added: c', 'clip changed: b', 'clip removed: a']
    """
    sets = {
        "added": now.keys() - before.keys(),
        "changed": {key for key in now.keys() & before.keys() if now[key] != before[key]},
        "removed": before.keys() - now.keys(),
    }
    return [
        f"{noun} {verb}: {', '.join(sorted(names)[:3])}{f' and {len(names) - 3} more' * (len(names) > 3)}"
        for verb, names in sets.items()
        if names
    ]

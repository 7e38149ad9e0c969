"""Dividing the records of a table so that a small change moves few of them.

Boundaries are chosen by content: a record whose key hashes to a multiple of the target size begins a new
partition (content-defined chunking, as in Muthitacharoen et al., SOSP 2001). Adding or removing one clip
changes only the partition that it is in, which no division by position achieves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from typing import Any

from cremad.artifacts.digests import digest_json

Record = dict[str, Any]

LARGEST = 4
"""Largest size of a partition, as a multiple of the target."""


@dataclass(frozen=True)
class Partition:
    """Records with neighbouring keys, and the digest of each record's content."""

    digests: dict[str, str]
    """Key of each record → digest of what its row is computed from."""
    records: tuple[Record, ...]

    def key(self, recipe: dict[str, Any]) -> str:
        """Content address of this partition's rows when they are made by `recipe`."""
        return digest_json({"recipe": recipe, "records": self.digests})

    @property
    def span(self) -> str:
        """First and last key, for messages."""
        keys = list(self.digests)
        return keys[0] if len(keys) == 1 else f"{keys[0]} … {keys[-1]}"


def plan_partitions(digests: dict[str, str], records: dict[str, Record], target: int) -> list[Partition]:
    """Divide records into partitions of about `target`, in the order of their keys.

    Parameters
    ----------
    digests : dict of str to str
        Key of each record → digest of its content.
    records : dict of str to dict
        Key of each record → the record.
    target : int
        Expected number of records in a partition.

    Examples
    --------
    >>> keys = {f"{number:04d}": "" for number in range(1000)}
    >>> before = {tuple(part.digests) for part in plan_partitions(keys, keys, 50)}
    >>> more = keys | {"0500a": ""}
    >>> after = {tuple(part.digests) for part in plan_partitions(more, more, 50)}
    >>> len(after - before) <= 2
    True
    """
    chunks = _chunks(sorted(digests), target)
    return [Partition({key: digests[key] for key in keys}, tuple(records[key] for key in keys)) for keys in chunks]


def _chunks(keys: list[str], target: int) -> Iterator[list[str]]:
    boundary = 0

    def chunk_of(key: str) -> int:
        nonlocal boundary
        boundary += _begins_partition(key, target)
        return boundary

    for _, group in groupby(keys, chunk_of):
        chunk = list(group)
        for start in range(0, len(chunk), LARGEST * target):
            yield chunk[start : start + LARGEST * target]


def _begins_partition(key: str, target: int) -> bool:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) % target == 0

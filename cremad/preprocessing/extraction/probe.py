"""A media file → a row of `signal_quality`."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from cremad.preprocessing.ingestion import IngestOptions, probe_file
from cremad.preprocessing.partitions import Record


@dataclass(frozen=True)
class ProbeExtraction:
    """Decodes a file and measures it; a file that cannot be decoded gives a row with the reason, not a failure."""

    options: IngestOptions
    name = "signal_quality"
    key = "path"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return record["sha256"]

    def __call__(self, record: Record, root: Path) -> Record:
        return probe_file(record, root)

    def to_table(self, keys: list[str], rows: list[Record]) -> pa.Table:
        return pa.Table.from_pylist(rows)

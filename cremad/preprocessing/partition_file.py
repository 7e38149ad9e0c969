"""The rows of a partition on disk, until they are published in a table.

Arrow's own format, which has no header a column: Parquet with hundreds of columns and some hundred rows takes
longer to open than to read (``benchmarks/parquet.py``).
"""

import json
from pathlib import Path

import pyarrow as pa
from pyarrow import feather

SUFFIX = ".arrow"


def write_partition(path: Path, rows: pa.Table, failures: list[dict[str, str]]) -> None:
    """Write rows, and the records that could not be turned into a row, for `store.keep`."""
    rows = rows.replace_schema_metadata({"failures": json.dumps(failures)})
    with pa.OSFile(str(path), "wb") as sink:
        feather.write_feather(rows, sink, compression="lz4")


def read_partition(path: Path, columns: list[str] | None = None) -> pa.Table:
    """All rows, with all columns or some."""
    with pa.OSFile(str(path)) as source:
        return feather.read_table(source, columns, use_threads=False)


def read_failures(path: Path) -> list[dict[str, str]]:
    """The records that could not be turned into a row."""
    with pa.OSFile(str(path)) as source:
        return json.loads(pa.ipc.open_file(source).schema.metadata[b"failures"])

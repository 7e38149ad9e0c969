"""Partitions come back as they were written."""

import numpy as np
import pyarrow as pa

from cremad.preprocessing.partition_file import read_failures, read_partition, write_partition

FAILURES = [{"clip_id": "d", "rule": "silent", "reason": "no sound"}]


def test_rows_columns_and_failures_come_back(tmp_path):
    rows = pa.table(
        {"clip_id": ["a", "b", "c"], "x": np.float32([1, np.nan, -3]), "frames": [[1.5], [], [2.0, 3.0]]}
    )
    write_partition(tmp_path / "rows.arrow", rows, FAILURES)
    assert str(read_partition(tmp_path / "rows.arrow").to_pylist()) == str(rows.to_pylist())
    assert read_partition(tmp_path / "rows.arrow", ["frames", "clip_id"]).column_names == ["frames", "clip_id"]
    assert read_failures(tmp_path / "rows.arrow") == FAILURES


def test_no_rows_keep_their_columns(tmp_path):
    rows = pa.table({"clip_id": pa.array([], pa.string()), "x": pa.array([], pa.float32())})
    write_partition(tmp_path / "rows.arrow", rows, FAILURES)
    assert read_partition(tmp_path / "rows.arrow").schema.equals(rows.schema)

"""Vectors to columns."""

import numpy as np
import pyarrow as pa


def columns_to_table(keys: list[str], rows: list[np.ndarray], names: tuple[str, ...]) -> pa.Table:
    """One float32 column for each name, after the column `clip_id`.

    Parameters
    ----------
    keys : list of str
        Clip of each row.
    rows : list of (len(names),) float32 arrays
        May be empty.
    names : tuple of str
        Names of the columns.
    """
    values = np.stack(rows) if rows else np.empty((0, len(names)), np.float32)
    columns = [pa.array(np.ascontiguousarray(column)) for column in values.T]
    return pa.table([pa.array(keys, pa.string()), *columns], names=["clip_id", *names])

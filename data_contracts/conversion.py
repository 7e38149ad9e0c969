"""Bringing a frame's columns to the types of its contract, where no value changes by it."""

import pandas as pd
import pyarrow as pa

from data_contracts.arrow import arrow_schema
from data_contracts.contract import Table

PANDAS_TYPES = {
    "string": ("str",),
    "json": ("str",),
    "bool": ("bool", "boolean"),
    "int32": ("int32", "Int32"),
    "int64": ("int64", "Int64"),
    "float32": ("float32",),
    "float64": ("float64",),
}
"""Type of a field → pandas types that hold it; the last of them holds nulls too."""


def convert(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Put the contract's columns first, in its types; columns that it does not name follow.

    A column that does not fit its type (text for a number, 1.5 for a count) stays as it is, for the contract
    to refuse. Floats may lose digits: float64 becomes float32 where the contract says so.

    Examples
    --------
    >>> from data_contracts.contract import Field
    >>> counts = Table(name="t", version=1, purpose="", key=("n",),
    ...                fields=(Field(name="n", type="int32", meaning=""),))
    >>> [str(convert(pd.DataFrame({"n": values}), counts)["n"].dtype) for values in ([1.0], [1, None], [1.5])]
    ['int32', 'Int32', 'float64']
    """
    schema = arrow_schema(table)
    columns = {
        field.name: _column(frame[field.name], schema.field(field.name).type, PANDAS_TYPES[field.type])
        for field in table.fields
        if field.name in frame.columns
    }
    unknown = {name: frame[name] for name in frame.columns if name not in columns}
    return pd.DataFrame(columns | unknown, index=frame.index)


def _column(values: pd.Series, arrow_type: pa.DataType, pandas_types: tuple[str, ...]) -> pd.Series:
    if str(values.dtype) in pandas_types:
        return values
    try:
        array = pa.array(values, type=arrow_type, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return values
    dtype = pandas_types[-1 if array.null_count else 0]
    return pd.Series(pd.arrays.ArrowExtensionArray(array), index=values.index).astype(dtype)

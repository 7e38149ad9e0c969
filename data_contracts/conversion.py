"""Bringing a frame's columns to the types of its contract, where no value changes by it."""

import pandas as pd
import pyarrow as pa

from data_contracts.arrow import ARROW_TYPES
from data_contracts.contract import Field, Table

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
    columns = {
        field.name: _column(frame[field.name], field) for field in table.fields if field.name in frame.columns
    }
    unknown = {name: frame[name] for name in frame.columns if name not in columns}
    return pd.DataFrame(columns | unknown, index=frame.index)


def find_misfits(frame: pd.DataFrame, table: Table) -> dict[str, list]:
    """Column that as a whole does not fit its type → labels of the rows whose value is why.

    Examples
    --------
    >>> from data_contracts.contract import Field
    >>> counts = Table(name="t", version=1, purpose="", key=("n",),
    ...                fields=(Field(name="n", type="int32", meaning=""),))
    >>> find_misfits(pd.DataFrame({"n": [1, None, 1.5]}), counts)
    {'n': [2]}
    """
    return {
        field.name: [row for row in frame.index if not _fits(_column(frame.loc[[row], field.name], field), field)]
        for field in table.fields
        if field.name in frame.columns and not _fits(_column(frame[field.name], field), field)
    }


def _fits(values: pd.Series, field: Field) -> bool:
    return str(values.dtype) in PANDAS_TYPES[field.type]


def _column(values: pd.Series, field: Field) -> pd.Series:
    """The values in the field's type, or as they are where one does not fit it."""
    if _fits(values, field):
        return values
    try:
        array = pa.array(values, type=ARROW_TYPES[field.type], from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return values
    dtype = PANDAS_TYPES[field.type][-1 if array.null_count else 0]
    return pd.Series(pd.arrays.ArrowExtensionArray(array), index=values.index, name=values.name).astype(dtype)

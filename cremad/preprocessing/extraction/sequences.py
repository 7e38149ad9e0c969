"""Sequences of frames to columns, for `cremad.preprocessing.sequences`."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa


class Form(NamedTuple):
    """Type, shape and metadata that all sequences of one kind share."""

    dtype: str
    """Type of the values: float32 or uint8."""
    shape: tuple[int, ...]
    """Shape of one frame: (bands,) or (height, width)."""
    made_with: dict[str, Any]
    """Options and other metadata, as JSON values."""


def sequences_to_table(
    keys: list[str], rows: list[Mapping[str, np.ndarray]], forms: Mapping[str, Form]
) -> pa.Table:
    """Columns clip_id, frames (int64), and each kind flat, frame after frame, as a list of its type.

    Parameters
    ----------
    keys : list of str
        Clip of each row.
    rows : list of mappings of str to (frames, ...) array
        Sequences by kind, all of a row's of one number of frames; may be empty.
    forms : mapping of str to Form
        Of each kind.
    """
    lengths = np.array([len(next(iter(row.values()))) for row in rows], np.int64)
    kinds = {name: _flat_lists([row[name] for row in rows], form.dtype) for name, form in forms.items()}
    return pa.table({"clip_id": pa.array(keys, pa.string()), "frames": lengths, **kinds})


def _flat_lists(sequences: list[np.ndarray], dtype: str) -> pa.LargeListArray:
    offsets = np.cumsum([0, *(sequence.size for sequence in sequences)])
    values = np.concatenate([np.empty(0, dtype), *(sequence.ravel() for sequence in sequences)])
    return pa.LargeListArray.from_arrays(offsets, values)

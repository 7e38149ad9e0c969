"""Model inputs of a network: features and sequences, standardised by the training clips."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pandas as pd
from sklearn.preprocessing import StandardScaler

from cremad.errors import ContractError
from cremad.features.modalities import modality_of_column
from cremad.training.input_names import FEATURE_INPUTS, FEATURES, FEATURES_OF

if TYPE_CHECKING:
    from cremad.training.samples import MappedSamples, Samples

IN_MEMORY_BYTES = 2**30
"""Total size of padded sequences above which they are read batch by batch."""


def input_shapes(X: Any) -> dict[str, tuple[int, ...]]:
    """Shape of a frame of each input, and of the features.

    Parameters
    ----------
    X : DataFrame or array, shape (clips, columns)
        Numeric columns are features, one input for each modality (`modality_of_column` of their names). Cells of
        an object column are arrays (frames, ...), or None where the clip lacks it. An array holds features of one
        modality.

    Raises
    ------
    ContractError
        If a column holds no sequence, or sequences with different shapes of frames.

    Examples
    --------
    >>> cells = pd.Series([np.zeros((9, 64), np.float32), None], dtype=object)
    >>> input_shapes(pd.DataFrame({"f0_hz_mean": [99.0, np.nan], "log_mel": cells}))
    {'features': (1,), 'log_mel': (64,)}
    """
    shapes: dict[str, tuple[int, ...]] = {name: (len(own),) for name, own in _feature_columns(X).items()}
    for name in [] if isinstance(X, np.ndarray) else X.select_dtypes(object):
        frames = {cell.shape[1:] for cell in _sequences(X, name)}
        if len(frames) != 1:
            raise ContractError(f"clips to train on have {name} of {len(frames)} shapes: {sorted(frames)}")
        (shapes[name],) = frames
    return shapes


def learn_scaling(X: Any, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Means and deviations over the clips, or over all their frames, computed one clip at a time.

    Parameters
    ----------
    X : DataFrame or array
        Clips to train on.
    shapes : mapping
        Result of `input_shapes`.

    Returns
    -------
    dict of str to ndarray
        Input → float64 of shape (2, features or bands); images, which are integers, are not scaled.
    """
    scaling = {}
    for name in shapes:
        scaler = StandardScaler()
        for cell in [_features(X, name)] if name in FEATURE_INPUTS else _sequences(X, name):
            if cell.dtype.kind == "f":
                with np.errstate(invalid="ignore"):  # the mean of a feature that no clip has
                    scaler.partial_fit(cell)
        if hasattr(scaler, "scale_"):
            scaling[name] = np.stack([np.nan_to_num(scaler.mean_), np.nan_to_num(scaler.scale_, nan=1.0)])
    return scaling


def read_samples(
    X: Any,
    shapes: Mapping[str, tuple[int, ...]],
    scaling: Mapping[str, np.ndarray],
    targets: Any = None,
) -> "Samples | MappedSamples":
    """Clips as inputs of a network; where memory does not suffice, they are read batch by batch.

    A missing feature is replaced by its mean; an input without any value is masked.

    Parameters
    ----------
    X : DataFrame or array
    shapes, scaling : mapping
        Results of `input_shapes` and `learn_scaling`.
    targets : array, shape (clips, classes), optional
        None for clips to predict.
    """
    from cremad.training.samples import MappedSamples

    cells = {name: _cells(X, name, scaling.get(name)) for name in shapes}
    mapped = MappedSamples(cells, np.empty((len(X), 0)) if targets is None else targets, shapes=shapes)
    return mapped if _padded_bytes(X, shapes) > IN_MEMORY_BYTES else mapped.load()


class _Scaled(Sequence[np.ndarray | None]):
    """Sequences, each standardised on access; None where a clip has none."""

    def __init__(self, column: np.ndarray, scaling: np.ndarray | None):
        self.column = column
        self.scaling = None if scaling is None else scaling.astype(np.float32)

    def __len__(self) -> int:
        return len(self.column)

    @overload
    def __getitem__(self, row: int) -> np.ndarray | None: ...
    @overload
    def __getitem__(self, row: slice) -> "_Scaled": ...
    def __getitem__(self, row: int | slice) -> "np.ndarray | _Scaled | None":
        if isinstance(row, slice):
            return _Scaled(self.column[row], self.scaling)
        cell: Any = self.column[row]
        if not isinstance(cell, np.ndarray):
            return None
        return cell if self.scaling is None else (cell - self.scaling[0]) / self.scaling[1]


def _sequences(X: pd.DataFrame, name: str) -> list[np.ndarray]:
    """The sequences that are not missing."""
    return [cell for cell in X[name] if isinstance(cell, np.ndarray)]


def _feature_columns(X: Any) -> dict[str, np.ndarray]:
    """Positions of the columns of each input of features."""
    if isinstance(X, np.ndarray):
        return {FEATURES: np.arange(X.shape[1])}
    numbers = np.flatnonzero(~X.columns.isin(X.select_dtypes(object).columns))
    kinds = np.array([modality_of_column(name) or "" for name in X.columns[numbers]], dtype=str)
    told = np.unique(kinds)
    if len(told) < 2:
        return {FEATURES: numbers} if len(numbers) else {}
    return {FEATURES_OF[kind] if kind else FEATURES: numbers[kinds == kind] for kind in told}


def _features(X: Any, name: str) -> np.ndarray:
    own = _feature_columns(X)[name]
    return (X if isinstance(X, np.ndarray) else X.iloc[:, own].to_numpy(na_value=np.nan)).astype(np.float64)


def _cells(X: Any, name: str, scaling: np.ndarray | None) -> Sequence[np.ndarray | None]:
    if name not in FEATURE_INPUTS:
        return _Scaled(X[name].to_numpy(), scaling)
    assert scaling is not None, "every input of numbers has a scaling"
    table = (_features(X, name) - scaling[0]) / scaling[1]
    has = ~np.isnan(table).all(1)
    rows = np.nan_to_num(table.astype(np.float32))
    return [row if its else None for row, its in zip(rows, has, strict=True)]


def _padded_bytes(X: Any, shapes: Mapping[str, tuple[int, ...]]) -> int:
    sequences = {name: _sequences(X, name) for name in shapes if name not in FEATURE_INPUTS}
    return sum(
        len(X) * max(map(len, cells)) * math.prod(shapes[name]) * cells[0].itemsize
        for name, cells in sequences.items()
        if cells
    )

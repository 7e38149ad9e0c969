"""Inputs of a network: clips that are completely in memory, or read cell by cell for each batch."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from cremad.errors import ContractError
from cremad.training.input_names import FEATURE_INPUTS

Rows = np.ndarray | Sequence[int]


class Source(Protocol):
    """Clips with their targets; `take` returns a batch."""

    @property
    def targets(self) -> Tensor: ...

    @property
    def weights(self) -> Tensor: ...

    def __len__(self) -> int: ...

    def take(self, rows: Rows) -> "Samples": ...

    def with_targets(self, targets: Tensor) -> "Source": ...


@dataclass(frozen=True)
class Samples:
    """Clips in memory, padded once. Every tensor has a row a clip.

    Parameters
    ----------
    inputs : dict of str to Tensor
        By modality: ``features`` (clips, features) float32, ``log_mel`` and ``mfcc`` (clips, frames, bands)
        float32, ``face`` (clips, frames, height, width) uint8. Values beyond a clip's end, or missing ones, are 0.
    masks : dict of str to Tensor
        By modality: (clips, frames) bool, True where the clip has a frame; for features (clips, 1).
    targets : Tensor, shape (clips, classes)
        float32, probabilities of the classes.
    weights : Tensor, shape (clips,)
        float32, weight of each clip.
    """

    inputs: dict[str, Tensor]
    masks: dict[str, Tensor]
    targets: Tensor
    weights: Tensor

    def __len__(self) -> int:
        return len(self.targets)

    def take(self, rows: Rows) -> "Samples":
        """A copy of some clips, padded to the longest of them."""
        chosen = torch.as_tensor(rows, device=self.targets.device)
        inputs, masks = {}, {}
        for name, values in self.inputs.items():
            mask = self.masks[name].index_select(0, chosen)
            if name not in FEATURE_INPUTS:
                longest = max(1, int(mask.sum(1).max()))
                mask, values = mask[:, :longest], values[:, :longest]
            inputs[name], masks[name] = values.index_select(0, chosen), mask
        targets, weights = (tensor.index_select(0, chosen) for tensor in (self.targets, self.weights))
        return Samples(inputs, masks, targets, weights)

    def with_targets(self, targets: Tensor) -> "Samples":
        """The same clips, without a copy, with other targets."""
        return replace(self, targets=targets)

    def to(self, device: str | torch.device) -> "Samples":
        """The same clips on a device; without a copy where they are there already."""
        if self.targets.device == torch.device(device):
            return self
        inputs, masks = (
            {name: tensor.to(device) for name, tensor in tensors.items()} for tensors in (self.inputs, self.masks)
        )
        return Samples(inputs, masks, self.targets.to(device), self.weights.to(device))


class MappedSamples:
    """Clips whose cells are read when a batch needs them, such as memory-mapped sequences.

    Parameters
    ----------
    cells : dict of str to sequence
        By modality a sequence of arrays, a cell a clip, None where the clip lacks the modality: ``features``
        (features,), others (frames, ...). Any sequence is accepted, also one that scales a cell on access.
    targets : array-like, shape (clips, classes)
    weights : array-like, shape (clips,), optional
        1 for each clip by default.
    shapes : dict of str to tuple of int, optional
        Shape of the features, or of a frame, of modalities that all clips may lack; others are read from the
        cells.

    Raises
    ------
    ContractError
        If a modality has not a cell for each clip, or none at all and no shape.

    Examples
    --------
    >>> ragged = MappedSamples({"mfcc": [np.ones((3, 2), np.float32), None]}, [[1, 0], [0, 1]])
    >>> ragged.load().masks["mfcc"].tolist()
    [[True, True, True], [False, False, False]]
    """

    def __init__(
        self,
        cells: Mapping[str, Sequence[np.ndarray | None]],
        targets,
        weights=None,
        shapes: Mapping[str, tuple[int, ...]] | None = None,
    ):
        self.cells = dict(cells)
        self.targets = torch.as_tensor(targets, dtype=torch.float32)
        self.weights = torch.ones(len(self.targets)) if weights is None else torch.as_tensor(weights).float()
        for name, column in self.cells.items():
            if len(column) != len(self.targets):
                raise ContractError(f"{len(column)} cells of {name} for {len(self.targets)} clips")
        self._blank = {name: _blank(name, column, shapes or {}) for name, column in self.cells.items()}

    def __len__(self) -> int:
        return len(self.targets)

    def take(self, rows: Rows) -> Samples:
        """Read and pad some clips."""
        inputs, masks = {}, {}
        for name, column in self.cells.items():
            read = _stack if name in FEATURE_INPUTS else _pad
            inputs[name], masks[name] = read([column[row] for row in rows], self._blank[name])
        chosen = torch.as_tensor(rows)
        return Samples(inputs, masks, self.targets[chosen], self.weights[chosen])

    def with_targets(self, targets: Tensor) -> "MappedSamples":
        """The same clips with other targets."""
        other = copy(self)
        other.targets = targets
        return other

    def load(self) -> Samples:
        """All clips, in memory."""
        return self.take(np.arange(len(self)))


def _blank(name: str, column: Sequence[np.ndarray | None], shapes: Mapping[str, tuple[int, ...]]) -> np.ndarray:
    """A cell of a clip that lacks the modality: features of 0, or no frame. Images stay integers."""
    first = next((cell for cell in column if cell is not None), None)
    if first is None and name not in shapes:
        raise ContractError(f"no clip has {name}", remedy="Exclude the modality.")
    shape = (shapes[name] if name in FEATURE_INPUTS else (0, *shapes[name])) if first is None else first.shape
    kind = np.uint8 if first is not None and first.dtype == np.uint8 else np.float32
    return np.zeros(shape if name in FEATURE_INPUTS else (0, *shape[1:]), kind)


def _stack(cells: list[np.ndarray | None], blank: np.ndarray) -> tuple[Tensor, Tensor]:
    has = torch.tensor([[cell is not None] for cell in cells])
    rows = np.stack([blank if cell is None else cell for cell in cells], dtype=blank.dtype, casting="same_kind")
    return torch.from_numpy(rows), has


def _pad(cells: list[np.ndarray | None], blank: np.ndarray) -> tuple[Tensor, Tensor]:
    filled = [blank if cell is None else cell for cell in cells]
    lengths = np.array([len(cell) for cell in filled])
    values = np.zeros((len(filled), max(1, *lengths), *blank.shape[1:]), blank.dtype)
    for row, cell in zip(values, filled, strict=True):
        row[: len(cell)] = cell
    return torch.from_numpy(values), torch.from_numpy(np.arange(values.shape[1]) < lengths[:, None])

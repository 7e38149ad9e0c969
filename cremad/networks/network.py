"""Networks: an encoder for each input, a fusion of several inputs, and a layer of logits."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import torch
from torch import Tensor, nn

from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.encoders import DenseEncoder, SequenceEncoder
from cremad.networks.faces import FaceEncoder
from cremad.networks.fusion import FUSIONS, lose_modalities
from cremad.training.input_names import FEATURE_INPUTS

HEAD = "head"
"""Prefix of the names of the last layer's weights."""


class Network(nn.Module):
    """A classifier of clips by their inputs, any of which may be missing.

    Parameters
    ----------
    options : ArchitectureOptions
    shapes : mapping of str to tuple of int
        Input → shape of a frame: ``features`` and ``features_<modality>`` (features,), sequences (bands,),
        ``face`` (height, width).
    n_classes : int
    """

    def __init__(self, options: ArchitectureOptions, shapes: Mapping[str, tuple[int, ...]], n_classes: int):
        super().__init__()
        self.shapes = dict(shapes)
        self.encoders = nn.ModuleDict(
            {name: _make_encoder(name, shape, options) for name, shape in shapes.items()}
        )
        self.fusion = FUSIONS[options.fusion](len(shapes), options) if len(shapes) > 1 else None
        self.modality_dropout = options.modality_dropout
        self.head = nn.Linear(options.width, n_classes)

    def forward(self, inputs: Mapping[str, Tensor], masks: Mapping[str, Tensor]) -> Tensor:
        """Logits, shape (clips, classes).

        Parameters
        ----------
        inputs, masks : mapping of str to Tensor
            As in `Samples`.
        """
        vectors = [encoder(inputs[name], masks[name]) for name, encoder in self.encoders.items()]
        if self.fusion is None:
            return self.head(vectors[0])
        there = torch.stack([masks[name].any(1) for name in self.encoders], 1)
        if self.training and self.modality_dropout:
            there = lose_modalities(there, self.modality_dropout)
        return self.head(self.fusion(torch.stack(vectors, 1), there))


def build_network(
    architecture: ArchitectureOptions, shapes: Mapping[str, tuple[int, ...]], n_classes: int, seed: int
) -> Network:
    """A network with weights drawn by the seed; torch's global generator is left unchanged."""
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        return Network(architecture, shapes, n_classes)


def describe_network(network: Network, frames: int = 100) -> pd.DataFrame:
    """Modules of a network with the shapes and number of their weights, and the shape of their output.

    Parameters
    ----------
    network : Network
        Not changed.
    frames : int
        Length of the clip's sequences.

    Returns
    -------
    DataFrame
        Columns part, weights (shapes by name), parameters and output (a shape), a row for each module that has
        weights of its own.
    """
    outputs = _outputs(network, frames)
    rows = [
        # attention uses the weights of its output projection without calling the module
        (
            name,
            {key: tuple(each.shape) for key, each in own},
            sum(each.numel() for _, each in own),
            outputs.get(name, outputs.get(name.rpartition(".")[0])),
        )
        for name, module in network.named_modules()
        if (own := list(module.named_parameters(recurse=False)))
    ]
    return pd.DataFrame(rows, columns=["part", "weights", "parameters", "output"])


def _outputs(network: Network, frames: int) -> dict[str, tuple[int, ...]]:
    """Shape of each module's output for one clip."""
    inputs, masks = {}, {}
    for name, shape in network.shapes.items():
        lengths = [] if name in FEATURE_INPUTS else [frames]
        inputs[name] = torch.zeros(1, *lengths, *shape)
        masks[name] = torch.ones(1, *(lengths or [1]), dtype=torch.bool)
    outputs: dict[str, tuple[int, ...]] = {}
    training = network.training
    listening = [
        each.register_forward_hook(partial(_note, outputs, name)) for name, each in network.named_modules()
    ]
    try:
        network.eval()(inputs, masks)
    finally:
        network.train(training)
        for handle in listening:
            handle.remove()
    return outputs


def _note(outputs: dict[str, tuple[int, ...]], name: str, module: nn.Module, given: Any, output: Any) -> None:
    while isinstance(output, tuple):  # packed frames; outputs together with a recurrence's state
        output = output[0]
    outputs[name] = tuple(output.shape)


def _make_encoder(name: str, shape: tuple[int, ...], options: ArchitectureOptions) -> nn.Module:
    if name in FEATURE_INPUTS:
        return DenseEncoder(shape[0], options)
    return FaceEncoder(shape, options) if len(shape) == 2 else SequenceEncoder(shape[0], options)

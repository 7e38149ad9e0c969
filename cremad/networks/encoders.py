"""From a modality to one vector a clip: features by dense layers, frames of sound by networks over time."""

import math

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.normalisation import FrameNorm, normalise
from cremad.networks.pooling import make_pooling


class DenseEncoder(nn.Module):
    """Features through dense layers."""

    def __init__(self, size: int, options: ArchitectureOptions):
        super().__init__()
        sizes = [size, *[options.width] * options.depth]
        self.layers = nn.ModuleList(map(nn.Linear, sizes[:-1], sizes[1:]))
        self.norms = nn.ModuleList(FrameNorm(options.norm, options.width).norm for _ in self.layers)
        self.dropout = nn.Dropout(options.dropout)

    def forward(self, features: Tensor, mask: Tensor) -> Tensor:
        """(clips, features) by a mask (clips, 1) → (clips, width), 0 where a clip has no features."""
        values, has = self.dropout(features).unsqueeze(1), mask.any(1, keepdim=True)
        for layer, norm in zip(self.layers, self.norms, strict=True):
            values = self.dropout(normalise(norm, layer(values), has).relu())
        return values.squeeze(1)


class SequenceEncoder(nn.Module):
    """Frames drawn together in time, read by a network over time, pooled."""

    def __init__(self, bands: int, options: ArchitectureOptions):
        super().__init__()
        self.stride = options.stride
        self.reduce = nn.Linear(bands * options.stride, options.width)
        self.norm = FrameNorm(options.norm, options.width)
        self.dropout = nn.Dropout(options.dropout)
        kinds = IN_TURN.get(options.encoder, (options.encoder,))
        self.readers = nn.ModuleList(READERS[kind](options) for kind in kinds)
        self.pooling = make_pooling(options.pooling, options.width)

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """(clips, frames, bands) by a mask (clips, frames) → (clips, width)."""
        frames, mask = draw_together(frames, mask, self.stride)
        frames = self.dropout(self.norm(self.reduce(frames), mask).relu())
        for reader in self.readers:
            frames = reader(frames, mask)
        return self.pooling(frames, mask)


class Convolutions(nn.Module):
    """Residual convolutions over time."""

    def __init__(self, options: ArchitectureOptions):
        super().__init__()
        width, layers = options.width, range(options.depth)
        self.norms = nn.ModuleList(FrameNorm(options.norm, width) for _ in layers)
        self.convolutions = nn.ModuleList(nn.Conv1d(width, width, options.kernel, padding="same") for _ in layers)
        self.dropout = nn.Dropout(options.dropout)

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """(clips, frames, width), as many frames of which are true as before."""
        for norm, convolution in zip(self.norms, self.convolutions, strict=True):
            seen = norm(frames, mask).relu() * mask.unsqueeze(-1)
            heard = convolution(self.dropout(seen).transpose(1, 2)).transpose(1, 2)
            frames = (frames + heard) * mask.unsqueeze(-1)
        return frames


class Recurrence(nn.Module):
    """LSTM or GRU in both directions; each clip is read to its own end."""

    def __init__(self, kind: type[nn.LSTM] | type[nn.GRU], options: ArchitectureOptions):
        super().__init__()
        between = options.dropout if options.depth > 1 else 0.0
        self.rnn = kind(
            options.width,
            options.width // 2,
            options.depth,
            dropout=between,
            bidirectional=True,
            batch_first=True,
        )
        self.dropout = nn.Dropout(options.dropout)

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """(clips, frames, width), 0 beyond a clip's end."""
        lengths = mask.sum(1).clamp(min=1).cpu()
        packed = pack_padded_sequence(frames, lengths, batch_first=True, enforce_sorted=False)
        read, _ = pad_packed_sequence(self.rnn(packed)[0], batch_first=True, total_length=frames.shape[1])
        return self.dropout(read) * mask.unsqueeze(-1)


class Transformer(nn.Module):
    """Self-attention over the frames and their places in time."""

    def __init__(self, options: ArchitectureOptions):
        super().__init__()
        layers = [make_attention(options) for _ in range(options.depth)]
        self.encoder = nn.TransformerEncoder(
            layers[0], options.depth, nn.LayerNorm(options.width), enable_nested_tensor=False
        )
        self.encoder.layers = nn.ModuleList(layers)  # which would all begin with the weights of the first

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """(clips, frames, width), 0 beyond a clip's end."""
        placed = frames + places(frames.shape[1], frames.shape[2]).to(frames)
        return attend(self.encoder, placed, mask) * mask.unsqueeze(-1)


READERS = {
    "cnn": Convolutions,
    "lstm": lambda options: Recurrence(nn.LSTM, options),
    "gru": lambda options: Recurrence(nn.GRU, options),
    "transformer": Transformer,
}

IN_TURN = {"cnn_gru": ("cnn", "gru")}
"""Encoder → those that it is made of, one after the other; all others are one by themselves."""


def make_attention(options: ArchitectureOptions) -> nn.TransformerEncoderLayer:
    """A layer of self-attention that normalises first [1]_.

    References
    ----------
    .. [1] R. Xiong et al., "On layer normalization in the transformer architecture", ICML 2020.
    """
    return nn.TransformerEncoderLayer(
        options.width, options.heads, 2 * options.width, options.dropout, norm_first=True, batch_first=True
    )


def attend(attention: nn.Module, tokens: Tensor, mask: Tensor) -> Tensor:
    """Let a clip's tokens attend to those that there are; what comes of the others is finite but says nothing.

    Parameters
    ----------
    attention : TransformerEncoder or TransformerEncoderLayer
    tokens, mask : Tensor, shape (clips, tokens, width) and (clips, tokens)
    """
    attended = mask | ~mask.any(1, keepdim=True)  # to attend to nothing would give NaN
    return attention(tokens, src_key_padding_mask=~attended)


def draw_together(frames: Tensor, mask: Tensor, stride: int) -> tuple[Tensor, Tensor]:
    """Neighbouring frames beside each other as one, which is there if any of them is.

    Parameters
    ----------
    frames, mask : Tensor, shape (clips, frames, bands) and (clips, frames)
    stride : int

    Returns
    -------
    frames, mask : Tensor, shape (clips, ceil(frames / stride), bands * stride) and (clips, ceil(frames / stride))
    """
    frames = frames * mask.unsqueeze(-1)
    rest = -frames.shape[1] % stride
    frames = nn.functional.pad(frames, (0, 0, 0, rest)).unflatten(1, (-1, stride)).flatten(2)
    return frames, nn.functional.pad(mask, (0, rest)).unflatten(1, (-1, stride)).any(2)


def places(frames: int, width: int) -> Tensor:
    """Sines and cosines of each frame's place [1]_, shape (frames, width).

    References
    ----------
    .. [1] A. Vaswani et al., "Attention is all you need", NeurIPS 2017.
    """
    rates = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000) / width))
    angles = torch.arange(frames).unsqueeze(1) * rates
    return torch.stack([angles.sin(), angles.cos()], 2).flatten(1)[:, :width]

"""The architecture of a network as options; needs no torch, so that flows and searches can use it without."""

from typing import Literal, Self

from pydantic import Field, model_validator

from cremad.settings import Options


class ArchitectureOptions(Options):
    """Options of `cremad.networks.network.build_network`; every input has an encoder with these options."""

    encoder: Literal["cnn", "lstm", "gru", "transformer", "cnn_gru"] = "gru"
    """Encoder of a sequence of frames. Features go through dense layers, faces through a CNN of each frame."""
    depth: int = Field(default=2, ge=1, le=6)
    """Layers of an encoder."""
    width: int = Field(default=64, ge=4, le=1024, multiple_of=2)
    """Channels or hidden units of each layer; half of them in each direction of an LSTM or GRU."""
    kernel: int = Field(default=5, ge=1, le=31)
    """Kernel size of a convolution in frames; odd."""
    stride: int = Field(default=4, ge=1, le=32)
    """Number of audio frames that are concatenated into one before the first layer."""
    heads: int = Field(default=4, ge=1, le=16)
    """Heads of attention; the width must be a multiple of it."""
    pooling: Literal["mean", "attention"] = "attention"
    """How the frames of a clip become one vector."""
    norm: Literal["batch", "layer", "none"] = "layer"
    dropout: float = Field(default=0.3, ge=0, lt=1)
    fusion: Literal["early", "attention"] = "attention"
    """How several inputs are fused: concatenated, or as tokens that attend to each other."""
    modality_dropout: float = Field(default=0.2, ge=0, lt=1)
    """Probability, in training, that an input of a clip is dropped; one input always remains."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.kernel % 2 == 0:
            raise ValueError(f"kernel is {self.kernel}; it must be odd")
        if self.width % self.heads:
            raise ValueError(f"width is {self.width}, no multiple of the {self.heads} heads")
        return self

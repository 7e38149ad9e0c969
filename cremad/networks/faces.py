"""From the face in each frame to one vector a clip."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.pooling import make_pooling

CHANNELS = (1, 16, 32, 48)
"""Channels of the image and after each convolution, which halves the image's sides."""


class FaceEncoder(nn.Module):
    """A small CNN over each frame, with shared weights, whose outputs are pooled over time.

    Parameters
    ----------
    shape : tuple of int
        Height and width of a face.
    options : ArchitectureOptions
    """

    def __init__(self, shape: tuple[int, int], options: ArchitectureOptions):
        super().__init__()
        stages = []
        for before, after in pairwise(CHANNELS):
            norm = nn.BatchNorm2d(after) if options.norm == "batch" else nn.GroupNorm(4, after)
            convolution = nn.Conv2d(before, after, 3, stride=2, padding=1)
            stages += [convolution, nn.Identity() if options.norm == "none" else norm, nn.ReLU()]
        height, width = (-(-side // 2 ** (len(CHANNELS) - 1)) for side in shape)
        self.stages = nn.Sequential(*stages, nn.Flatten())
        self.join = nn.Linear(CHANNELS[-1] * height * width, options.width)
        self.dropout = nn.Dropout(options.dropout)
        self.pooling = make_pooling(options.pooling, options.width)

    def forward(self, faces: Tensor, mask: Tensor) -> Tensor:
        """(clips, frames, height, width) uint8 by a mask (clips, frames) → (clips, width)."""
        read = torch.zeros(*mask.shape, self.join.out_features, device=faces.device)
        if mask.any():
            frames = even_light(faces[mask]).unsqueeze(1)
            joined = self.join(self.dropout(self.stages(frames))).relu()
            read[mask] = self.dropout(joined).to(read.dtype)
        return self.pooling(read, mask)


def even_light(faces: Tensor) -> Tensor:
    """Images (n, height, width), each with mean 0 and deviation 1; a constant image becomes 0."""
    values = faces.float().flatten(1)
    centred = values - values.mean(1, keepdim=True)
    return (centred / centred.std(1, keepdim=True).clamp(min=1)).view(faces.shape)

"""From the frames of a clip to one vector; masked frames are ignored."""

import torch
from torch import Tensor, nn


class MeanPooling(nn.Module):
    """The mean over a clip's frames; 0 without any."""

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """Pool (clips, frames, width) by a mask (clips, frames) to (clips, width)."""
        share = mask / mask.sum(1, keepdim=True).clamp(min=1)
        return torch.einsum("cf,cfw->cw", share.to(frames.dtype), frames)


class AttentionPooling(nn.Module):
    """A mean whose weights are learnt from the frames [1]_; 0 without any frame.

    References
    ----------
    .. [1] Z. Lin et al., "A structured self-attentive sentence embedding", ICLR 2017.
    """

    def __init__(self, width: int):
        super().__init__()
        self.score = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """Pool (clips, frames, width) by a mask (clips, frames) to (clips, width)."""
        scores = self.score(frames).squeeze(-1)
        weights = scores.masked_fill(~mask, torch.finfo(scores.dtype).min).softmax(1) * mask
        return torch.einsum("cf,cfw->cw", weights, frames)


def make_pooling(kind: str, width: int) -> nn.Module:
    """The pooling that `ArchitectureOptions.pooling` names."""
    return AttentionPooling(width) if kind == "attention" else MeanPooling()

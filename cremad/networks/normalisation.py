"""Normalisation that ignores padding."""

from torch import Tensor, nn


class FrameNorm(nn.Module):
    """Batch or layer normalisation of the unmasked frames; the others become 0.

    Parameters
    ----------
    kind : {"batch", "layer", "none"}
    width : int
        Channels of a frame.
    """

    def __init__(self, kind: str, width: int):
        super().__init__()
        makers = {"batch": nn.BatchNorm1d, "layer": nn.LayerNorm, "none": nn.Identity}
        self.norm = makers[kind](width)

    def forward(self, frames: Tensor, mask: Tensor) -> Tensor:
        """Normalise (clips, frames, width) by a mask (clips, frames)."""
        return normalise(self.norm, frames, mask)


def normalise(norm: nn.Module, frames: Tensor, mask: Tensor) -> Tensor:
    """Apply a normalisation to (clips, frames, width) by a mask (clips, frames)."""
    if not isinstance(norm, nn.BatchNorm1d):
        return norm(frames) * mask.unsqueeze(-1)
    normal = frames.new_zeros(frames.shape)
    normal[mask] = _normalise_rows(norm, frames[mask])
    return normal


def _normalise_rows(norm: nn.BatchNorm1d, rows: Tensor) -> Tensor:
    """Normalise (rows, width); statistics of a batch need two rows, so fewer use the running ones."""
    if norm.training and len(rows) < 2:
        return nn.functional.batch_norm(
            rows, norm.running_mean, norm.running_var, norm.weight, norm.bias, training=False, eps=norm.eps
        )
    return norm(rows)

"""From one vector per modality to one vector per clip, also with missing modalities."""

import torch
from torch import Tensor, nn

from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.encoders import attend, make_attention
from cremad.networks.pooling import AttentionPooling


class EarlyFusion(nn.Module):
    """The modalities' vectors concatenated and mixed; a missing one is replaced by a learnt vector."""

    def __init__(self, modalities: int, options: ArchitectureOptions):
        super().__init__()
        self.gone = nn.Parameter(torch.zeros(modalities, options.width))
        self.mix = nn.Sequential(
            nn.Linear(modalities * options.width, options.width), nn.ReLU(), nn.Dropout(options.dropout)
        )

    def forward(self, vectors: Tensor, there: Tensor) -> Tensor:
        """(clips, modalities, width) by a mask (clips, modalities) → (clips, width)."""
        return self.mix(torch.where(there.unsqueeze(-1), vectors, self.gone).flatten(1))


class AttentionFusion(nn.Module):
    """The modalities' vectors as tokens that attend to each other; a missing one is masked."""

    def __init__(self, modalities: int, options: ArchitectureOptions):
        super().__init__()
        self.kinds = nn.Parameter(torch.randn(modalities, options.width) * 0.02)
        self.attention = make_attention(options)
        self.pooling = AttentionPooling(options.width)

    def forward(self, vectors: Tensor, there: Tensor) -> Tensor:
        """(clips, modalities, width) by a mask (clips, modalities) → (clips, width)."""
        return self.pooling(attend(self.attention, vectors + self.kinds, there), there)


FUSIONS = {"early": EarlyFusion, "attention": AttentionFusion}


def lose_modalities(there: Tensor, chance: float) -> Tensor:
    """Drop modalities at random, at least one remains for each clip; a mask (clips, modalities)."""
    kept = there & (torch.rand(there.shape, device=there.device) >= chance)
    return torch.where(kept.any(1, keepdim=True), kept, there)

"""From one vector a modality to one vector a clip, whichever modalities it has."""

import torch
from torch import Tensor, nn

from cremad.models.neural.architecture import ArchitectureOptions
from cremad.models.neural.pooling import AttentionPooling


class EarlyFusion(nn.Module):
    """The modalities' vectors joined and mixed; one that is gone is replaced by a learnt vector."""

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
    """The modalities' vectors as tokens that attend to each other; one that is gone is not attended to."""

    def __init__(self, modalities: int, options: ArchitectureOptions):
        super().__init__()
        self.kinds = nn.Parameter(torch.randn(modalities, options.width) * 0.02)
        self.attention = nn.TransformerEncoderLayer(
            options.width,
            options.heads,
            2 * options.width,
            options.dropout,
            norm_first=True,
            batch_first=True,
        )
        self.pooling = AttentionPooling(options.width)

    def forward(self, vectors: Tensor, there: Tensor) -> Tensor:
        """(clips, modalities, width) by a mask (clips, modalities) → (clips, width)."""
        attended = there.clone()
        attended[:, 0] |= ~there.any(1)
        tokens = self.attention(vectors + self.kinds, src_key_padding_mask=~attended)
        return self.pooling(tokens, there)


FUSIONS = {"early": EarlyFusion, "attention": AttentionFusion}


def lose_modalities(there: Tensor, chance: float) -> Tensor:
    """Take modalities away by chance, but the last of a clip never; a mask (clips, modalities)."""
    kept = there & (torch.rand(there.shape, device=there.device) >= chance)
    return torch.where(kept.any(1, keepdim=True), kept, there)

"""Results on CREMA-D that others have published, in percent, for comparison with a run's own by protocol."""

from typing import Final, NamedTuple


class PublishedResult(NamedTuple):
    """One published figure."""

    system: str
    protocol: str
    percent: str
    """As published; a range where the authors give one."""


SPEAKER_INDEPENDENT: Final = (
    PublishedResult("M2D, pretrained audio transformer, linear probe", "EVAR split, accuracy", "71.7"),
    PublishedResult("MSM-MAE, pretrained audio transformer", "EVAR split, accuracy", "70.2"),
    PublishedResult("BiGRU from scratch", "headline split", "68.6"),
    PublishedResult("BiGRU from scratch", "repeated splits", "56.5–58.5"),
    PublishedResult("Pooled wav2vec2, gradient boosting", "single split", "52.0"),
    PublishedResult("Pooled wav2vec2, nearest neighbours", "single split", "48.0"),
    PublishedResult("Pooled wav2vec2, decision tree", "single split", "36.1"),
)
"""No actor on both sides. No such table of classical features has been published."""

ACTORS_SHARED: Final = (
    PublishedResult("HuBERT fusion", "HEAR, 5 folds", "75.2"),
    PublishedResult("WavLM Large", "EmoBox fold", "74.5"),
    PublishedResult("wav2vec2", "HEAR, 5 folds", "65.6"),
    PublishedResult("OpenL3", "HEAR, 5 folds", "55.0"),
)
"""Clips of one actor on both sides: not comparable with rows of unseen actors."""

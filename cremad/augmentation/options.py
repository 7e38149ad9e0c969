"""Which changes are made, and how far they go: as far as raters would still hear and see the same emotion."""

from typing import Literal, get_args

from pydantic import Field

from cremad.augmentation import audio, image
from cremad.augmentation.audio import AudioRanges
from cremad.augmentation.image import ImageRanges
from cremad.augmentation.spectrogram import MaskRanges
from cremad.settings import Options

Kind = Literal[audio.Kind, "spec_augment", image.Kind]


class AugmentationOptions(Options):
    """Children of each clip, and the limits of each change."""

    kinds: tuple[Kind, ...] = get_args(Kind)
    """Changes that are drawn; each is measured by itself."""
    children: int = Field(default=1, ge=1, le=10)
    """Children of each clip and kind."""
    audio: AudioRanges = AudioRanges()
    mask: MaskRanges = MaskRanges()
    image: ImageRanges = ImageRanges()
    tolerance: float = Field(default=0.05, gt=0, le=0.5)
    """UAR that a model may lose on changed clips of unseen actors for their label to count as preserved."""

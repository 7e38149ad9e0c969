"""The changes and their limits, which are such that raters would still recognise the same emotion."""

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
    """Changes that are drawn; each is evaluated separately."""
    children: int = Field(default=1, ge=1, le=10)
    """Number of children of each clip and kind."""
    audio: AudioRanges = AudioRanges()
    mask: MaskRanges = MaskRanges()
    image: ImageRanges = ImageRanges()
    tolerance: float = Field(default=0.05, gt=0, le=0.5)
    """Loss of UAR on changed clips of unseen actors up to which their label counts as preserved."""

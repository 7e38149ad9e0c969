"""What the text features are computed with."""

from typing import Literal

from pydantic import Field

from cremad.settings import Options


class TextFeatureOptions(Options):
    """The counts have nothing to choose: they are the same for every transcript table."""


class TfidfOptions(Options):
    """Which terms are weighed."""

    unit: Literal["word", "characters"] = "word"
    """`word`: words with their contractions; `characters`: runs of characters within words."""
    longest: int = Field(default=2, ge=1, le=6)
    """Longest run of words or characters that is a term; from one on."""
    min_clips: int = Field(default=1, ge=1)
    """Training clips that a term has to stand in."""
    max_terms: int | None = Field(default=None, ge=1)
    """Most terms kept, the most frequent first; None for all."""
    dense: bool = False
    """Whether to give a dense array, for models that take no sparse one."""


class Word2VecOptions(Options):
    """How word vectors are trained."""

    dimensions: int = Field(default=32, ge=2, le=1024)
    """Values a word."""
    window: int = Field(default=3, ge=1, le=50)
    """Words looked at on each side."""
    min_count: int = Field(default=1, ge=1)
    """Occurrences that a word needs to have a vector."""
    epochs: int = Field(default=20, ge=1, le=1000)
    """Passes over the transcripts."""

"""What the text features are computed with."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from cremad.settings import Options

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the packaged weights of the sentence encoder."""


class TextFeatureOptions(Options):
    """The counts have nothing to choose: they are the same for every transcript table."""


class TfidfOptions(Options):
    """Which terms are counted."""

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


class SentenceOptions(Options):
    """The weights of the sentence encoder."""

    folder: Path | None = None
    """Folder with `model.safetensors` and `tokenizer.json` of a MiniLM; None for the packaged one."""
    weights_sha256: str = Field(default=MINILM_SHA256, pattern="^[0-9a-f]{64}$")
    """SHA-256 that the weights must have."""


class WordVectorFile(Options):
    """Word vectors from a file."""

    path: Path
    """A file in GloVe's text format: a word and its numbers a line."""
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    """SHA-256 that the file must have."""

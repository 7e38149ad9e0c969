"""The record of a corpus, defined in the module of its layout; `cremad.corpora.corpora` finds the records."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from cremad.artifacts.digests import FileDigests
from cremad.corpora.listing import Inventory
from cremad.errors import OptionError
from cremad.settings import Options
from data_contracts.contract import load_table


@dataclass(frozen=True)
class Corpus:
    """A corpus, or a layout that any corpus can have."""

    name: str
    """Name in tables and folders: lower-case letters, digits and hyphens."""
    title: str
    """Title as used within a sentence of a report."""
    list_folder: Callable[[Path, FileDigests], Inventory]
    """Folder of the corpus → its clips and files; see `cremad.corpora.inventory.take_inventory`."""
    gains: Mapping[str, float] = field(default_factory=dict)
    """Kind of file → gain that brings its audio to a common level, in order of preference for audio; 1 for all
    other kinds."""
    tables: Mapping[str, str] = field(default_factory=dict)
    """Name of a table that comes with the corpus in consistency checks (``demographics``, ``votes``,
    ``vote_summary``) → its path below the corpus folder."""
    named_by_labels: bool = False
    """Whether clip ids have the form actor_sentence_emotion_level, as in CREMA-D."""
    wav_rate_hz: int | None = None
    """Sampling rate that every WAV of the corpus has; None where they may differ."""
    published_splits: Callable[[], pd.DataFrame] | None = None
    """Returns the part of each published split that an actor belongs to, as `cremad.corpora.splits` does."""
    make: Callable[[Path, Any], dict[str, Any]] | None = None
    """Folder and options → generates the corpus there, unless it exists, and returns facts for the report; None
    for a corpus that is not generated."""
    options: type[Options] | None = None
    """Class of the options of `make`."""

    def __post_init__(self):
        pattern = load_table("clips").field("corpus").pattern
        if not re.fullmatch(pattern, self.name):
            raise OptionError(
                f"{self.name!r} is not a valid name of a corpus",
                remedy="Use lower-case letters, digits and hyphens.",
            )

"""The records of what is extracted from clips, each of which is defined next to its extractor.

`cremad.preprocessing.feature_sets` finds them. Every extractor's cached rows depend on this module, so it imports
little; for the same reason a contract is described here by two of its attributes only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import pyarrow as pa

from cremad.errors import OptionError
from cremad.preprocessing.partitions import Record
from cremad.settings import Options

Modality = Literal["audio", "image", "text"]
"""What features are computed from; as in `data_contracts.contract`."""

FRAMES: Final = ("video_path", "video_sha256")
"""Columns of `clips` that determine a clip's video."""
TRANSCRIPT: Final = ("transcript",)


class Extractor(Protocol):
    """Turns one record into one row. Instances are sent to other processes, so they hold only options."""

    @property
    def name(self) -> str:
        """Name of the table that it makes; also of its folder in the cache."""

    @property
    def key(self) -> str:
        """Column of a record that names it."""

    @property
    def modules(self) -> tuple[str, ...]:
        """Modules whose code the rows depend on."""

    @property
    def options(self) -> Any: ...

    def content(self, record: Record) -> str:
        """Digest of everything in the record that the row depends on."""

    def __call__(self, record: Record, root: Path) -> Any:
        """Compute the row; an `UnreadableMediaError`, or an unexpected one, sends the record to quarantine."""

    def to_table(self, keys: list[str], rows: list[Any]) -> pa.Table:
        """Rows as an Arrow table whose first column is the key."""


class SequenceExtractor(Extractor, Protocol):
    """What turns one record into sequences of one kind or several."""

    @property
    def forms(self) -> Mapping[str, Any]:
        """Kind of sequence → its `Form`."""


class Contract(Protocol):
    """The part of `data_contracts.contract.Table` that a feature set uses."""

    @property
    def name(self) -> str: ...

    @property
    def modality(self) -> Modality | None: ...


@dataclass(frozen=True)
class FeatureSet:
    """A set of features: one row of numbers a clip, in the table ``features_<name>``."""

    name: str
    """Name in lower case, with underscores; also the name of its options in a profile."""
    title: str
    """Title in reports, such as "Audio (eGeMAPS)"."""
    modality: Modality
    """Modality that the features are computed from, as in the contract."""
    needs: tuple[str, ...]
    """Columns of `clips` without which a clip has no row."""
    options: type[Options]
    """Class of its options; their defaults are a profile's."""
    extractor: Callable[[Any], Extractor]
    """Options → extractor."""
    raters: Literal["voice", "face"] | None = None
    """What the human raters that a model of these features is compared with were given; None for no raters."""
    by_default: bool = False
    """Whether it is extracted under a profile that names no feature sets."""
    extra: str | None = None
    """Extra of this project that has to be installed."""
    contract: Contract | None = None
    """`Table` of the features where it is not in ``data_contracts/tables``: for feature sets of other packages."""

    def __post_init__(self):
        if self.contract is None:
            return
        if (self.contract.name, self.contract.modality) != (self.table, self.modality):
            raise OptionError(
                f"feature set {self.name!r} of modality {self.modality} has a contract for {self.contract.name}"
                f" of modality {self.contract.modality}",
                remedy="Make the contract with data_contracts.feature_tables.feature_table.",
            )

    @property
    def table(self) -> str:
        """Name of its table."""
        return f"features_{self.name}"


@dataclass(frozen=True)
class SequenceSource:
    """Sequences of frames, of one or several kinds, that one extractor computes from a clip."""

    name: str
    """Name of its options in a profile, which a feature set of that name shares."""
    kinds: tuple[str, ...]
    """Names of the sequences, as in the extractor's `forms`."""
    modality: Modality
    needs: tuple[str, ...]
    """Columns of `clips` without which a clip has no sequence."""
    options: type[Options]
    extractor: Callable[[Any], SequenceExtractor]
    """Options → extractor."""
    extracted_with: str
    """Feature set that it is extracted with."""


@dataclass(frozen=True)
class AugmentedSet:
    """The features of augmented clips, in the table ``features_<name>_augmented``."""

    name: str
    """Feature set that is computed from them."""
    extractor: Callable[[Any], Extractor]
    """Options of the feature set → extractor."""

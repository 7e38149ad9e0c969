"""The record of a learner: its builder, inputs and capabilities, and the types that its stored form may hold."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from sklearn.base import BaseEstimator

from cremad.errors import OptionError
from cremad.models.space import Parameter


class Tag(StrEnum):
    """What a learner can do. The first five also determine which keyword its builder takes."""

    VOTES = "votes"
    """Learns from raters' votes, as the `soft_labels` of its ``fit``; the builder takes ``votes: bool``."""
    FAMILY_WEIGHTS = "family_weights"
    """Can weight features by family; the builder takes ``family_weights: bool``."""
    SPEAKER_LEVELS = "speaker_levels"
    """Gives a clip's own features less weight than their distances from the speaker's mean; the builder takes
    ``speaker_normalised: bool``."""
    NETWORK = "network"
    """Is, or holds, a network; the builder takes ``network: NetworkOptions`` and ``start: NetworkFile | None``."""
    WORD_VECTORS = "word_vectors"
    """Reads word vectors; the builder takes ``word_vectors: WordVectorFile | None``."""
    PROBABILITIES = "probabilities"
    """Its probabilities are more than shares of votes."""
    CONTROL = "control"
    """Is a negative control: its score shows what the data reveal without any audio or video of the emotion."""


@dataclass(frozen=True)
class Learner:
    """A way to learn emotions from clips; listed next to its builder, in the `LEARNERS` of its module."""

    name: str
    """Key in tables."""
    title: str
    """Title in reports."""
    build: Callable[..., BaseEstimator]
    """Seed, and the keywords of its tags → unfitted classifier."""
    tags: frozenset[Tag] = frozenset({Tag.PROBABILITIES})
    reads: Literal["features", "sequences", "column", "nothing"] = "features"
    """Its inputs: features of the row's feature sets, their sequences, one column of the clips table, or none."""
    sequences: Mapping[str, str] = field(default_factory=dict)
    """Modality → kind of sequence that it reads."""
    column: str | None = None
    """Column of the clips table, where it reads one."""
    repeats: int = 1
    """Repeats of the folds, each with a seed of its own; their predictions are scored together."""
    stores: tuple[type | str, ...] = ()
    """Types that its stored form may hold, beyond those of the preparation that all share."""
    extra: str | None = None
    """Extra of this project that it needs."""
    streams: Mapping[Tag, str] = field(default_factory=dict)
    """Tag → name of the random streams where the tag is used, if not the default (`ModelSpec.stream`)."""
    space: Mapping[str, Parameter] | Callable[[Collection[str]], Mapping[str, Parameter]] | None = None
    """Parameters that a search may choose, by name; or a function of the kinds of sequences that are read which
    gives them. None: it is not searched."""
    tune: Callable[..., BaseEstimator] | None = None
    """Seed and parameters of `space` → unfitted classifier, before which a search puts a preparation. A network
    prepares its inputs itself, and also takes the keywords of the builder."""
    rationed: str | None = None
    """Integer parameter of `space` that successive halving reduces; None: it reduces the number of training
    actors."""

    def __post_init__(self):
        if (self.reads == "column") != (self.column is not None):
            raise OptionError(
                f"learner {self.name!r} has only one of reads='column' and column", remedy="Set both or neither."
            )
        if (self.space is None) != (self.tune is None):
            raise OptionError(
                f"learner {self.name!r} has only one of space and tune", remedy="Set both or neither."
            )

    @property
    def is_control(self) -> bool:
        return Tag.CONTROL in self.tags

    def parameters(self, kinds: Collection[str] = ()) -> Mapping[str, Parameter]:
        """Parameters that a search may choose where these kinds of sequences are read; empty without a space."""
        space = self.space or {}
        return space(kinds) if callable(space) else space


def tags(*chosen: Tag) -> frozenset[Tag]:
    """Tags of a learner with probabilities."""
    return frozenset({Tag.PROBABILITIES, *chosen})

"""A learner in one record: how it is built, what it reads, what it can do, what its stored form may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from sklearn.base import BaseEstimator


class Tag(StrEnum):
    """What a learner can do. The first five also say which keyword its builder takes."""

    VOTES = "votes"
    """Learns from raters' votes, as the `soft_labels` of its ``fit``; the builder takes ``votes: bool``."""
    FAMILY_WEIGHTS = "family_weights"
    """Can weigh features by their families; the builder takes ``family_weights: bool``."""
    SPEAKER_LEVELS = "speaker_levels"
    """Weighs a clip's own features below their distances from the speaker's mean; the builder takes
    ``speaker_normalised: bool``."""
    NETWORK = "network"
    """Is, or holds, a network; the builder takes ``network: NetworkOptions`` and ``start: NetworkFile | None``."""
    WORD_VECTORS = "word_vectors"
    """Reads word vectors; the builder takes ``word_vectors: WordVectorFile | None``."""
    PROBABILITIES = "probabilities"
    """Its probabilities are more than shares of choices."""
    CONTROL = "control"
    """Is there to be no good: what it reaches, the data give away without any emotion heard or seen."""


@dataclass(frozen=True)
class Learner:
    """A way to learn emotions from clips; stands beside its builder, in the `LEARNERS` of its module."""

    name: str
    """Key in tables."""
    title: str
    """For people."""
    build: Callable[..., BaseEstimator]
    """Seed, and a keyword for each tag that says so → unfitted classifier."""
    tags: frozenset[Tag] = frozenset({Tag.PROBABILITIES})
    reads: Literal["features", "sequences", "column", "nothing"] = "features"
    """Features of the row's feature sets, their sequences of frames, one column of the clips table, or nothing."""
    sequences: Mapping[str, str] = field(default_factory=dict)
    """Modality → kind of sequence that it reads of it."""
    column: str | None = None
    """Of the clips table, where it reads one."""
    repeats: int = 1
    """Times that the folds are run, each with a seed of its own; their predictions are scored together."""
    stores: tuple[type | str, ...] = ()
    """Types that its stored form may hold, beyond those of the preparation that all share."""
    extra: str | None = None
    """Extra of this project that has to be installed."""
    streams: Mapping[Tag, str] = field(default_factory=dict)
    """Tag → name of the random streams where it is asked for, if not the usual (`ModelSpec.stream`)."""

    @property
    def is_control(self) -> bool:
        return Tag.CONTROL in self.tags


def tags(*chosen: Tag) -> frozenset[Tag]:
    """Tags of a learner with probabilities."""
    return frozenset({Tag.PROBABILITIES, *chosen})

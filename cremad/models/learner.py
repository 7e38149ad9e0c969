"""A learner in one record: how it is built, what it reads, what it can do, what its stored form may hold."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from sklearn.base import BaseEstimator

from cremad.errors import OptionError
from cremad.models.space import Parameter


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
    space: Mapping[str, Parameter] | Callable[[Collection[str]], Mapping[str, Parameter]] | None = None
    """Parameters that a search may choose, by name; or a function that makes them of the kinds of sequences that
    are read. None: it is not searched."""
    tune: Callable[..., BaseEstimator] | None = None
    """Seed and parameters of `space` → the unfitted classifier that has them, which a search puts behind a
    preparation. That of a network prepares its inputs itself, and is given the keywords of the builder too."""
    rationed: str | None = None
    """Parameter of `space`, a whole number, of which successive halving gives a share; None: it gives a share of
    the training actors."""

    def __post_init__(self):
        if (self.space is None) != (self.tune is None):
            raise OptionError(
                f"learner {self.name!r} has one of space and tune", remedy="Give it both or neither."
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

"""A model specification: a learner, its inputs, and how it is fitted; it builds an unfitted estimator."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from sklearn.base import BaseEstimator
from sklearn.utils.validation import has_fit_parameter

from cremad.artifacts.digests import canonical_json
from cremad.catalogue.learners import find_learner
from cremad.catalogue.treatment import Treatment, treat
from cremad.errors import CremadError, OptionError
from cremad.features.text.options import WordVectorFile
from cremad.models.candidate import build_chosen, searched_names
from cremad.models.learner import Learner, Tag
from cremad.models.thresholds import ThresholdTuned
from cremad.networks.network_file import NetworkFile
from cremad.networks.presets import NetworkOptions
from cremad.settings import Options

Adaptation = Literal["none", "speaker", "corpus"]
"""What features are normalised by, without labels: nothing; the mean of all scored clips of the speaker (the
distances from it are added to the features); the mean and deviation of the clip's corpus."""

Targets = Literal["labels", "votes"]
"""Training targets: the acted emotion, or a mixture of it and of the raters' votes."""


class ModelSpec(Options):
    """Everything that determines a model except its clips and its seed."""

    learner: str
    """A name of `learners()`."""
    features: tuple[str, ...] = ("audio",)
    """Feature sets."""
    adaptation: Adaptation = "none"
    targets: Targets = "labels"
    family_weights: bool = False
    """Whether features are weighted by family."""
    thresholds: bool = False
    """Whether classes are weighted for the highest UAR on held-out actors."""
    start: NetworkFile | None = None
    """Stored network whose weights it starts from."""
    treatment: Treatment = Treatment()
    """Cleaning and selection of features before the learner."""
    network: NetworkOptions | None = None
    """How its networks are trained, if it has any."""
    word_vectors: WordVectorFile | None = None
    """The file of word vectors that it reads, if it reads one."""
    params: dict[str, Any] = Field(default_factory=dict)
    """Parameters chosen by a search: name → value. If empty, the learner is as its builder makes it."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, given: Any) -> Any:
        """A learner's name stands for that learner with defaults."""
        return {"learner": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _is_taken(self) -> Self:
        """Refuse options that the learner does not support, rather than ignore them."""
        try:
            learner = find_learner(self.learner)
        except CremadError as error:
            raise ValueError(str(error)) from error
        wishes = {
            Tag.VOTES: self.targets == "votes" and "learn from votes",
            Tag.FAMILY_WEIGHTS: self.family_weights and "weight features by family",
            Tag.NETWORK: (self.start or self.network) and "be trained as a network",
            Tag.WORD_VECTORS: self.word_vectors and "read word vectors",
            Tag.PROBABILITIES: self.thresholds and "be given thresholds",
        }
        for tag, wish in wishes.items():
            if wish and tag not in learner.tags:
                raise ValueError(f"{self.learner} cannot {wish}")
        if self.adaptation != "none" and learner.reads in ("column", "nothing"):
            raise ValueError(f"{self.learner} reads no features that could be normalised")
        if self.params:
            self._check_params(learner)
        return self

    def _check_params(self, learner: Learner) -> None:
        if not learner.space:
            raise ValueError(f"{self.learner} has no parameters that can be chosen")
        known = searched_names(learner, self.sequences)
        if unknown := [name for name in self.params if name not in known]:
            raise ValueError(f"{self.learner} has no parameters {unknown}; there are {', '.join(known)}")
        if self.targets == "votes" or self.family_weights:
            raise ValueError(f"{self.learner} at chosen parameters cannot learn from votes or weight families")

    @property
    def of(self) -> Learner:
        """The learner's record."""
        return find_learner(self.learner)

    @property
    def learns_from_votes(self) -> bool:
        """Whether raters' votes are part of the targets, also by the option for all networks."""
        return self.targets == "votes" or (self.network is not None and self.network.learns_from_votes)

    @property
    def sequences(self) -> tuple[str, ...]:
        """Kinds of sequences that are read, of those feature sets that have one.

        >>> ModelSpec(learner="network_cnn", features=("audio", "image")).sequences
        ('log_mel', 'face')
        """
        kinds = self.of.sequences
        return tuple(kinds[name] for name in self.features if name in kinds)

    @property
    def reads(self) -> tuple[str, ...]:
        """Feature sets, and kinds of sequences, whose tables it reads."""
        return (*(self.features if self.of.reads == "features" else ()), *self.sequences)

    @property
    def stream(self) -> str:
        """Name of the random streams.

        It keeps the form of early versions, so that results stay the same; it is never parsed.

        >>> ModelSpec(learner="logistic_regression", targets="votes", adaptation="speaker").stream
        'logistic_regression_soft_by_actor'
        """
        name, other = self.learner, self.of.streams
        if self.thresholds:
            name = f"{name}_thresholds"
        if self.family_weights:
            name = other.get(Tag.FAMILY_WEIGHTS, f"{name}_family_weights")
        if self.targets == "votes":
            name = other.get(Tag.VOTES, f"{name}_soft")
        adapted = {"none": "", "speaker": "_by_actor", "corpus": "_by_corpus"}
        return f"{name}{adapted[self.adaptation]}{'_pretrained' if self.start else ''}"

    def columns(self) -> dict[str, Any]:
        """Its columns in a results table; options as JSON of those that are not the default, null for none."""
        options = {
            "treatment": self.treatment.model_dump(mode="json", exclude_defaults=True),
            "network": self.network.model_dump(mode="json", exclude_defaults=True) if self.network else {},
            "params": self.params,
        }
        return {
            "features": None if self.of.reads == "nothing" else "+".join(self.features),
            "learner": self.learner,
            "adaptation": self.adaptation,
            "targets": "votes" if self.learns_from_votes else "labels",
            "family_weights": self.family_weights,
            "thresholds": self.thresholds,
            "start": self.start.model_id if self.start else None,
            **{name: canonical_json(value) if value else None for name, value in options.items()},
        }

    @property
    def builder(self) -> Callable[..., BaseEstimator]:
        """The function of the learner's record that `build` calls."""
        return self.of.tune if self.params and self.of.tune else self.of.build

    def build(self, seed: int, checkpoint_dir: Path | None = None) -> BaseEstimator:
        """The unfitted classifier.

        Parameters
        ----------
        seed : int
            Seed of all its random numbers.
        checkpoint_dir : Path, optional
            Folder of checkpoints of a network over frames.

        Raises
        ------
        OptionError
            If the targets are votes and the treatment does not pass them on to the learner.
        """
        told: dict[Tag, dict[str, Any]] = {
            Tag.VOTES: {"votes": self.targets == "votes"},
            Tag.FAMILY_WEIGHTS: {"family_weights": self.family_weights},
            Tag.SPEAKER_LEVELS: {"speaker_normalised": self.adaptation == "speaker"},
            Tag.NETWORK: {"network": self.network or NetworkOptions(), "start": self.start},
            Tag.WORD_VECTORS: {"word_vectors": self.word_vectors},
        }
        keywords = {name: value for tag in self.of.tags for name, value in told.get(tag, {}).items()}
        if self.params:
            estimator = build_chosen(self.of, self.params, seed, **keywords if Tag.NETWORK in self.of.tags else {})
        else:
            estimator = self.of.build(seed, **keywords)
        if self.thresholds:
            estimator = ThresholdTuned(estimator, random_state=seed)
        if Tag.NETWORK in self.of.tags and self.sequences:
            kept = [name for name in estimator.get_params() if name.endswith("checkpoint_dir")]
            estimator.set_params(**dict.fromkeys(kept, checkpoint_dir))
        treated = treat(estimator, self.treatment, seed)
        if self.learns_from_votes and not has_fit_parameter(treated, "soft_labels"):
            raise OptionError(
                f"{self.learner} is to learn from votes, but its treatment passes none on",
                remedy="Choose another action for outliers than quarantine, or targets=labels.",
            )
        return treated

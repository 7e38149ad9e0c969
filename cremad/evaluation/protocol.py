"""Ways of dividing clips into what is trained on and what is tested on, as values.

A protocol's name is its text form for tables, made here and never taken apart: `find_protocol` looks it up.

- ``actor_5fold``: stratified by emotion and grouped by actor; the protocol that counts. Any number of folds may
  stand in place of 5.
- ``leave_one_actor_out``: as many folds as actors.
- ``clip_5fold``: the takes of one sentence by one actor stay together, an actor's other sentences stand on
  the other side; folds of published work (EmoBox, HEAR) likewise have every actor on both sides.
- ``random_5fold``: stratified by emotion, clips at random; copies of one recording stay together.
- ``plain_5fold``: the same without regard to the emotion.
- ``leave_one_clip_out``: as many folds as recordings; for ridge and least squares
  `cremad.evaluation.ridge_leave_out` has its predictions without refitting.
- ``time_5fold``: each stretch of time is tested after training on what came before, for monitoring; by the
  column ``time``, with a gap if one is given.
- ``published_audeering``, ``published_evar``, ``published_hicmae``: the speaker-disjoint splits of CREMA-D.
  Development actors are trained on, since tuning makes its own folds within the training actors; each test
  actor is scored once.
- ``cross_corpus``: all clips of another corpus are trained on.
- ``no_training``: of human raters, who are not trained on any clip.
"""

from functools import cache
from typing import Literal, Self

from pydantic import Field, model_validator

from cremad.errors import OptionError
from cremad.settings import Options

Kind = Literal[
    "actor",
    "leave_one_actor_out",
    "published",
    "cross_corpus",
    "no_training",
    "clip",
    "random",
    "plain",
    "leave_one_clip_out",
    "time",
]
"""In the order of a page: without an actor on both sides first, the one that counts before the others."""

Split = Literal["audeering", "evar", "hicmae"]

DRAWN: tuple[Kind, ...] = ("actor", "clip", "random", "plain")
"""Kinds of which another seed makes other folds."""

FOLDED: tuple[Kind, ...] = (*DRAWN, "time")
"""Kinds that have a number of folds."""

MOST_FOLDS = 100

PUBLISHED: dict[Split, str] = {"audeering": "audeering_1_1_0", "evar": "evar", "hicmae": "hicmae_test_fold"}
"""Published split → column of their table that says which part an actor belongs to."""

TITLES: dict[Kind, str] = {
    "actor": "Unseen actors",
    "leave_one_actor_out": "Unseen actors, one at a time",
    "cross_corpus": "Trained on another corpus",
    "no_training": "No training",
    "clip": "Unseen clips of known actors",
    "random": "Random clips",
    "plain": "Random clips, not stratified",
    "leave_one_clip_out": "Unseen clips, one at a time",
    "time": "Later clips",
}

TITLES_OF_SPLITS: dict[Split, str] = {
    "audeering": "audEERING split",
    "evar": "EVAR split",
    "hicmae": "HiCMAE folds",
}

HEARD = "Every actor is trained on and tested; this says nothing of speakers that the model has not heard."

CAVEATS: dict[Kind, str] = {
    "clip": HEARD,
    "random": HEARD,
    "plain": HEARD,
    "leave_one_clip_out": f"{HEARD} Folds train on nearly the same clips: their spread tells nothing.",
    "time": "An actor may stand in the past and in the future; early clips are never tested.",
}
"""Kind → what its results must not be read as."""

TOGETHER: dict[Kind, tuple[str, ...]] = {
    "actor": ("actor",),
    "leave_one_actor_out": ("actor",),
    "published": ("actor",),
    "cross_corpus": ("actor",),
    "clip": ("actor", "sentence"),
    "random": ("content_sha256",),
    "plain": ("content_sha256",),
    "leave_one_clip_out": ("content_sha256",),
    "time": ("time",),
}
"""Kind → columns of the clips table whose values, taken together, stay on one side."""


class Protocol(Options):
    """One way of dividing clips."""

    kind: Kind
    folds: int | None = Field(default=None, ge=2, le=MOST_FOLDS)
    """Number of folds; None where it depends on the clips."""
    split: Split | None = None
    """Which of the published splits."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.folds is not None) != (self.kind in FOLDED) or (self.split is not None) != (
            self.kind == "published"
        ):
            raise ValueError(f"{self.kind} with folds {self.folds} and split {self.split} is no protocol")
        return self

    @property
    def name(self) -> str:
        """Text form for tables.

        >>> Protocol(kind="actor", folds=5).name, Protocol(kind="published", split="evar").name
        ('actor_5fold', 'published_evar')
        """
        if self.folds:
            return f"{self.kind}_{self.folds}fold"
        return f"{self.kind}_{self.split}" if self.split else self.kind

    @property
    def title(self) -> str:
        """For people.

        >>> Protocol(kind="random", folds=5).title
        'Random clips, 5 folds'
        """
        if self.split:
            return f"{TITLES['actor']}, {TITLES_OF_SPLITS[self.split]}"
        return f"{TITLES[self.kind]}, {self.folds} folds" if self.folds else TITLES[self.kind]

    @property
    def speaker_independent(self) -> bool:
        """Whether no actor is both trained on and tested."""
        return self.kind in ("actor", "leave_one_actor_out", "published", "cross_corpus", "no_training")

    @property
    def caveat(self) -> str | None:
        """What its results must not be read as, in words to stand beside them; None if nothing."""
        return CAVEATS.get(self.kind)

    @property
    def together(self) -> tuple[str, ...]:
        """Columns of the clips table whose values, taken together, make the groups of its splitter."""
        return TOGETHER[self.kind]

    @property
    def is_drawn(self) -> bool:
        """Whether another seed makes other folds."""
        return self.kind in DRAWN


NO_TRAINING = Protocol(kind="no_training")
CROSS_CORPUS = Protocol(kind="cross_corpus")
PUBLISHED_PROTOCOLS = tuple(Protocol(kind="published", split=split) for split in PUBLISHED)


def actor_folds(folds: int) -> Protocol:
    """Stratified by emotion and grouped by actor."""
    return Protocol(kind="actor", folds=folds)


def find_protocol(name: str) -> Protocol:
    """The protocol of a name, such as one that a table holds.

    Raises
    ------
    OptionError
        If there is no such protocol.
    """
    if name not in _by_name():
        known = [each for each, protocol in _by_name().items() if protocol.folds in (None, 5)]
        raise OptionError(f"no protocol {name!r}", remedy=f"There are, with any number of folds, {known}.")
    return _by_name()[name]


@cache
def _by_name() -> dict[str, Protocol]:
    alone = [Protocol(kind=kind) for kind in TITLES if kind not in FOLDED]
    folded = [Protocol(kind=kind, folds=folds) for kind in FOLDED for folds in range(2, MOST_FOLDS + 1)]
    return {protocol.name: protocol for protocol in (*folded, *alone, *PUBLISHED_PROTOCOLS)}

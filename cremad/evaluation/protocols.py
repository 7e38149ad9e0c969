"""Named ways of dividing clips into what is trained on and what is tested on.

Every protocol is a scikit-learn splitter, ``split(X, y, groups)``, with the groups that it keeps together.
Any number of folds may stand in place of 5:

- ``actor_5fold``: stratified by emotion and grouped by actor; the protocol that counts.
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

Folds that are drawn can be drawn several times, each time with another seed.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from sklearn.model_selection import BaseCrossValidator, GroupKFold, LeaveOneGroupOut, StratifiedGroupKFold

from cremad.errors import OptionError
from cremad.evaluation.folds import Division, Fold
from cremad.evaluation.splitters import PublishedSplit, RepeatedSplit, TimeOrderedSplit
from cremad.randomness.streams import child_seed

PUBLISHED = {
    "published_audeering": "audeering_1_1_0",
    "published_evar": "evar",
    "published_hicmae": "hicmae_test_fold",
}
"""Protocol → column of the table of published splits that says which part an actor belongs to."""


TOGETHER = {
    "actor": ("actor",),
    "clip": ("actor", "sentence"),
    "random": ("content_sha256",),
    "plain": ("content_sha256",),
}
"""What the kinds of k folds that are drawn keep on one side."""

TIME = ("time",)
"""What folds in the order of time keep on one side: clips of one moment."""

HEARD = "Every actor is trained on and tested; this says nothing of speakers that the model has not heard."

CAVEATS = {
    r"(clip|random|plain)_\d+fold": HEARD,
    "leave_one_clip_out": f"{HEARD} Folds train on nearly the same clips: their spread tells nothing.",
    r"time_\d+fold": "An actor may stand in the past and in the future; early clips are never tested.",
}
"""Pattern of a protocol's name → what its results must not be read as."""


@dataclass(frozen=True)
class Protocol:
    """A splitter by name, and the groups to give it."""

    splitter: Callable[[int], BaseCrossValidator]
    """Seed → splitter."""
    together: tuple[str, ...]
    """Columns of the clips table whose values, taken together, make the groups."""
    folds: int | None = None
    """Number of folds; None if it depends on the clips."""
    drawn: bool = False
    """Whether another seed makes other folds."""


def caveat_of(protocol: str) -> str | None:
    """What results under a protocol must not be read as, in words to stand beside them; None if nothing."""
    return next((words for pattern, words in CAVEATS.items() if re.match(rf"{pattern}(_|$)", protocol)), None)


def find_protocol(
    name: str, published: pd.DataFrame | None = None, *, gap: float | timedelta | None = None
) -> Protocol:
    """Look a protocol up.

    Parameters
    ----------
    name : str
        Such as ``actor_5fold``.
    published : DataFrame, optional
        Actors of the published splits: column ``actor`` and a column for each split, null where an actor is
        in no part of it.
    gap : number or timedelta, optional
        Least time between training and test in folds by time.

    Raises
    ------
    OptionError
        If there is no such protocol, or its actors are not given.
    """
    if k_folds := re.fullmatch(rf"({'|'.join(TOGETHER)})_(\d+)fold", name):
        return _drawn(k_folds[1], int(k_folds[2]))
    if by_time := re.fullmatch(r"time_(\d+)fold", name):
        folds = int(by_time[1])
        return Protocol(lambda seed: TimeOrderedSplit(folds, gap), TIME, folds)
    if leave_one := re.fullmatch("leave_one_(actor|clip)_out", name):
        return Protocol(lambda seed: LeaveOneGroupOut(), TOGETHER["actor" if leave_one[1] == "actor" else "plain"])
    if name not in PUBLISHED:
        kinds = [f"{kind}_5fold" for kind in (*TOGETHER, "time")]
        known = [*kinds, "leave_one_actor_out", "leave_one_clip_out", *PUBLISHED]
        raise OptionError(f"no protocol {name!r}", remedy=f"There are, with any number of folds, {known}.")
    if published is None:
        raise OptionError(f"protocol {name} needs the table of published splits")
    parts = published.set_index("actor")[PUBLISHED[name]].dropna()
    part_of_actor = dict(zip(parts.index.astype(str), parts.astype(str), strict=True))
    return Protocol(lambda seed: PublishedSplit(part_of_actor), TOGETHER["actor"])


def _drawn(kind: str, folds: int) -> Protocol:
    splitter_class = GroupKFold if kind == "plain" else StratifiedGroupKFold

    def splitter(seed: int) -> BaseCrossValidator:
        return splitter_class(folds, shuffle=True, random_state=child_seed(seed, "folds", *TOGETHER[kind]))

    return Protocol(splitter, TOGETHER[kind], folds, drawn=True)


def named_splitter(
    name: str,
    *,
    seed: int,
    repeats: int = 1,
    published: pd.DataFrame | None = None,
    gap: float | timedelta | None = None,
) -> BaseCrossValidator:
    """A protocol's splitter, for scikit-learn's ``cv=``; its groups are the columns `Protocol.together`.

    Parameters
    ----------
    name, published, gap
        As `find_protocol` takes them.
    seed : int
        The run's seed.
    repeats : int
        How often the folds are drawn.

    Raises
    ------
    OptionError
        If there is no such protocol, or folds that are not drawn are to be repeated.
    """
    protocol = find_protocol(name, published, gap=gap)
    if repeats == 1:
        return protocol.splitter(seed)
    if not protocol.drawn:
        raise OptionError(f"{name} has the same folds for every seed", remedy="Leave repeats at 1.")
    return RepeatedSplit(protocol.splitter, repeats, seed)


def divide(
    name: str,
    clips: pd.DataFrame,
    *,
    seed: int,
    repeats: int = 1,
    published: pd.DataFrame | None = None,
    gap: float | timedelta | None = None,
) -> Division:
    """Divide clips by a protocol.

    Parameters
    ----------
    name, seed, repeats, published, gap
        As `named_splitter` takes them.
    clips : DataFrame
        Columns clip_id, emotion, actor, sentence, content_sha256, and time for folds by time; the order of rows
        is of no matter. Clips whose sentence is not known count as one sentence.

    Returns
    -------
    Division
        With no folds and the reason if the clips at hand cannot be divided so. Repeats are numbered on.
    """
    protocol = find_protocol(name, published, gap=gap)
    splitter = named_splitter(name, seed=seed, repeats=repeats, published=published, gap=gap)
    clips = clips.sort_values("clip_id", ignore_index=True)
    groups = clips["time"] if protocol.together == TIME else _groups(clips, protocol.together)
    if reason := _obstacle(protocol, clips, groups):
        return Division(protocol=name, not_applicable=reason)
    pairs = [
        (train, test)
        for train, test in split_quietly(splitter, clips["emotion"], groups)
        if len(train) and len(test)
    ]
    if not pairs or len(pairs) < (protocol.folds or 1) * repeats:
        return Division(protocol=name, not_applicable="no actor to train on, or none to test on, is at hand")
    ids = clips["clip_id"].to_numpy()
    folds = [Fold(number=n, train=ids[train], test=ids[test]) for n, (train, test) in enumerate(pairs)]
    apart = (*(["actor"] if protocol.together == ("actor",) else []), "content_sha256", "parent_clip_id")
    return Division(protocol=name, folds=folds, apart=apart, caveat=caveat_of(name))


def _groups(clips: pd.DataFrame, together: tuple[str, ...]) -> pd.Series:
    first, *rest = (clips[column].fillna("").astype(str) for column in together)
    return first.str.cat(rest, sep=" ") if rest else first


def split_quietly(
    splitter: BaseCrossValidator, emotions: pd.Series, groups: pd.Series
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Positions of training and test rows; that an emotion is rarer than the folds are many is no alarm."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The least populated class in y", UserWarning)
        yield from splitter.split(np.zeros(len(emotions)), emotions, groups)


def _obstacle(protocol: Protocol, clips: pd.DataFrame, groups: pd.Series) -> str | None:
    least = (protocol.folds or 2) + (protocol.together == TIME)  # the first stretch of time is not tested
    if groups.nunique() < least:
        kind = " and ".join(protocol.together)
        return (
            f"{protocol.folds or least} folds need {least} different values of {kind}; {groups.nunique()} at hand"
        )
    if protocol.drawn and clips["emotion"].value_counts().max() < protocol.folds:
        return f"no emotion has as many as {protocol.folds} clips"
    if "sentence" in protocol.together and groups.nunique() == clips["actor"].nunique():
        return "every actor says one sentence, so that its folds would be those of actors"
    return None

"""Named ways of dividing clips into what is trained on and what is tested on.

Every protocol is a scikit-learn splitter, ``split(X, y, groups)``, with the groups that it keeps together.
Any number of folds may stand in place of 5:

- ``actor_5fold``: stratified by emotion and grouped by actor; the protocol that counts.
- ``leave_one_actor_out``: as many folds as actors.
- ``clip_5fold``: the takes of one sentence by one actor stay together, an actor's other sentences stand on
  the other side; folds of published work (EmoBox, HEAR) likewise have every actor on both sides.
- ``random_5fold``: clips at random; copies of one recording stay together.
- ``published_audeering``, ``published_evar``, ``published_hicmae``: the speaker-disjoint splits of CREMA-D.
  Development actors are trained on, since tuning makes its own folds within the training actors; each test
  actor is scored once.
"""

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import BaseCrossValidator, LeaveOneGroupOut, StratifiedGroupKFold

from cremad.errors import OptionError
from cremad.evaluation.folds import Division, Fold
from cremad.randomness.streams import child_seed

PUBLISHED = {
    "published_audeering": "audeering_1_1_0",
    "published_evar": "evar",
    "published_hicmae": "hicmae_test_fold",
}
"""Protocol → column of the table of published splits that says which part an actor belongs to."""


class PublishedSplit(BaseCrossValidator):
    """Folds from a list of actors and the part that each belongs to.

    Parameters
    ----------
    part_of_actor : dict of str to str
        Either one part is named ``test`` and there is one fold, or parts are numbers and each is tested in
        turn. Actors that are not listed stand on neither side.
    """

    def __init__(self, part_of_actor: dict[str, str]):
        self.part_of_actor = part_of_actor

    def get_n_splits(self, X=None, y=None, groups=None) -> int:
        return len(self._tested())

    def split(self, X, y=None, groups=None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        parts = pd.Series(list(groups), dtype=str).map(self.part_of_actor)
        for part in self._tested():
            yield (
                np.flatnonzero(parts.notna() & (parts != part)),
                np.flatnonzero(parts == part),
            )

    def _tested(self) -> list[str]:
        parts = set(self.part_of_actor.values())
        return ["test"] if "test" in parts else sorted(parts)


@dataclass(frozen=True)
class Protocol:
    """A splitter by name, and the groups to give it."""

    splitter: Callable[[int], BaseCrossValidator]
    """Seed → splitter."""
    together: tuple[str, ...]
    """Columns of the clips table whose values, taken together, make the groups."""
    folds: int | None = None
    """Number of folds; None if it depends on the clips."""


TOGETHER = {"actor": ("actor",), "clip": ("actor", "sentence"), "random": ("content_sha256",)}
"""What the three kinds of k folds keep on one side."""


def find_protocol(name: str, published: pd.DataFrame | None = None) -> Protocol:
    """Look a protocol up.

    Parameters
    ----------
    name : str
        Such as ``actor_5fold``.
    published : DataFrame, optional
        Actors of the published splits: column ``actor`` and a column for each split, null where an actor is
        in no part of it.

    Raises
    ------
    OptionError
        If there is no such protocol, or its actors are not given.
    """
    if k_folds := re.fullmatch(r"(actor|clip|random)_(\d+)fold", name):
        return _stratified(int(k_folds[2]), TOGETHER[k_folds[1]])
    if name == "leave_one_actor_out":
        return Protocol(lambda seed: LeaveOneGroupOut(), TOGETHER["actor"])
    if name not in PUBLISHED:
        known = ["actor_5fold", "clip_5fold", "random_5fold", "leave_one_actor_out", *PUBLISHED]
        raise OptionError(f"no protocol {name!r}", remedy=f"There are, with any number of folds, {known}.")
    if published is None:
        raise OptionError(f"protocol {name} needs the table of published splits")
    parts = published.set_index("actor")[PUBLISHED[name]].dropna()
    part_of_actor = dict(zip(parts.index.astype(str), parts.astype(str), strict=True))
    return Protocol(lambda seed: PublishedSplit(part_of_actor), TOGETHER["actor"])


def _stratified(folds: int, together: tuple[str, ...]) -> Protocol:
    def splitter(seed: int) -> BaseCrossValidator:
        return StratifiedGroupKFold(folds, shuffle=True, random_state=child_seed(seed, "folds", *together))

    return Protocol(splitter, together, folds)


def divide(name: str, clips: pd.DataFrame, *, seed: int, published: pd.DataFrame | None = None) -> Division:
    """Divide clips by a protocol.

    Parameters
    ----------
    name : str
        As `find_protocol` takes it.
    clips : DataFrame
        Columns clip_id, emotion, actor, sentence, content_sha256; the order of rows is of no matter. Clips
        whose sentence is not known count as one sentence.
    seed : int
        The run's seed.
    published : DataFrame, optional
        As `find_protocol` takes it.

    Returns
    -------
    Division
        With no folds and the reason if the clips at hand cannot be divided so.
    """
    protocol = find_protocol(name, published)
    clips = clips.sort_values("clip_id", ignore_index=True)
    first, *rest = (clips[column].fillna("").astype(str) for column in protocol.together)
    groups = first.str.cat(rest, sep=" ") if rest else first
    if reason := _obstacle(protocol, clips, groups):
        return Division(protocol=name, not_applicable=reason)
    pairs = [
        (train, test)
        for train, test in split_quietly(protocol.splitter(seed), clips["emotion"], groups)
        if len(train) and len(test)
    ]
    if not pairs or len(pairs) < (protocol.folds or 1):
        return Division(protocol=name, not_applicable="no actor to train on, or none to test on, is at hand")
    ids = clips["clip_id"].to_numpy()
    folds = [Fold(number=n, train=ids[train], test=ids[test]) for n, (train, test) in enumerate(pairs)]
    apart = (*(["actor"] if protocol.together == ("actor",) else []), "content_sha256", "parent_clip_id")
    return Division(protocol=name, folds=folds, apart=apart)


def split_quietly(
    splitter: BaseCrossValidator, emotions: pd.Series, groups: pd.Series
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Positions of training and test rows; that an emotion is rarer than the folds are many is no alarm."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The least populated class in y", UserWarning)
        yield from splitter.split(np.zeros(len(emotions)), emotions, groups)


def _obstacle(protocol: Protocol, clips: pd.DataFrame, groups: pd.Series) -> str | None:
    least = protocol.folds or 2
    if groups.nunique() < least:
        kind = " and ".join(protocol.together)
        return f"{least} folds need as many different values of {kind}; {groups.nunique()} at hand"
    if protocol.folds and clips["emotion"].value_counts().max() < protocol.folds:
        return f"no emotion has as many as {protocol.folds} clips"
    if "sentence" in protocol.together and groups.nunique() == clips["actor"].nunique():
        return "every actor says one sentence, so that its folds would be those of actors"
    return None

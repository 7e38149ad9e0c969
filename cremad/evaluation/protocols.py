"""Dividing clips by a protocol: its scikit-learn splitter, with the groups that it keeps together."""

import warnings
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pandas as pd
from sklearn.model_selection import BaseCrossValidator, GroupKFold, LeaveOneGroupOut, StratifiedGroupKFold

from cremad.errors import OptionError
from cremad.evaluation.folds import Division, Fold
from cremad.evaluation.protocol import PUBLISHED, Protocol, Split
from cremad.evaluation.splitters import PublishedSplit, RepeatedSplit, TimeOrderedSplit
from cremad.randomness.streams import child_seed


def make_splitter(
    protocol: Protocol,
    *,
    seed: int,
    repeats: int = 1,
    published: pd.DataFrame | None = None,
    gap: float | timedelta | None = None,
) -> BaseCrossValidator:
    """A protocol's splitter, for scikit-learn's ``cv=``; its groups are the columns `Protocol.together`.

    Parameters
    ----------
    protocol : Protocol
    seed : int
        The run's seed.
    repeats : int
        How often the folds are drawn.
    published : DataFrame, optional
        Actors of the published splits: column ``actor`` and a column for each split, null where an actor is
        in no part of it.
    gap : number or timedelta, optional
        Least time between training and test in folds by time.

    Raises
    ------
    OptionError
        If clips are not divided by it, its actors are not given, or folds that are not drawn are to be repeated.
    """
    if repeats > 1:
        if not protocol.is_drawn:
            raise OptionError(f"{protocol.name} has the same folds for every seed", remedy="Leave repeats at 1.")
        return RepeatedSplit(lambda each: make_splitter(protocol, seed=each), repeats, seed)
    match protocol.kind:
        case "actor" | "clip" | "random" | "plain":
            splitter_class = GroupKFold if protocol.kind == "plain" else StratifiedGroupKFold
            drawn_by = child_seed(seed, "folds", *protocol.together)
            return splitter_class(protocol.folds, shuffle=True, random_state=drawn_by)
        case "time" if protocol.folds:
            return TimeOrderedSplit(protocol.folds, gap)
        case "leave_one_actor_out" | "leave_one_clip_out":
            return LeaveOneGroupOut()
        case "published" if protocol.split:
            return PublishedSplit(_part_of_actor(protocol.split, published))
    raise OptionError(f"clips of one corpus are not divided by {protocol.name}")


def divide(
    protocol: Protocol,
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
    protocol, seed, repeats, published, gap
        As `make_splitter` takes them.
    clips : DataFrame
        Columns clip_id, emotion, actor, sentence, content_sha256, and time for folds by time; the order of rows
        is of no matter. Clips whose sentence is not known count as one sentence.

    Returns
    -------
    Division
        With no folds and the reason if the clips at hand cannot be divided so. Repeats are numbered on.
    """
    splitter = make_splitter(protocol, seed=seed, repeats=repeats, published=published, gap=gap)
    clips = clips.sort_values("clip_id", ignore_index=True)
    groups = clips["time"] if protocol.kind == "time" else _groups(clips, protocol.together)
    if reason := _obstacle(protocol, clips, groups):
        return Division(protocol=protocol.name, not_applicable=reason)
    pairs = [
        (train, test)
        for train, test in split_quietly(splitter, clips["emotion"], groups)
        if len(train) and len(test)
    ]
    if not pairs or len(pairs) < (protocol.folds or 1) * repeats:
        reason = "no actor to train on, or none to test on, is at hand"
        return Division(protocol=protocol.name, not_applicable=reason)
    ids = clips["clip_id"].to_numpy()
    folds = tuple(Fold(number=n, train=ids[train], test=ids[test]) for n, (train, test) in enumerate(pairs))
    apart = (*(["actor"] if protocol.together == ("actor",) else []), "content_sha256", "parent_clip_id")
    return Division(protocol=protocol.name, folds=folds, apart=apart, caveat=protocol.caveat)


def _part_of_actor(split: Split, published: pd.DataFrame | None) -> dict[str, str]:
    if published is None:
        raise OptionError(f"protocol published_{split} needs the table of published splits")
    parts = published.set_index("actor")[PUBLISHED[split]].dropna()
    return dict(zip(parts.index.astype(str), parts.astype(str), strict=True))


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
    least = (protocol.folds or 2) + (protocol.kind == "time")  # the first stretch of time is not tested
    if groups.nunique() < least:
        kind = " and ".join(protocol.together)
        return (
            f"{protocol.folds or least} folds need {least} different values of {kind}; {groups.nunique()} at hand"
        )
    if protocol.is_drawn and clips["emotion"].value_counts().max() < protocol.folds:
        return f"no emotion has as many as {protocol.folds} clips"
    if "sentence" in protocol.together and groups.nunique() == clips["actor"].nunique():
        return "every actor says one sentence, so that its folds would be those of actors"
    return None

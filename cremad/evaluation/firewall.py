"""What a division of clips lets through from its training to its test side, and what it must not."""

import pandas as pd

from cremad.errors import LeakageError
from cremad.evaluation.folds import Division, Fold

AUDITED = ("actor", "sentence", "content_sha256", "parent_clip_id")
"""Columns of the clips table; the last is there only once clips have been augmented."""

SHOWN = 5
"""Names given in a message; the rest are counted."""


def audit(division: Division, clips: pd.DataFrame) -> pd.DataFrame:
    """Count for each fold what stands on both of its sides.

    Parameters
    ----------
    division : Division
        Folds by clip id.
    clips : DataFrame
        Column clip_id, and those of `AUDITED` that there are.

    Returns
    -------
    DataFrame
        A row for each fold and audited column: protocol, fold, leak (the column), promised_apart, shared
        (different values on both sides), clips (test clips that carry one), share (of the test clips),
        examples (test clips), values (those that are shared).

    Raises
    ------
    LeakageError
        If a clip stands on both sides of a fold, or a fold names a clip that is not among the clips.
    """
    by_id = clips.set_index("clip_id")
    columns = [column for column in AUDITED if column in by_id]
    found = []
    for fold in division.folds:
        _refuse_clips_on_both_sides(fold, by_id)
        train, test = by_id.loc[list(fold.train)], by_id.loc[list(fold.test)]
        for column in columns:
            shared = _carriers(train, column) & _carriers(test, column)
            hit = _values(test, column).isin(shared)
            found.append(
                (
                    fold.number,
                    column,
                    column in division.apart,
                    len(shared),
                    int(hit.sum()),
                    float(hit.mean()),
                    ", ".join(test.index[hit][:SHOWN]),
                    ", ".join(sorted(map(str, shared))[:SHOWN]),
                )
            )
    names = ["fold", "leak", "promised_apart", "shared", "clips", "share", "examples", "values"]
    return pd.DataFrame(found, columns=names).assign(protocol=division.protocol)[["protocol", *names]]


def refuse_leaks(division: Division, clips: pd.DataFrame) -> pd.DataFrame:
    """Audit a division, and refuse it if it breaks what its protocol promises.

    Returns
    -------
    DataFrame
        The audit, which names what the protocol lets through by design.

    Raises
    ------
    LeakageError
        Naming the protocol, the fold, what is shared, and clips of the test side that share it.
    """
    found = audit(division, clips)
    broken = found[found["promised_apart"] & (found["shared"] > 0)]
    if len(broken):
        worst = broken.iloc[0]
        raise LeakageError(
            f"{worst['protocol']}, fold {worst['fold']}: {worst['shared']} {worst['leak']} value(s) on both "
            f"sides, in {worst['clips']} test clip(s): {worst['examples']}; {len(broken)} such finding(s)",
            remedy=_REMEDIES[worst["leak"]],
        )
    return found


_REMEDIES = {
    "actor": "Divide by actor.",
    "content_sha256": "Quarantine copies of one recording that go under several names.",
    "parent_clip_id": "Augment after dividing, training clips only.",
}


def _refuse_clips_on_both_sides(fold: Fold, by_id: pd.DataFrame) -> None:
    if both := sorted(set(fold.train) & set(fold.test)):
        raise LeakageError(f"fold {fold.number}: {_some(both)} on both sides")
    if unknown := sorted({*fold.train, *fold.test} - set(by_id.index)):
        raise LeakageError(
            f"fold {fold.number} names what is not among the clips: {_some(unknown)}",
            remedy="Divide the clips at hand again.",
        )


def _some(clip_ids: list[str]) -> str:
    return f"{len(clip_ids)} clip(s), such as {', '.join(clip_ids[:SHOWN])}"


def _values(side: pd.DataFrame, column: str) -> pd.Series:
    """What a clip carries; a clip that has no parent is its own, so that it meets its children."""
    return side[column].fillna(side.index.to_series()) if column == "parent_clip_id" else side[column]


def _carriers(side: pd.DataFrame, column: str) -> set:
    return set(_values(side, column).dropna())

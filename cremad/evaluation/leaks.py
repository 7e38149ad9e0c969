"""What any split lets through, named: a protocol's division, folds by hand, or a splitter of scikit-learn's."""

from collections.abc import Sequence

import pandas as pd
from sklearn.model_selection import BaseCrossValidator, BaseShuffleSplit

from cremad.evaluation.firewall import audit
from cremad.evaluation.folds import Division, Fold
from cremad.evaluation.protocols import split_quietly


def name_leaks(
    split: Division | Sequence[Fold] | BaseCrossValidator | BaseShuffleSplit,
    clips: pd.DataFrame,
    *,
    groups: pd.Series | None = None,
    time: str | None = None,
) -> pd.DataFrame:
    """Find what stands on both sides of each fold: actors, sentences, copies, parents; and tests of the past.

    Parameters
    ----------
    split : Division, sequence of Fold, or splitter
        A splitter is given the clips in their order, the emotion as y, and the groups.
    clips : DataFrame
        Columns clip_id and emotion, and those of `firewall.AUDITED` that there are.
    groups : Series, optional
        What the splitter keeps together, in the order of the clips.
    time : str, optional
        Column that says when a clip was recorded; a clip is tested against time unless all that was trained on
        came before it.

    Returns
    -------
    DataFrame
        A row for each fold and leak: fold, what (the column), values (the first of them, in words), n (test
        clips that carry one), share (of the fold's test clips). Empty if nothing leaks.

    Raises
    ------
    LeakageError
        If a clip stands on both sides of a fold.
    """
    division = _division(split, clips, groups)
    found = audit(division, clips).rename(columns={"leak": "what", "clips": "n"})
    if time is not None:
        found = pd.concat([found, _against_time(division, clips.set_index("clip_id")[time])])
    columns = ["fold", "what", "values", "n", "share"]
    return found[found["n"] > 0].sort_values("fold", kind="stable", ignore_index=True)[columns]


def describe_leaks(leaks: pd.DataFrame) -> list[str]:
    """What `name_leaks` found in words, a sentence for each kind of leak."""
    return [
        f"{what}: in {len(rows)} fold(s), {rows['share'].min():.0%} to {rows['share'].max():.0%} of test clips, "
        f"such as {rows['values'].iloc[0]}."
        for what, rows in leaks.groupby("what", sort=False)
    ]


def _division(split: object, clips: pd.DataFrame, groups: pd.Series | None) -> Division:
    if isinstance(split, Division):
        return split
    if isinstance(split, Sequence):
        return Division(protocol="by_hand", folds=tuple(split))
    ids = clips["clip_id"].to_numpy()
    pairs = split_quietly(split, clips["emotion"].reset_index(drop=True), groups)
    folds = (Fold(number=n, train=ids[train], test=ids[test]) for n, (train, test) in enumerate(pairs))
    return Division(protocol=type(split).__name__, folds=tuple(folds))


def _against_time(division: Division, times: pd.Series) -> pd.DataFrame:
    rows = []
    for fold in division.folds:
        last, tested = times[list(fold.train)].max(), times[list(fold.test)]
        late = tested <= last
        rows.append(
            (fold.number, "time", f"{tested.min()} tested after {last} was trained on", late.sum(), late.mean())
        )
    return pd.DataFrame(rows, columns=["fold", "what", "values", "n", "share"])

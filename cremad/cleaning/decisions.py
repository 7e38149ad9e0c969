"""Every decision of cleaning as a row, each made by models that were fitted without the clip's actor.

=============  ==========================================================================================
action         meaning of the row
=============  ==========================================================================================
``impute``     a missing value was filled in; `rule` is the strategy
``clip``       a value beyond a bound was brought to it; `score` and `bound` are in the rule's own measure
``flag``       the clip is an outlier, and the flag is a model input
``quarantine`` the clip is an outlier: it is excluded from training and predicted all the same
=============  ==========================================================================================
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from cremad.cleaning.imputation import make_imputer
from cremad.cleaning.outliers import OutlierHandler, make_outlier_handler
from cremad.cleaning.quarantine import kept_clips
from cremad.cleaning.steps import CleaningOptions

COLUMNS = [
    "fold", "clip_id", "actor", "modality", "feature", "rule", "action", "value", "replacement", "score", "bound"
]  # fmt: skip


class Fold(Protocol):
    """One division of clips, such as `cremad.evaluation.folds.Fold`."""

    @property
    def number(self) -> int: ...

    @property
    def train(self) -> Sequence[str]: ...

    @property
    def test(self) -> Sequence[str]: ...


def decide_cleaning(
    features: pd.DataFrame,
    clips: pd.DataFrame,
    folds: Iterable[Fold],
    options: CleaningOptions,
    *,
    modality: str,
    seed: int,
) -> pd.DataFrame:
    """What cleaning does to the test clips of each fold, by models that were fitted on its training clips.

    Parameters
    ----------
    features : DataFrame
        Numbers, indexed by clip id.
    clips : DataFrame
        Columns clip_id, actor, emotion.
    folds : iterable of Fold
        Each clip is tested in exactly one of them.
    options : CleaningOptions
    modality : str
        Modality of the features.
    seed : int

    Returns
    -------
    DataFrame
        `COLUMNS`; `feature`, `value` and `replacement` are null where a whole clip is judged.
    """
    known = clips.set_index("clip_id")
    tables = []
    for fold in folds:
        train, test = list(fold.train), list(fold.test)
        emotions = known.loc[train, "emotion"].to_numpy()
        rows = _judge(features.loc[train], features.loc[test], emotions, options, seed)
        tables.append(rows.assign(fold=fold.number, modality=modality, actor=rows["clip_id"].map(known["actor"])))
    return (pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()).reindex(columns=COLUMNS)


def _judge(
    train: pd.DataFrame, test: pd.DataFrame, emotions: np.ndarray, options: CleaningOptions, seed: int
) -> pd.DataFrame:
    found = []
    if options.outliers is not None:
        handler = make_outlier_handler(options.outliers, seed).set_output(transform="pandas").fit(train)
        found.append(_outliers(handler, test))
        if handler.action == "quarantine":
            train = train.iloc[kept_clips(handler, emotions)]
        else:
            train, test = handler.transform(train), handler.transform(test)
    imputer = make_imputer(options.imputation, seed).fit(train)
    missing = test.isna().to_numpy()
    filled = _cells(test, missing, np.asarray(imputer.transform(test)))
    found.append(filled.assign(value=np.nan, rule=options.imputation.strategy, action="impute"))
    return pd.concat(found)


def _outliers(handler: OutlierHandler, test: pd.DataFrame) -> pd.DataFrame:
    named = {"rule": handler.kind, "action": handler.action}
    if handler.action == "clip":
        outlying = handler.outlying(test)
        cells = _cells(test, outlying, np.asarray(handler.transform(test)))
        return cells.assign(**named, score=handler.score_values(test)[outlying], bound=handler.limit)
    scores = handler.score_clips(test)
    outlying = scores > handler.bound_
    return pd.DataFrame({"clip_id": test.index[outlying], "score": scores[outlying]}).assign(
        **named, bound=handler.bound_
    )


def _cells(before: pd.DataFrame, chosen: np.ndarray, after: np.ndarray) -> pd.DataFrame:
    """One row for each chosen cell."""
    rows, columns = np.nonzero(chosen)
    return pd.DataFrame(
        {
            "clip_id": before.index[rows],
            "feature": before.columns[columns],
            "value": before.to_numpy(float)[rows, columns],
            "replacement": after[rows, columns],
        }
    )

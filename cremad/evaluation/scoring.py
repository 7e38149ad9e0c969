"""Table of predictions → table of metrics, and the tables behind the pictures of the report."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cremad.errors import ContractError
from cremad.evaluation import calibration, ranking
from cremad.evaluation.classification import confusion_matrix, validate
from cremad.evaluation.resampling import ActorSums
from cremad.evaluation.scored_actors import score_with_intervals
from data_contracts.vocabulary import LABEL_SETS, ROW_COLUMNS

ROW = ["run_id", "corpus", *ROW_COLUMNS]
"""Columns that say which row of a results table a line is of."""


def score(predictions: pd.DataFrame) -> pd.DataFrame:
    """Score every row of a results table, each number with its 95 % interval.

    An interval is missing where fewer than five actors have clips that the score is over.

    Parameters
    ----------
    predictions : DataFrame
        Rows of the contract `predictions`.

    Returns
    -------
    DataFrame
        Rows of the contract `metrics`; scores that are not defined, such as the recall of an emotion that
        does not occur, have no row.

    Raises
    ------
    ContractError
        If a clip is predicted twice in a fold.
    """
    tables = [_score_row(rows).assign(**name) for name, rows in by_row(predictions)]
    columns = [*ROW, "metric", "class", "value", "ci_low", "ci_high", "n_clips", "n_actors"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def confusion(predictions: pd.DataFrame) -> pd.DataFrame:
    """Count each pair of truth and choice in every row: `ROW`, y_true, y_pred, clips, share of the truth."""
    tables = []
    for name, rows in by_row(predictions):
        labels = LABEL_SETS[name["labels"]]
        counts = confusion_matrix(rows["y_true"], rows["y_pred"], labels)
        grid = pd.MultiIndex.from_product([labels, labels], names=["y_true", "y_pred"])
        table = pd.DataFrame({"clips": counts.ravel()}, index=grid).reset_index()
        of_truth = table.groupby("y_true")["clips"].transform("sum")
        tables.append(table.assign(share=table["clips"] / of_truth.where(of_truth > 0), **name))
    columns = [*ROW, "y_true", "y_pred", "clips", "share"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def roc_points(predictions: pd.DataFrame) -> pd.DataFrame:
    """Corners of each class's ROC curve: `ROW`, class, false_positive_rate, true_positive_rate."""
    return _curves(predictions, ranking.roc_curve, ("false_positive_rate", "true_positive_rate"))


def precision_recall_points(predictions: pd.DataFrame) -> pd.DataFrame:
    """Corners of each class's precision-recall curve: `ROW`, class, recall, precision, and its prevalence.

    The prevalence is the precision of a random ranking, the line to draw beside the curve.
    """
    points = _curves(predictions, ranking.precision_recall_curve, ("recall", "precision"))
    key = ["run_id", "row_id"]
    shares = predictions.groupby(key)["y_true"].value_counts(normalize=True).rename("prevalence")
    return points.join(shares.rename_axis([*key, "class"]), on=[*key, "class"])


def by_row(predictions: pd.DataFrame) -> Iterator[tuple[dict[str, Any], pd.DataFrame]]:
    """Each row of the results table: its description, None where there is nothing, and its predictions."""
    for _, rows in predictions.groupby(["run_id", "row_id"], sort=True):
        first = rows.iloc[0]
        yield {name: None if pd.isna(first[name]) else first[name] for name in ROW}, rows


def actor_sums(rows: pd.DataFrame) -> ActorSums:
    """Reduce the predictions of one row to sums over actors, who are numbered in alphabetical order."""
    labels = LABEL_SETS[rows["labels"].iloc[0]]
    validate(rows["y_true"], rows["y_pred"], labels)
    truth, choice = (pd.Index(labels).get_indexer(rows[column]) for column in ("y_true", "y_pred"))
    actors = pd.factorize(rows["actor"], sort=True)[0]
    return ActorSums(truth, choice, probabilities_of(rows, labels), actors, labels)


def chosen_sums(rows: pd.DataFrame, labels: Sequence[str]) -> ActorSums:
    """Reduce chosen labels alone to sums over actors, numbered alike; all that scores of labels need."""
    validate(rows["y_true"], rows["y_pred"], labels)
    truth, choice = (pd.Index(labels).get_indexer(rows[column]) for column in ("y_true", "y_pred"))
    return ActorSums(truth, choice, None, pd.factorize(rows["actor"], sort=True)[0], labels)


def refuse_twice_predicted(rows: pd.DataFrame) -> None:
    """Refuse a row of the results table that predicts a clip twice in a fold.

    Raises
    ------
    ContractError
        Naming the clips.
    """
    twice = rows["clip_id"][rows.duplicated(["clip_id", "fold"])]
    if len(twice):
        raise ContractError(
            f"{name_of(rows)} predicts {len(twice)} clip(s) twice in a fold: {some_of(twice)}",
            remedy="Keep one prediction of each clip and fold.",
        )


def truth_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Actor and true label of each clip of a row of the results table, in the order of their ids.

    Raises
    ------
    ContractError
        If predictions of a clip disagree on them.
    """
    known = (
        rows[["clip_id", "actor", "y_true"]]
        .astype(str)
        .drop_duplicates()
        .sort_values("clip_id", ignore_index=True)
    )
    if (doubtful := known["clip_id"].duplicated()).any():
        raise ContractError(
            f"{name_of(rows)} gives clips two truths or actors: {some_of(known['clip_id'][doubtful])}"
        )
    return known


def refuse_other_truth(first: pd.DataFrame, second: pd.DataFrame, names: tuple[str, str]) -> None:
    """Refuse to compare rows of the results table over the same clips that differ in truth or actors.

    Parameters
    ----------
    first, second : DataFrame
        As `truth_of` gives them, of the same clips.

    Raises
    ------
    ContractError
        Naming the rows and the clips.
    """
    unlike = (first.to_numpy() != second.to_numpy()).any(1)
    if unlike.any():
        raise ContractError(
            f"{names[0]} and {names[1]} differ in the truth or the actor of {unlike.sum()} clip(s): "
            f"{some_of(first.loc[unlike, 'clip_id'])}",
            remedy="Score both against the same table of clips.",
        )


def name_of(rows: pd.DataFrame) -> str:
    """The row of the results table that predictions belong to, in words for a message."""
    first = rows.iloc[0]
    what = " on ".join(first[["learner", "features", "raters"]].dropna())
    return f"{what} (row {first['row_id']} of run {first['run_id']}, {first['protocol']})"


def some_of(clips: pd.Series) -> str:
    """The first few of clips, for a message."""
    return ", ".join(map(str, sorted(set(clips))[:5]))


def probabilities_of(rows: pd.DataFrame, labels: Sequence[str]) -> np.ndarray | None:
    """Probability columns of the labels, (clips, classes) float64; None where no row has them."""
    table = rows[[f"p_{label}" for label in labels]].to_numpy(float)
    if np.isnan(table).all():
        return None
    truth = pd.Index(labels).get_indexer(rows["y_true"])
    calibration.validate(table, truth)
    return table


def _score_row(rows: pd.DataFrame) -> pd.DataFrame:
    refuse_twice_predicted(rows)
    sums = actor_sums(rows)
    table = []
    for name, scored in score_with_intervals(sums).items():
        metric, _, emotion = name.partition(".")
        table.append((metric, emotion or None, *scored))
    metrics = pd.DataFrame(table, columns=["metric", "class", "value", "ci_low", "ci_high"])
    return metrics.dropna(subset="value").assign(n_clips=rows["clip_id"].nunique(), n_actors=sums.n_actors)


def _curves(predictions: pd.DataFrame, curve, names: tuple[str, str]) -> pd.DataFrame:
    tables = []
    for row, rows in by_row(predictions):
        labels = LABEL_SETS[row["labels"]]
        table = probabilities_of(rows, labels)
        if table is None:
            continue
        for column, label in enumerate(labels):
            points = curve(table[:, column], (rows["y_true"] == label).to_numpy())
            tables.append(pd.DataFrame(dict(zip(names, points, strict=True))).assign(**{"class": label}, **row))
    columns = [*ROW, "class", *names]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)

"""Table of predictions → table of metrics, and the tables behind the pictures of the report."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cremad.evaluation import calibration, ranking
from cremad.evaluation.classification import confusion_matrix, validate
from cremad.evaluation.intervals import draw_weights, interval
from cremad.evaluation.metric import score_added
from cremad.evaluation.resampling import ActorSums
from cremad.randomness.streams import child_stream
from data_contracts.vocabulary import LABEL_SETS, ROW_COLUMNS

ROW = ["run_id", "corpus", *ROW_COLUMNS]
"""Columns that say which row of a results table a line is of."""

BATCH = 250
"""Resamples scored at a time: so many stay in the processor's cache."""


def score(predictions: pd.DataFrame, *, resamples: int, seed: int) -> pd.DataFrame:
    """Score every row of a results table, each number with its 95 % interval.

    Actors are resampled by the same draws in rows with the same actors, so that intervals are comparable.

    Parameters
    ----------
    predictions : DataFrame
        Rows of the contract `predictions`.
    resamples : int
        Draws of the bootstrap that is clustered by actor.
    seed : int
        The run's seed.

    Returns
    -------
    DataFrame
        Rows of the contract `metrics`; scores that are not defined, such as the recall of an emotion that
        does not occur, have no row.
    """
    tables = [_score_row(rows, resamples, seed).assign(**name) for name, rows in by_row(predictions)]
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


def probabilities_of(rows: pd.DataFrame, labels: Sequence[str]) -> np.ndarray | None:
    """Probability columns of the labels, (clips, classes) float64; None where no row has them."""
    table = rows[[f"p_{label}" for label in labels]].to_numpy(float)
    if np.isnan(table).all():
        return None
    truth = pd.Index(labels).get_indexer(rows["y_true"])
    calibration.validate(table, truth)
    return table


def _score_row(rows: pd.DataFrame, resamples: int, seed: int) -> pd.DataFrame:
    sums = actor_sums(rows)
    values = {name: value.item() for name, value in _scores(sums, np.ones((1, sums.n_actors))).items()}
    weights = draw_weights(sums.n_actors, resamples, child_stream(seed, "bootstrap"))
    batches = [_scores(sums, weights[start : start + BATCH]) for start in range(0, resamples, BATCH)]
    table = []
    for name, value in values.items():
        resampled = np.concatenate([batch[name] for batch in batches])
        if name == "ece":
            # resampling adds noise to every bin, so resampled errors lie too high by about their mean excess
            resampled = np.maximum(resampled - resampled.mean() + value, 0.0)
        metric, _, emotion = name.partition(".")
        table.append((metric, emotion or None, value, *interval(resampled, sums.n_actors)))
    metrics = pd.DataFrame(table, columns=["metric", "class", "value", "ci_low", "ci_high"])
    return metrics.dropna(subset="value").assign(n_clips=rows["clip_id"].nunique(), n_actors=sums.n_actors)


def _scores(sums: ActorSums, weights: np.ndarray) -> dict[str, np.ndarray]:
    """Every score of each resample, those of added metrics last."""
    scores = sums.score(weights)
    return scores | score_added(sums.confusions(weights), scores)


def _curves(predictions: pd.DataFrame, curve, names: tuple[str, str]) -> pd.DataFrame:
    tables = []
    for row, rows in by_row(predictions):
        labels = LABEL_SETS[row["labels"]]
        table = probabilities_of(rows, labels)
        for column, label in enumerate(labels if table is not None else ()):
            points = curve(table[:, column], (rows["y_true"] == label).to_numpy())
            tables.append(pd.DataFrame(dict(zip(names, points, strict=True))).assign(**{"class": label}, **row))
    columns = [*ROW, "class", *names]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)

"""Confusion matrices and ROC curves of the best models and of raters."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from cremad.visualization.names import features_title, within_sentence
from cremad.visualization.plots import confusion_svg, roc_svg
from cremad.visualization.scores import ResultTable, Row
from data_contracts.vocabulary import VOTE_MODALITIES


class Picture(NamedTuple):
    """An SVG and its caption."""

    svg: Markup
    caption: str


class Comparison(NamedTuple):
    """Pictures of a best model and of the raters who were given the same."""

    title: str
    confusions: list[Picture]
    """The model's, then the raters' if there are any."""
    roc: Picture


def compare_with_raters(predictions: pd.DataFrame, table: ResultTable) -> Iterator[Comparison]:
    """Pictures for audio, face, and both, as far as models of the table were given them.

    Parameters
    ----------
    predictions : DataFrame
        Table `predictions`.
    table : ResultTable
        Whose best models are shown.
    """
    for given in VOTE_MODALITIES:
        rows = [row for row in (table.best_given(given), table.raters(given)) if row]
        answered = {row.kind: (row, answers_of(predictions, row)) for row in rows}
        answered = {kind: pair for kind, pair in answered.items() if len(pair[1])}
        if "model" not in answered:
            continue
        confusions = [
            Picture(
                confusion_svg(frame, labels=table.labels, name=row.name),
                f"Confusion matrix: {row.name}, UAR {row.uar}",
            )
            for row, frame in answered.values()
        ]
        curves = roc_svg(
            {kind: frame for kind, (_, frame) in answered.items()},
            {kind: row.name for kind, (row, _) in answered.items()},
            labels=table.labels,
        )
        yield Comparison(
            f"{features_title(answered['model'][0].inputs)}: {within_sentence(table.title)}",
            confusions,
            Picture(curves, "ROC curves: each emotion against the rest"),
        )


def answers_of(predictions: pd.DataFrame, row: Row) -> pd.DataFrame:
    """The predictions that a row of results was scored on."""
    return predictions[predictions["row_id"] == row.id]

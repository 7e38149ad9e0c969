"""The best model of each table against every other row, from the table `significance`."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cremad.visualization.names import row_title_with_inputs, within_sentence
from cremad.visualization.scores import ResultTable, Row, best_model
from data_contracts.vocabulary import ROW_COLUMNS

SWAPPED = (*((column, f"other_{column}") for column in (*ROW_COLUMNS, "uar")), ("ci_low", "ci_high"))
"""Pairs of columns that change places, up to the sign, when a pair is read from its other end."""

SIGNED = ["uar_difference", "ci_low", "ci_high", "cohens_d"]


@dataclass(frozen=True)
class Comparisons:
    """A model against the others of its table."""

    best: Row
    title: str
    others: pd.DataFrame
    """Rows of the contract `significance` with the model first, the best of the others first, and their names."""


def compare_best(significance: pd.DataFrame, tables: list[ResultTable]) -> Iterator[Comparisons]:
    """Read the pairs of each table's best model from its end.

    Parameters
    ----------
    significance : DataFrame
        Rows of the contract of this name, of one run.
    tables : list of ResultTable
        Those of unseen speakers; one without a model is passed over.
    """
    for table in tables:
        best = best_model(table.rows)
        if best is None:
            continue
        first, second = (significance[significance[column] == best.id] for column in ("row_id", "other_row_id"))
        pairs = pd.concat([first, _turn(second)])
        if len(pairs):
            others = pairs.sort_values("other_uar", ascending=False)
            described = others[[f"other_{column}" for column in ROW_COLUMNS]].set_axis(list(ROW_COLUMNS), axis=1)
            others_named = others.assign(name=list(map(row_title_with_inputs, described.to_dict("records"))))
            yield Comparisons(best, f"{best.name_with_inputs}; {within_sentence(table.title)}", others_named)


def _turn(pairs: pd.DataFrame) -> pd.DataFrame:
    sources = {one: other for pair in SWAPPED for one, other in (pair, pair[::-1])}
    turned = pairs.assign(**{column: pairs[source] for column, source in sources.items()})
    return turned.assign(**{column: -turned[column] for column in SIGNED})

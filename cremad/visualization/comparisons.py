"""The best model of each table against every other row, from the table `significance`."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cremad.experiments.leaderboard import kind_of
from cremad.visualization.names import SEEN_BY, readable, within_sentence
from cremad.visualization.scores import ResultTable, Row

TURNED = {
    "modality": "other_modality",
    "model": "other_model",
    "uar": "other_uar",
    "other_modality": "modality",
    "other_model": "model",
    "other_uar": "uar",
    "ci_low": "ci_high",
    "ci_high": "ci_low",
}
"""Column → column that holds its value, up to the sign, when a pair is read from its other end."""

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
        Those of unseen actors; one without a model is passed over.
    """
    for table in tables:
        models = [row for row in table.rows if row.kind == "model"]
        if not models:
            continue
        best = max(models, key=lambda row: row.uar.value)
        here = significance[(significance["labels"] == best.labels) & (significance["protocol"] == best.protocol)]
        pairs = pd.concat([here, _turn(here)])
        pairs = pairs[(pairs["modality"] == best.modality) & (pairs["model"] == best.model)]
        if len(pairs):
            title = f"{best.name} ({within_sentence(best.seen)}), {table.title[:1].lower()}{table.title[1:]}"
            others = pairs.sort_values("other_uar", ascending=False)
            names = [_name(*other) for other in zip(others["other_modality"], others["other_model"], strict=True)]
            yield Comparisons(best, title, others.assign(name=names))


def _turn(pairs: pd.DataFrame) -> pd.DataFrame:
    turned = pairs.assign(**{column: pairs[source] for column, source in TURNED.items()})
    return turned.assign(**{column: -turned[column] for column in SIGNED})


def _name(modality: str, model: str) -> str:
    if kind_of(modality, model) == "human":
        return f"Human raters, {within_sentence(model)}: {within_sentence(SEEN_BY[modality])}"
    return f"{readable(model)}: {within_sentence(modality)}"

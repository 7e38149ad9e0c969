"""The table of metrics as rows that a page can show: one a model, with its scores, best first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, get_args

import pandas as pd

from cremad.evaluation.intervals import why_no_interval
from cremad.evaluation.protocol import Kind, find_protocol
from cremad.evaluation.scoring import by_row
from cremad.preprocessing.feature_sets import find_combination, raters_for, set_combinations
from cremad.visualization import names, numbers
from data_contracts.vocabulary import LABEL_SETS


@dataclass(frozen=True)
class Score:
    """A value with its 95 % interval, where there is one."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def interval(self) -> str:
        return numbers.interval(self.low, self.high)

    def __str__(self) -> str:
        return f"{numbers.score(self.value)} {self.interval}".strip()


@dataclass(frozen=True)
class Row:
    """Scores of a model, a control or a kind of rater."""

    columns: Mapping[str, Any]
    """`ROW_COLUMNS`; None where there is nothing."""
    n_clips: int
    n_actors: int
    scores: dict[tuple[str, str | None], Score]
    """(metric, class or None) → score."""

    @property
    def id(self) -> str:
        return self.columns["row_id"]

    @property
    def kind(self) -> str:
        """One of `vocabulary.ROW_KINDS`."""
        return self.columns["row_kind"]

    @property
    def learner(self) -> str:
        return self.columns["learner"]

    @property
    def address(self) -> tuple[str, str, str]:
        """Labels, protocol and clips, of the table that the row stands in."""
        return self.columns["labels"], self.columns["protocol"], self.columns["clip_set"]

    @property
    def name(self) -> str:
        return names.row_title(self.columns)

    @property
    def name_with_inputs(self) -> str:
        return names.row_title_with_inputs(self.columns)

    @property
    def inputs(self) -> str | None:
        """Features of the models that the row stands among; None of a control that looks at labels alone."""
        return names.inputs_of(self.columns)

    @property
    def given(self) -> str | None:
        """What raters are given whom the row is compared with, of `vocabulary.VOTE_MODALITIES`."""
        return self.inputs and raters_for(find_combination(self.inputs))

    @property
    def uar(self) -> Score:
        return self.scores["uar", None]

    def score(self, metric: str, of: str | None = None) -> Score | None:
        return self.scores.get((metric, of))


@dataclass(frozen=True)
class ResultTable:
    """Rows that are scored on the same clips, divided in the same way."""

    labels: str
    protocol: str
    clip_set: str
    rows: list[Row]
    """By features, best first, raters among the models."""

    @property
    def why_no_intervals(self) -> str:
        """A sentence where there are too few actors for intervals; else empty."""
        return why_no_interval(max(row.n_actors for row in self.rows)) or ""

    @property
    def groups(self) -> list[tuple[str | None, list[Row]]]:
        """(features, the rows of them)."""
        return [(inputs, list(rows)) for inputs, rows in groupby(self.rows, key=lambda row: row.inputs)]

    @property
    def title(self) -> str:
        return names.division_title(self.labels, self.protocol, self.clip_set)

    @property
    def chance(self) -> float:
        """UAR of guessing."""
        return 1 / len(LABEL_SETS[self.labels])

    @property
    def caveat(self) -> str | None:
        """Limitation of the table's results."""
        return find_protocol(self.protocol).caveat

    def best(self, inputs: str | None) -> Row | None:
        """The best model of these features, if any.

        Speaker-adapted models are excluded: a new speaker has no other clips.
        """
        return best_model(row for row in self.rows if row.inputs == inputs)

    def best_given(self, given: str) -> Row | None:
        """The best model that is given what raters of `given` are (voice, face, both), of any features."""
        return best_model(row for row in self.rows if row.given == given)

    def raters(self, given: str) -> Row | None:
        """The raters who were given that: their plurality vote, where it is scored."""
        found = [row for row in self.rows if row.kind == "human" and row.given == given]
        return next((row for row in found if row.learner == "plurality"), found[0] if found else None)

    def control(self, learner: str) -> Row | None:
        return next((row for row in self.rows if row.learner == learner), None)


def result_tables(metrics: pd.DataFrame) -> list[ResultTable]:
    """Gather a table of metrics: label sets largest first, speaker-independent protocols first.

    Raters do not depend on the protocol: they are compared with the models of every protocol that are scored on
    the same actors and clips; where actors are shared, only raters with a model's modalities.
    """
    rows = [_row(columns, group) for columns, group in by_row(metrics)]
    raters = [row for row in rows if row.kind == "human"]
    others = [row for row in rows if row.kind != "human"]
    tables = []
    ordered = sorted(others, key=lambda row: row.address)
    for (labels, protocol, clip_set), group in groupby(ordered, key=lambda row: row.address):
        own = list(group)
        comparable = [row for row in raters if _is_comparable(row, own)]
        tables.append(ResultTable(labels, protocol, clip_set, sorted(own + comparable, key=_row_order)))
    return sorted(tables, key=_table_order)


def main_tables(tables: Iterable[ResultTable]) -> list[ResultTable]:
    """Of each label set and kind of clips the table that counts: the first of unseen speakers."""
    first: dict[tuple[str, str], ResultTable] = {}
    for table in tables:
        if find_protocol(table.protocol).speaker_independent:
            first.setdefault((table.labels, table.clip_set), table)
    return list(first.values())


def _row(columns: Mapping[str, Any], group: pd.DataFrame) -> Row:
    scores = {
        (each.metric, _known(each.of)): Score(each.value, _known(each.ci_low), _known(each.ci_high))
        for each in group.rename(columns={"class": "of"}).itertuples()
    }
    return Row(columns, n_clips=int(group["n_clips"].max()), n_actors=int(group["n_actors"].max()), scores=scores)


def _known(value):
    return None if pd.isna(value) else value


def best_model(rows: Iterable[Row]) -> Row | None:
    """The model of the highest UAR; None where there is none."""
    return max((row for row in rows if row.kind == "model"), key=lambda row: row.uar.value, default=None)


def _is_comparable(raters: Row, rows: list[Row]) -> bool:
    (own_labels, _, own_clips), (labels, protocol, clips) = raters.address, rows[0].address
    return (
        (own_labels, own_clips) == (labels, clips)
        and raters.n_actors == max(row.n_actors for row in rows)
        and (find_protocol(protocol).speaker_independent or raters.given in {row.given for row in rows})
    )


def _table_order(table: ResultTable) -> tuple:
    kind = get_args(Kind).index(find_protocol(table.protocol).kind)
    return list(LABEL_SETS).index(table.labels), kind, table.protocol, _features_order(table.clip_set)


def _row_order(row: Row) -> tuple:
    return _features_order(row.inputs), -row.uar.value, row.name, row.id


def _features_order(features: str | None) -> tuple[int, str]:
    """Known features in the order of reports, then others, then none."""
    known = list(set_combinations())
    if features in known:
        return known.index(features), ""
    return len(known) + (features is None), features or ""

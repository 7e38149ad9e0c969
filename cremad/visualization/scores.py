"""The table of metrics as rows that a page can show: one a model, with its scores, best first."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from cremad.catalogue.rows import SEEN_SUFFIX
from cremad.evaluation.protocols import caveat_of
from cremad.experiments.leaderboard import kind_of
from cremad.visualization import numbers
from cremad.visualization.names import (
    RATERS_OF,
    SEEN,
    SEEN_BY,
    UNSEEN,
    is_unseen_actor,
    readable,
    within_sentence,
)
from data_contracts.vocabulary import LABEL_SETS

KEY = ["labels", "protocol", "modality", "model"]


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
    """What a model, a control or a kind of rater has reached."""

    labels: str
    protocol: str
    modality: str
    model: str
    n_clips: int
    n_actors: int
    scores: dict[tuple[str, str | None], Score]
    """(metric, class or None) → score."""

    @property
    def kind(self) -> str:
        """One of `vocabulary.ROW_KINDS`."""
        return kind_of(self.modality, self.model)

    @property
    def name(self) -> str:
        if self.kind == "human":
            return f"Human raters, {within_sentence(self.model)}"
        return readable(self.model)

    @property
    def seen(self) -> str:
        """Modality of the models that the row stands among."""
        return SEEN_BY.get(self.modality, self.modality)

    @property
    def uar(self) -> Score:
        return self.scores["uar", None]

    def score(self, metric: str, of: str | None = None) -> Score | None:
        return self.scores.get((metric, of))


@dataclass(frozen=True)
class ResultTable:
    """Rows of one label set and protocol."""

    labels: str
    protocol: str
    rows: list[Row]
    """By what was seen, best first, raters among the models."""

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """(what was seen, its rows)."""
        return [(seen, list(rows)) for seen, rows in groupby(self.rows, key=lambda row: row.seen)]

    @property
    def title(self) -> str:
        return f"{readable(self.labels)}, {within_sentence(self.protocol)}"

    @property
    def chance(self) -> float:
        """UAR of guessing."""
        return 1 / len(LABEL_SETS[self.labels])

    @property
    def unseen(self) -> bool:
        return is_unseen_actor(self.protocol)

    @property
    def caveat(self) -> str | None:
        """What the table must not be read as."""
        return caveat_of(self.protocol)

    def best(self, seen: str) -> Row | None:
        """The best model of those that were given `seen`, if any.

        None that is adapted to the actor: a voice that is met for the first time has no other clips.
        """
        return next((row for row in self.rows if row.kind == "model" and row.seen == seen), None)

    def raters(self, seen: str) -> Row | None:
        """The raters who were given what the models of `seen` are given: their vote, where that is scored."""
        found = [row for row in self.rows if row.modality == RATERS_OF.get(seen)]
        return next((row for row in found if row.model == "human_plurality"), found[0] if found else None)

    def control(self, model: str) -> Row | None:
        return next((row for row in self.rows if row.model == model), None)


def result_tables(metrics: pd.DataFrame) -> list[ResultTable]:
    """Gather a table of metrics: label sets largest first, protocols of unseen actors first.

    Raters do not depend on how clips are divided: they stand beside the models of every protocol that are
    scored on the same actors and the same kind of clips; where actors are shared, only those who were given
    what a model was given.
    """
    rows = [_row(key, group) for key, group in metrics.groupby(KEY, sort=False)]
    raters = [row for row in rows if row.kind == "human"]
    others = [row for row in rows if row.kind != "human"]
    tables = []
    for (labels, protocol), own in groupby(sorted(others, key=_address), key=_address):
        own = list(own)
        beside = [row for row in raters if _stands_beside(row, own)]
        tables.append(ResultTable(labels, protocol, sorted(own + beside, key=_place)))
    return sorted(tables, key=_rank)


def main_tables(tables: Iterable[ResultTable]) -> list[ResultTable]:
    """Of each label set and kind of clips the table that counts: the first of unseen actors."""
    first: dict[tuple[str, bool], ResultTable] = {}
    for table in tables:
        first.setdefault((table.labels, _has_video(table.protocol)), table)
    return list(first.values())


def _row(key: tuple[str, ...], group: pd.DataFrame) -> Row:
    scores = {
        (each.metric, _known(each.of)): Score(each.value, _known(each.ci_low), _known(each.ci_high))
        for each in group.rename(columns={"class": "of"}).itertuples()
    }
    return Row(*key, n_clips=int(group["n_clips"].max()), n_actors=int(group["n_actors"].max()), scores=scores)


def _known(value):
    return None if pd.isna(value) else value


def _stands_beside(raters: Row, rows: list[Row]) -> bool:
    first = rows[0]
    return (
        raters.labels == first.labels
        and _has_video(raters.protocol) == _has_video(first.protocol)
        and raters.n_actors == max(row.n_actors for row in rows)
        and (is_unseen_actor(first.protocol) or raters.seen in {row.seen for row in rows})
    )


def _has_video(protocol: str) -> bool:
    """Whether a protocol is scored only on clips that can be seen too."""
    return protocol.endswith(SEEN_SUFFIX)


def _address(row: Row) -> tuple[str, str]:
    return row.labels, row.protocol


def _rank(table: ResultTable) -> tuple:
    place = next((n for n, begin in enumerate(UNSEEN) if table.protocol.startswith(begin)), len(UNSEEN))
    return list(LABEL_SETS).index(table.labels), place, table.protocol


def _place(row: Row) -> tuple:
    return SEEN.index(row.seen), -row.uar.value, row.name

"""The answer in one line: best on unseen actors, raters beside it, controls, drift, quarantine."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cremad.visualization import numbers
from cremad.visualization.content import ReportContent
from cremad.visualization.names import within_sentence
from cremad.visualization.scores import ResultTable, Row, Score, main_tables, result_tables
from data_contracts.vocabulary import TEXT_SETS


@dataclass(frozen=True)
class Check:
    """A control and whether it came out as it must."""

    name: str
    passed: bool
    found: Score
    yardstick: str
    bound: Score
    meaning: str


@dataclass(frozen=True)
class DriftAnswer:
    """How many of the tests of drift have raised an alarm."""

    tested: int
    silent: int
    """Not tested, for want of clips or of values."""
    alarms: int

    @property
    def words(self) -> str:
        if not self.tested:
            return "drift not tested, too few clips"
        found = f"drift in {self.alarms} of" if self.alarms else "no drift in"
        return f"{found} {numbers.count(self.tested)} tests"


class Verdict:
    """What a reader in a hurry wants to know.

    Parameters
    ----------
    content : ReportContent
    """

    def __init__(self, content: ReportContent):
        self._content = content

    @cached_property
    def tables(self) -> list[ResultTable]:
        metrics = self._content.metrics
        return [] if metrics is None else result_tables(metrics)

    @cached_property
    def main(self) -> ResultTable | None:
        """The table that counts: unseen actors, the largest label set."""
        return next((table for table in main_tables(self.tables) if table.unseen), None)

    @property
    def best(self) -> Row | None:
        """The best model that was given the sound alone."""
        return self.main.best("audio") if self.main else None

    @property
    def raters(self) -> Row | None:
        """Raters who were given the voice alone."""
        return self.main.raters("audio") if self.main else None

    @cached_property
    def checks(self) -> list[Check]:
        return list(judge_controls(self.main)) if self.main else []

    @cached_property
    def drift(self) -> DriftAnswer | None:
        drift = self._content.drift
        return None if drift is None else count_alarms(drift)

    @property
    def quarantined(self) -> int | None:
        """Clips kept out."""
        quarantine = self._content.clips_quarantine
        return None if quarantine is None else quarantine["clip_id"].nunique()

    @property
    def controls(self) -> str:
        failed = [check.name.lower() for check in self.checks if not check.passed]
        if not self.checks:
            return "no controls were run"
        return f"control failed: {', '.join(failed)}" if failed else f"all {len(self.checks)} controls passed"

    @property
    def headline(self) -> str:
        """Best model and raters."""
        if self.best is None:
            return "No model of sound was tested on unseen actors."
        raters = f"; human raters of the voice reach {self.raters.uar}" if self.raters else ""
        labels = within_sentence(self.main.labels)
        return (
            f"On unseen actors, {labels}, the best model of sound ({self.best.name}) "
            f"reaches {self.best.uar} UAR{raters}."
        )

    @property
    def sentence(self) -> str:
        """The whole in one line."""
        facts = [self.controls, self.drift.words if self.drift else "drift was not looked for"]
        if self.quarantined is not None:
            facts.append(f"{numbers.count(self.quarantined, 'clip')} in quarantine")
        rest = ", ".join(facts)
        return f"{self.headline} {rest[0].upper()}{rest[1:]}."


def judge_controls(table: ResultTable) -> Iterator[Check]:
    """What the controls of a results table say.

    Words may do no better than looking the sentence up, shuffled labels no better than guessing, and the best
    model of sound must do better than the length of the clip alone.
    """
    words = [row for row in table.rows if row.modality in TEXT_SETS and row.model != "sentence_lookup"]
    text = max(words, key=lambda row: row.uar.value, default=None)
    lookup, shuffled = table.control("sentence_lookup"), table.control("shuffled_labels")
    length, best = table.control("duration_only"), table.best("audio")
    if text and lookup:
        yield Check(
            "Words alone",
            text.uar.value <= _top(lookup.uar),
            text.uar,
            "Sentence lookup",
            lookup.uar,
            "The words may tell no more than which sentence was spoken.",
        )
    if shuffled:
        yield Check(
            "Shuffled labels",
            _bottom(shuffled.uar) <= table.chance,
            shuffled.uar,
            "Guessing",
            Score(table.chance),
            "Trained on labels in random order, a model can only guess; more would be a leak.",
        )
    if length and best:
        yield Check(
            "Length alone",
            best.uar.value > _top(length.uar),
            length.uar,
            best.name,
            best.uar,
            "The best model has to hear more than how long the clip is.",
        )


def count_alarms(drift: pd.DataFrame) -> DriftAnswer:
    """Tests, silences and alarms of a table of drift."""
    tested = drift["q_value"].notna()
    return DriftAnswer(int(tested.sum()), int((~tested).sum()), int(drift["alarm"].sum()))


def _top(score: Score) -> float:
    return score.value if score.high is None else score.high


def _bottom(score: Score) -> float:
    return score.value if score.low is None else score.low

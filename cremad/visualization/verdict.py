"""The answer in one line: best on unseen speakers, raters, controls, drift, quarantine."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from cremad.evaluation.controls import LOOKUP
from cremad.preprocessing.feature_sets import feature_sets, find_combination
from cremad.visualization import numbers
from cremad.visualization.content import ReportContent
from cremad.visualization.names import labels_title, within_sentence
from cremad.visualization.scores import ResultTable, Row, Score, main_tables, result_tables


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
    def summary(self) -> str:
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
        """The table that counts: unseen speakers, the largest label set."""
        return next(iter(main_tables(self.tables)), None)

    @property
    def best(self) -> Row | None:
        """The best model that is given audio alone, whichever features of it."""
        return self.main.best_given("voice") if self.main else None

    @property
    def raters(self) -> Row | None:
        """Raters who were given the voice alone."""
        return self.main.raters("voice") if self.main else None

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
            return "No audio model was tested on unseen speakers."
        raters = f"; human raters given audio alone reach {self.raters.uar}" if self.raters else ""
        labels = within_sentence(labels_title(self.main.labels))
        return (
            f"On unseen speakers, {labels}, the best audio model ({self.best.name_with_inputs}) "
            f"reaches {self.best.uar} UAR{raters}."
        )

    @property
    def sentence(self) -> str:
        """The whole in one line."""
        facts = [self.controls, self.drift.summary if self.drift else "drift was not tested"]
        if self.quarantined is not None:
            facts.append(f"{numbers.count(self.quarantined, 'clip')} in quarantine")
        rest = ", ".join(facts)
        return f"{self.headline} {rest[0].upper()}{rest[1:]}."


def judge_controls(table: ResultTable) -> Iterator[Check]:
    """The verdict of the controls of a results table.

    Text may do no better than looking the sentence up, shuffled labels no better than guessing, and the best
    audio model must do better than the duration of the clip alone.
    """
    of_text = [row for row in table.rows if _is_text(row.inputs) and row.learner != LOOKUP]
    text = max(of_text, key=lambda row: row.uar.value, default=None)
    lookup, shuffled = table.control(LOOKUP), table.control("shuffled_labels")
    duration, best = table.control("duration_only"), table.best_given("voice")
    if text and lookup:
        yield Check(
            "Text alone",
            text.uar.value <= _top(lookup.uar),
            text.uar,
            "Sentence lookup",
            lookup.uar,
            "The text may tell no more than which sentence was spoken.",
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
    if duration and best:
        yield Check(
            "Duration alone",
            best.uar.value > _top(duration.uar),
            duration.uar,
            best.name_with_inputs,
            best.uar,
            "The best audio model must do better than how long the clip is can tell.",
        )


def count_alarms(drift: pd.DataFrame) -> DriftAnswer:
    """Tests, silences and alarms of a table of drift."""
    tested = drift["q_value"].notna()
    return DriftAnswer(int(tested.sum()), int((~tested).sum()), int(drift["alarm"].sum()))


def _is_text(inputs: str | None) -> bool:
    modalities = {feature_sets()[name].modality for name in find_combination(inputs) if name in feature_sets()}
    return modalities == {"text"}


def _top(score: Score) -> float:
    return score.value if score.high is None else score.high


def _bottom(score: Score) -> float:
    return score.value if score.low is None else score.low

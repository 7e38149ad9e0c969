"""The verdict says what the tables say, and controls fail when they must."""

from dataclasses import replace

import pytest

from cremad.visualization.content import ReportContent
from cremad.visualization.verdict import Verdict


def planted(content: ReportContent, learner: str, **values: float) -> Verdict:
    """The verdict after one learner's UAR was replaced."""
    metrics = content.metrics.copy()
    metrics.loc[(metrics["learner"] == learner) & (metrics["metric"] == "uar"), list(values)] = list(
        values.values()
    )
    return Verdict(replace(content, metrics=metrics))


def test_the_sentence_holds_the_answer(content):
    verdict = Verdict(content)
    assert verdict.sentence == (
        "On unseen speakers, six emotions, the best audio model (SVM, RBF kernel: audio) "
        f"reaches {verdict.best.uar} UAR; human raters given audio alone reach {verdict.raters.uar}. "
        "All 3 controls passed, no drift in 41 tests, 3 clips in quarantine."
    )


@pytest.mark.parametrize(
    ("learner", "planted_values", "failed"),
    [
        ("text_only", {"value": 0.9}, "text alone"),
        ("shuffled_labels", {"ci_low": 0.3}, "shuffled labels"),
        ("duration_only", {"ci_high": 0.95}, "duration alone"),
    ],
)
def test_a_control_that_does_too_well_has_failed(content, learner, planted_values, failed):
    verdict = planted(content, learner, **planted_values)
    assert verdict.controls == f"control failed: {failed}"


def test_drift_is_counted(content):
    drift = content.drift.copy()
    drift.loc[:1, "alarm"] = True
    drift.loc[2, "q_value"] = None
    assert Verdict(replace(content, drift=drift)).drift.summary == "drift in 2 of 40 tests"


def test_too_few_clips_is_not_the_same_as_no_drift(content):
    silent = content.drift.assign(q_value=float("nan"))
    assert Verdict(replace(content, drift=silent)).drift.summary == "drift not tested, too few clips"


def test_without_metrics_nothing_is_claimed():
    sentence = Verdict(ReportContent(run_id="0123456789ab", corpus="ravdess")).sentence
    assert sentence == (
        "No audio model was tested on unseen speakers. No controls were run, drift was not tested."
    )


def test_raters_are_not_named_where_there_are_none(content):
    metrics = content.metrics[content.metrics["row_kind"] != "human"]
    verdict = Verdict(replace(content, metrics=metrics))
    assert verdict.raters is None
    assert "raters" not in verdict.sentence

"""Counts of clips, rules and reasons, by hand."""

import pandas as pd
import pytest

from cremad.visualization.content import StageAccount
from cremad.visualization.summaries import count_reasons, count_rules, say_dependence, summarise_clips


def test_clips_are_counted_by_emotion_and_source(clips):
    summary = summarise_clips(clips)
    assert (summary.clips, summary.actors) == (480, 20)
    assert summary.sources == ["wav", "flv", "mp3"]
    assert sum(summary.by_source) == 480
    assert [each.clips for each in summary.emotions] == [80] * 6
    assert [sum(column) for column in zip(*(each.by_source for each in summary.emotions), strict=True)] == (
        summary.by_source
    )
    assert summary.sexes == {"female": 10, "male": 10}
    assert summary.ages == {"youngest": 20, "median": 39, "oldest": 58}


def test_what_a_corpus_does_not_state_is_left_out(clips):
    bare = clips.assign(age=None, sex=None, audio_source=None, duration_s=None, official=None)
    summary = summarise_clips(bare)
    assert (summary.sources, summary.sexes, summary.ages, summary.durations) == ([], {}, {}, {})
    assert (summary.seconds, summary.unofficial) == (0.0, 0)


def test_bytes_that_are_not_official_are_counted(clips):
    some = clips.assign(official=[False, None, *[True] * (len(clips) - 2)])
    assert summarise_clips(some).unofficial == 1


def test_a_clip_counts_once_for_a_rule():
    findings = pd.DataFrame(
        {"clip_id": ["a", "a", "b", "c"], "rule": ["r", "r", "r", "q"], "reason": ["1", "2", "3", "4"]}
    )
    assert [tuple(each) for each in count_rules(findings)] == [("r", 2, "1"), ("q", 1, "4")]


def test_reasons_are_counted_most_first():
    stage = StageAccount("s", "computed", 1.0, 0, 3, {"a": "first run", "b": "clip added", "c": "clip added"})
    assert count_reasons(stage) == [("clip added", 2), ("first run", 1)]
    assert count_reasons(StageAccount("s", "cached", 1.0)) == []


@pytest.mark.parametrize(
    ("v", "p", "told"),
    [
        (0.5, 0.3, "no more of the emotion than chance"),
        (0.05, 0.001, "a little"),
        (0.2, 0.001, "some"),
        (0.3, 0.001, "much"),
    ],
)
def test_dependence_has_a_sentence(v, p, told):
    assert told in say_dependence(v, p)

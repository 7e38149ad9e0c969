"""Leaks of any split are named."""

import pandas as pd
import pytest
from sklearn.model_selection import GroupShuffleSplit, KFold, ShuffleSplit

from cremad.evaluation.folds import Fold
from cremad.evaluation.leaks import describe_leaks, name_leaks
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import divide


def test_plain_folds_leak_actors_and_sentences(clips):
    leaks = name_leaks(KFold(4, shuffle=True, random_state=0), clips)
    assert set(leaks["what"]) == {"actor", "sentence"}
    assert (leaks["share"] == 1).all()
    assert leaks["values"].iloc[0].startswith("1001, ")


def test_actor_folds_leak_sentences_alone(clips):
    division = divide(find_protocol("actor_3fold"), clips, seed=0)
    by_hand = name_leaks(division.folds, clips)
    pd.testing.assert_frame_equal(name_leaks(division, clips), by_hand)
    assert by_hand["what"].tolist() == ["sentence"] * 3
    (words,) = describe_leaks(by_hand)
    assert words.startswith("sentence: in 3 fold(s), 100% to 100% of test clips, such as")


def test_groups_are_handed_to_the_splitter(clips):
    leaks = name_leaks(GroupShuffleSplit(1, random_state=0), clips, groups=clips["actor"])
    assert "actor" not in set(leaks["what"])


@pytest.mark.parametrize("column", ["content_sha256", "parent_clip_id"])
def test_a_copy_and_a_child_are_named(clips, column):
    train, test = clips["clip_id"][0], clips["clip_id"][143]
    value = {"content_sha256": "copied", "parent_clip_id": train}[column]
    planted = clips.assign(**{column: clips.get(column)})
    planted.loc[[0, 143] if column == "content_sha256" else [143], column] = value
    leaks = name_leaks([Fold(number=7, train=(train,), test=(test,))], planted)
    (leak,) = leaks[leaks["what"] == column].to_dict("records")
    assert (leak["fold"], leak["values"], leak["n"], leak["share"]) == (7, value, 1, 1.0)


def test_tests_of_the_past_are_named(clips):
    dated = clips.assign(time=range(len(clips)))
    assert "time" in set(name_leaks(ShuffleSplit(1, random_state=0), dated, time="time")["what"])
    assert "time" not in set(
        name_leaks(divide(find_protocol("time_3fold"), dated, seed=0), dated, time="time")["what"]
    )
    (leak,) = (
        name_leaks(
            [Fold(number=0, train=tuple(clips["clip_id"][:10]), test=tuple(clips["clip_id"][10:]))],
            dated.assign(time=[*range(12), *range(8, 140)]),
            time="time",
        )
        .query("what == 'time'")
        .to_dict("records")
    )
    assert (leak["n"], leak["values"]) == (2, "8 tested after 9 was trained on")


def test_nothing_leaks_nothing_is_said(clips):
    first, second = clips.iloc[0], clips.iloc[-1]
    leaks = name_leaks([Fold(number=0, train=(first["clip_id"],), test=(second["clip_id"],))], clips)
    assert leaks.empty
    assert describe_leaks(leaks) == []

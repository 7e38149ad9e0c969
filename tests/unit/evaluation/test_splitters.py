"""Every named splitter serves scikit-learn and keeps what its name says."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import cross_val_score

from cremad.errors import OptionError
from cremad.evaluation.protocol import NO_TRAINING, PUBLISHED_PROTOCOLS, actor_folds, find_protocol
from cremad.evaluation.protocols import divide, make_splitter
from cremad.evaluation.splitters import TimeOrderedSplit

PARTS = pd.DataFrame({"actor": [str(actor) for actor in range(1001, 1013)]}).assign(
    **dict.fromkeys(["audeering_1_1_0", "evar"], ["train"] * 8 + ["test"] * 4), hicmae_test_fold=list("123456") * 2
)
DRAWN = ["actor_5fold", "actor_10fold", "clip_5fold", "random_10fold", "plain_5fold"]
NAMES = [
    *DRAWN,
    "leave_one_actor_out",
    "leave_one_clip_out",
    "time_5fold",
    *(each.name for each in PUBLISHED_PROTOCOLS),
]


@pytest.fixture
def dated(clips):
    return clips.assign(time=pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(len(clips)) // 4, "D"))


@pytest.mark.parametrize("name", NAMES)
def test_named_splitters_serve_cross_val_score(dated, name):
    together = list(find_protocol(name).together)
    groups = dated[together[0]] if len(together) == 1 else dated[together].agg(" ".join, axis=1)
    splitter = make_splitter(find_protocol(name), seed=0, published=PARTS)
    X, y = np.zeros((len(dated), 1)), dated["emotion"]
    scores = cross_val_score(DummyClassifier(), X, y, groups=groups, cv=splitter)
    assert (
        len(scores)
        == splitter.get_n_splits(X, y, groups)
        == len(divide(find_protocol(name), dated, seed=0, published=PARTS).folds)
    )


@pytest.mark.parametrize("name", DRAWN)
def test_repeats_draw_anew_and_number_on(clips, name):
    once, thrice = (
        divide(find_protocol(name), clips, seed=0),
        divide(find_protocol(name), clips, seed=0, repeats=3),
    )
    folds = len(once.folds)
    assert thrice.folds[:folds] == once.folds
    assert [fold.number for fold in thrice.folds] == list(range(3 * folds))
    repeats = [thrice.folds[start : start + folds] for start in range(0, 3 * folds, folds)]
    assert len({tuple(fold.test for fold in repeat) for repeat in repeats}) == 3
    for repeat in repeats:
        assert sorted(clip for fold in repeat for clip in fold.test) == sorted(clips["clip_id"])
    assert make_splitter(find_protocol(name), seed=0, repeats=3).get_n_splits() == 3 * folds


def test_what_is_not_drawn_is_not_repeated():
    with pytest.raises(OptionError, match="same folds for every seed"):
        make_splitter(find_protocol("leave_one_actor_out"), seed=0, repeats=2)


def test_one_clip_is_left_out_and_its_copies_with_it(clips):
    copied = clips.assign(
        content_sha256=clips["content_sha256"].where(clips.index > 0, clips["content_sha256"][1])
    )
    division = divide(find_protocol("leave_one_clip_out"), copied, seed=0)
    assert sorted(len(fold.test) for fold in division.folds) == [1] * (len(clips) - 2) + [2]


def test_folds_by_time_train_on_the_past_alone(dated):
    time = dated.set_index("clip_id")["time"]
    folds = divide(find_protocol("time_5fold"), dated, seed=0).folds
    assert len(folds) == 5
    for fold in folds:
        assert time[list(fold.train)].max() < time[list(fold.test)].min()
    assert [len(fold.train) for fold in folds] == sorted(len(fold.train) for fold in folds)


def test_the_gap_is_kept_on_neither_side(dated):
    time, gap = dated.set_index("clip_id")["time"], pd.Timedelta(days=2)
    wide = divide(find_protocol("time_3fold"), dated, seed=0, gap=gap).folds
    near = divide(find_protocol("time_3fold"), dated, seed=0).folds
    assert [fold.test for fold in wide] == [fold.test for fold in near]
    assert all(time[list(fold.train)].max() == time[list(fold.test)].min() - gap for fold in wide)


def test_folds_by_time_need_times_and_a_past(clips, dated):
    with pytest.raises(OptionError, match="time of every clip"):
        list(TimeOrderedSplit(2).split(clips, groups=[1.0, None, 2.0]))
    with pytest.raises(OptionError, match="smaller gap"):
        list(TimeOrderedSplit(2, gap=10).split(clips, groups=[1, 2, 3]))
    short = divide(find_protocol("time_5fold"), dated[:20], seed=0)
    assert short.not_applicable == "5 folds need 6 different values of time; 5 at hand"


@pytest.mark.parametrize("name", ["clip_5fold", "random_5fold", "plain_5fold", "leave_one_clip_out"])
def test_words_stand_beside_results_on_actors_that_were_heard(clips, name):
    assert "not heard" in find_protocol(name).caveat
    assert divide(find_protocol(name), clips, seed=0).caveat == find_protocol(name).caveat


def test_honest_protocols_need_no_words():
    honest = [actor_folds(5), find_protocol("leave_one_actor_out"), *PUBLISHED_PROTOCOLS, NO_TRAINING]
    assert not any(protocol.caveat for protocol in honest)
    assert all(protocol.speaker_independent for protocol in honest)

"""Divisions keep what they promise."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import cross_val_score

from cremad.errors import MissingFileError, OptionError
from cremad.evaluation.folds import read_division, write_division
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import PublishedSplit, divide, make_splitter

PARTS = pd.DataFrame(
    {
        "actor": [str(actor) for actor in range(1001, 1013)],
        "evar": ["train"] * 6 + ["valid"] * 2 + ["test"] * 4,
        "audeering_1_1_0": ["train"] * 12,
        "hicmae_test_fold": [1, 2, 3, 4, 5, None] * 2,
    }
)


def actors_of(clips, ids):
    return set(clips.set_index("clip_id").loc[list(ids), "actor"])


@pytest.mark.parametrize(
    "name", ["actor_5fold", "actor_3fold", "clip_5fold", "random_5fold", "leave_one_actor_out"]
)
def test_each_clip_is_tested_once(clips, name):
    division = divide(find_protocol(name), clips, seed=0)
    tested = [clip for fold in division.folds for clip in fold.test]
    assert sorted(tested) == sorted(clips["clip_id"])
    assert all(set(fold.train) | set(fold.test) == set(clips["clip_id"]) for fold in division.folds)
    assert all(not set(fold.train) & set(fold.test) for fold in division.folds)


def test_actor_folds_keep_actors_apart_and_emotions_balanced(clips):
    for fold in divide(find_protocol("actor_5fold"), clips, seed=0).folds:
        assert not actors_of(clips, fold.train) & actors_of(clips, fold.test)
        emotions = clips.set_index("clip_id").loc[list(fold.test), "emotion"].value_counts()
        assert len(set(emotions)) == 1


def test_clip_folds_share_actors_but_no_sentence_of_an_actor(clips):
    cells = clips.set_index("clip_id")[["actor", "sentence"]].agg(" ".join, axis=1)
    for fold in divide(find_protocol("clip_5fold"), clips, seed=0).folds:
        assert not set(cells[list(fold.train)]) & set(cells[list(fold.test)])
        assert actors_of(clips, fold.train) & actors_of(clips, fold.test)


def test_random_folds_keep_copies_of_a_recording_together(clips):
    copied = clips.assign(content_sha256=clips["content_sha256"].where(clips.index % 2 == 0).ffill())
    content = copied.set_index("clip_id")["content_sha256"]
    for fold in divide(find_protocol("random_5fold"), copied, seed=0).folds:
        assert not set(content[list(fold.train)]) & set(content[list(fold.test)])


def test_leave_one_actor_out_has_a_fold_an_actor(clips):
    division = divide(find_protocol("leave_one_actor_out"), clips, seed=0)
    assert [len(actors_of(clips, fold.test)) for fold in division.folds] == [1] * 12


def test_the_seed_decides_and_the_order_of_clips_does_not(clips):
    shuffled = clips.sample(frac=1, random_state=1)
    assert divide(find_protocol("actor_5fold"), clips, seed=4) == divide(
        find_protocol("actor_5fold"), shuffled, seed=4
    )
    assert divide(find_protocol("actor_5fold"), clips, seed=4) != divide(
        find_protocol("actor_5fold"), clips, seed=5
    )


def test_published_split_tests_its_test_actors_once_and_trains_on_the_rest(clips):
    division = divide(find_protocol("published_evar"), clips, seed=0, published=PARTS)
    (fold,) = division.folds
    assert actors_of(clips, fold.test) == {"1009", "1010", "1011", "1012"}
    assert actors_of(clips, fold.train) == {str(actor) for actor in range(1001, 1009)}


def test_published_folds_leave_out_who_is_not_listed(clips):
    division = divide(find_protocol("published_hicmae"), clips, seed=0, published=PARTS)
    assert [len(actors_of(clips, fold.test)) for fold in division.folds] == [2] * 5
    assert all("1006" not in actors_of(clips, {*fold.train, *fold.test}) for fold in division.folds)


def test_published_fold_without_actors_at_hand_is_passed_over(clips):
    without = clips[~clips["actor"].isin(["1001", "1007"])]
    assert len(divide(find_protocol("published_hicmae"), without, seed=0, published=PARTS).folds) == 4


@pytest.mark.parametrize(
    ("name", "some", "reason"),
    [
        ("published_audeering", slice(None), "none to test on"),
        ("actor_5fold", slice(0, 48), "different values of actor; 4 at hand"),
        ("random_5fold", slice(0, 4), "4 at hand"),
        ("clip_5fold", slice(0, None, 12), "says one sentence"),
    ],
)
def test_what_does_not_apply_says_why(clips, name, some, reason):
    division = divide(find_protocol(name), clips[some], seed=0, published=PARTS)
    assert division.folds == ()
    assert reason in division.not_applicable


def test_sentences_that_are_not_known_count_as_one(clips):
    division = divide(find_protocol("clip_5fold"), clips.assign(sentence=None), seed=0)
    assert "says one sentence" in division.not_applicable


def test_no_emotion_is_common_enough(clips):
    few = clips.groupby("emotion").head(4)
    few = few.assign(actor=[f"a{number}" for number in range(len(few))])
    assert "no emotion has as many" in divide(find_protocol("actor_5fold"), few, seed=0).not_applicable


def test_actors_with_a_single_clip_and_rare_emotions(clips):
    thin = pd.concat([clips.iloc[::6], clips[clips["emotion"] == "sad"].head(1)])
    division = divide(find_protocol("actor_5fold"), thin.drop_duplicates("clip_id"), seed=0)
    assert len(division.folds) == 5
    assert all(fold.test for fold in division.folds)


def test_splitters_serve_scikit_learn(clips):
    for name in ("actor_5fold", "published_evar"):
        splitter = make_splitter(find_protocol(name), seed=0, published=PARTS)
        scores = cross_val_score(
            DummyClassifier(), np.zeros((len(clips), 1)), clips["emotion"], groups=clips["actor"], cv=splitter
        )
        assert len(scores) == splitter.get_n_splits(groups=clips["actor"])
    assert PublishedSplit({"1": "1", "2": "2"}).get_n_splits() == 2


def test_unknown_protocols_and_splits_without_their_table_are_refused():
    with pytest.raises(OptionError, match="no protocol 'lucky'"):
        find_protocol("lucky")
    with pytest.raises(OptionError, match="table of published splits"):
        make_splitter(find_protocol("published_evar"), seed=0)


def test_frozen_division_is_replayed(clips, tmp_path):
    division = divide(find_protocol("actor_5fold"), clips, seed=0)
    write_division(tmp_path / "folds.json", division)
    assert read_division(tmp_path / "folds.json") == division
    with pytest.raises(MissingFileError):
        read_division(tmp_path / "none.json")


def test_published_lists_over_the_whole_corpus(real_data):
    """91 actors: each split tests actors that it does not train on, HiCMAE all of them once."""
    published = pd.read_csv(real_data / "crema-d-published-splits.csv", dtype=str)
    clips = pd.DataFrame({"actor": published["actor"], "clip_id": published["actor"], "emotion": "sad"})
    clips = clips.assign(sentence="IEO", content_sha256=clips["clip_id"])
    sizes = {}
    for name in ("published_audeering", "published_evar", "published_hicmae"):
        division = divide(find_protocol(name), clips, seed=0, published=published)
        assert all(not set(fold.train) & set(fold.test) for fold in division.folds)
        sizes[name] = [len(fold.test) for fold in division.folds]
    assert sum(sizes["published_hicmae"]) == 91
    assert len(sizes["published_hicmae"]) == 5
    assert len(sizes["published_evar"]) == len(sizes["published_audeering"]) == 1

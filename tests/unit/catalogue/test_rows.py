"""A row's id is its description; its columns fit every results table; labels are what the corpus has."""

import pandas as pd
import pytest

from cremad.catalogue.rows import HumanRaters, Row, find_labels, scored_clips
from cremad.catalogue.spec import ModelSpec
from cremad.evaluation.protocol import NO_TRAINING, actor_folds
from cremad.networks.network_file import NetworkFile
from data_contracts.vocabulary import ROW_COLUMNS
from tests.unit.conftest import spec_of


def row(source, **options):
    return Row(source=source, **{"protocol": actor_folds(5), "labels": "six", "clips": ("audio",)} | options)


LOGISTIC = ModelSpec(learner="logistic_regression")


@pytest.mark.parametrize(
    "other",
    [
        row(LOGISTIC, clips=("audio", "image")),
        row(LOGISTIC, labels="three"),
        row(LOGISTIC, protocol=actor_folds(4)),
        row(LOGISTIC, trained_on="ravdess"),
        row(ModelSpec(learner="logistic_regression", adaptation="speaker")),
        row(ModelSpec(learner="logistic_regression", features=("image",))),
    ],
)
def test_whatever_differs_is_in_the_id(other):
    assert other.id != row(LOGISTIC).id
    assert row(LOGISTIC).id == row(ModelSpec(learner="logistic_regression")).id


def test_stored_weights_count_by_content_and_not_by_path():
    starts = [NetworkFile(path=f"{folder}/model.json", sha256="a" * 64) for folder in "xy"]
    ids = {row(spec_of("network_dense", start=start)).id for start in starts}
    assert len(ids) == 1
    other = NetworkFile(path="x/model.json", sha256="b" * 64)
    assert row(spec_of("network_dense", start=other)).id not in ids


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (LOGISTIC, "model"),
        (ModelSpec(learner="logistic_regression", adaptation="speaker"), "adapted"),
        (ModelSpec(learner="logistic_regression", features=("text",)), "control"),
        (ModelSpec(learner="majority"), "control"),
        (HumanRaters(given="voice", reading="plurality"), "human"),
    ],
)
def test_kinds_of_rows(source, kind):
    told = row(source).columns()
    assert tuple(told) == ROW_COLUMNS
    assert told["row_kind"] == kind
    assert told["raters"] == (source.given if kind == "human" else None)


def test_a_row_reads_what_its_model_reads_and_what_a_clip_must_have():
    assert row(spec_of("network_cnn", features=("audio", "image"))).reads == ("audio", "image", "log_mel", "face")
    assert row(ModelSpec(learner="logistic_regression", features=("speech",))).must_have == ("audio", "speech")
    assert row(ModelSpec(learner="duration_only")).must_have == ("audio",)
    raters = row(HumanRaters(given="both", reading="plurality"), protocol=NO_TRAINING, clips=("audio", "image"))
    assert raters.reads == ("audio", "image")


def test_labels_are_all_emotions_that_enough_actors_act(clips, features):
    assert find_labels(clips, 3) == ("six", {})
    few = clips[(clips["emotion"] != "fear") | (clips["actor"] < "1003")]
    assert find_labels(few, 3) == (
        "anger_disgust_happy_neutral_sad",
        {"fear": "2 actor(s) act it, and 3 are needed"},
    )
    with_video = scored_clips(clips, features, ("audio", "image"))
    assert find_labels(with_video, 3) == ("three", {})
    assert len(scored_clips(clips, features, ("audio", "image"), "three")) == 60
    assert find_labels(clips[clips["emotion"] == "sad"], 3) == (None, {})
    assert find_labels(clips.head(6), 3)[0] is None


def test_ids_are_the_same_in_every_process():
    frame = pd.DataFrame([row(LOGISTIC).columns()])
    assert frame["row_id"].str.fullmatch("[0-9a-f]{12}").all()

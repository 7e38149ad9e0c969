"""From one corpus to another: all clips of the second, by models that saw the first alone."""

import numpy as np
import pandas as pd
import pytest

from cremad.errors import LeakageError, OptionError
from cremad.experiments.comparison import Inputs
from cremad.experiments.cross_corpus import predict_across
from data_contracts.vocabulary import EMOTIONS


def corpus(name: str, shift: float, actors: int = 4) -> Inputs:
    """Clips whose features tell the emotion, all moved by what the corpus's microphone does."""
    rng = np.random.default_rng(len(name))
    rows = [(f"{name}-{a}-{e}-{n}", f"a{a}", e) for a in range(actors) for e in EMOTIONS for n in range(2)]
    clips = pd.DataFrame(rows, columns=["clip_id", "actor", "emotion"]).assign(corpus=name, sentence=None)
    clips["content_sha256"] = clips["clip_id"]
    told = 3 * np.eye(6)[[EMOTIONS.index(emotion) for emotion in clips["emotion"]]]
    table = pd.DataFrame(told + rng.normal(scale=0.3, size=told.shape) + shift, index=clips["clip_id"])
    return Inputs(clips, {"audio": table.rename(columns=lambda number: f"x{number}")})


def test_every_clip_of_the_tested_corpus_is_predicted_by_each_model():
    rows = predict_across(
        corpus("one", 0), corpus("two", 0), ["logistic_regression", "svm_rbf"], least_actors=3, seed=0
    )
    assert (rows.groupby("model")["clip_id"].nunique() == 48).all()
    assert set(rows["corpus"]) == {"two"}
    assert set(rows["protocol"]) == {"trained_on_one"}
    assert set(rows["actor"]) == {"a0", "a1", "a2", "a3"}
    assert (rows["y_true"] == rows["y_pred"]).mean() > 0.9


def test_distances_from_the_actor_are_not_misled_by_the_microphone():
    models = ["logistic_regression", "logistic_regression_by_actor"]
    rows = predict_across(corpus("one", 0), corpus("two", 3 * np.arange(6)), models, least_actors=3, seed=0)
    right = (rows["y_true"] == rows["y_pred"]).groupby(rows["model"]).mean()
    assert right["logistic_regression_by_actor"] > right["logistic_regression"]


def test_corpora_may_call_their_clips_the_same():
    trained, tested = corpus("one", 0), corpus("two", 0)
    clips = trained.clips.assign(clip_id=tested.clips["clip_id"])
    alike = Inputs(clips, {"audio": trained.features["audio"].set_axis(clips["clip_id"])})
    rows = [
        predict_across(each, tested, ["logistic_regression"], least_actors=3, seed=0) for each in (trained, alike)
    ]
    pd.testing.assert_frame_equal(*rows)


def test_a_copy_of_a_clip_in_the_other_corpus_is_a_leak():
    trained, tested = corpus("one", 0), corpus("two", 0)
    tested.clips.loc[0, "content_sha256"] = trained.clips.loc[5, "content_sha256"]
    with pytest.raises(LeakageError, match="content_sha256"):
        predict_across(trained, tested, ["svm_rbf"], least_actors=3, seed=0)


def test_corpora_without_a_common_label_set_are_refused():
    with pytest.raises(OptionError, match="no label set in common"):
        predict_across(corpus("one", 0), corpus("two", 0, actors=1), ["svm_rbf"], least_actors=3, seed=0)

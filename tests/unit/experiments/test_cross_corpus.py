"""From one corpus to another: all clips of the second, by models that saw the first alone."""

import numpy as np
import pandas as pd
import pytest

from cremad.catalogue.spec import ModelSpec
from cremad.catalogue.treatment import Treatment
from cremad.errors import LeakageError, OptionError
from cremad.experiments.comparison import Inputs
from cremad.experiments.cross_corpus import predict_across
from cremad.experiments.options import ExperimentOptions, specs
from cremad.selection.options import SelectionOptions
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


def options_of(*models, **others) -> ExperimentOptions:
    return ExperimentOptions(cross_corpus_models=models, **others)


def test_every_clip_of_the_tested_corpus_is_predicted_by_each_model():
    options = options_of(*specs("logistic_regression", "svm_rbf"))
    rows = predict_across(corpus("one", 0), corpus("two", 0), options, seed=0)
    assert (rows.groupby("learner")["clip_id"].nunique() == 48).all()
    assert set(rows["corpus"]) == {"two"}
    assert set(rows["protocol"]) == {"cross_corpus"}
    assert set(rows["trained_on"]) == {"one"}
    assert set(rows["actor"]) == {"a0", "a1", "a2", "a3"}
    assert (rows["y_true"] == rows["y_pred"]).mean() > 0.9


@pytest.mark.parametrize("adaptation", ["speaker", "corpus"])
def test_what_is_normalised_within_its_corpus_is_not_misled_by_the_microphone(adaptation):
    models = [ModelSpec(learner="logistic_regression", adaptation=each) for each in ("none", adaptation)]
    rows = predict_across(corpus("one", 0), corpus("two", 3 * np.arange(6)), options_of(*models), seed=0)
    right = (rows["y_true"] == rows["y_pred"]).groupby(rows["adaptation"]).mean()
    assert right[adaptation] > right["none"]


def test_the_treatment_of_the_run_holds_here_too():
    treatment = Treatment(selection=SelectionOptions(kind="pca"))
    options = options_of(*specs("logistic_regression"), treatment=treatment)
    rows = predict_across(corpus("one", 0), corpus("two", 0), options, seed=0)
    plain = predict_across(corpus("one", 0), corpus("two", 0), options_of(*specs("logistic_regression")), seed=0)
    assert rows["treatment"].notna().all()
    assert (rows["p_sad"] != plain["p_sad"]).any()


def test_the_emotions_that_both_act_are_scored():
    trained, tested = corpus("one", 0), corpus("two", 0)
    fewer = Inputs(tested.clips[tested.clips["emotion"] != "disgust"], tested.features)
    rows = predict_across(trained, fewer, options_of(*specs("logistic_regression")), seed=0)
    assert set(rows["labels"]) == {"anger_fear_happy_neutral_sad"}


def test_corpora_may_call_their_clips_the_same():
    trained, tested = corpus("one", 0), corpus("two", 0)
    clips = trained.clips.assign(clip_id=tested.clips["clip_id"])
    alike = Inputs(clips, {"audio": trained.features["audio"].set_axis(clips["clip_id"])})
    options = options_of(*specs("logistic_regression"))
    rows = [predict_across(each, tested, options, seed=0) for each in (trained, alike)]
    pd.testing.assert_frame_equal(*rows)


def test_a_copy_of_a_clip_in_the_other_corpus_is_a_leak():
    trained, tested = corpus("one", 0), corpus("two", 0)
    tested.clips.loc[0, "content_sha256"] = trained.clips.loc[5, "content_sha256"]
    with pytest.raises(LeakageError, match="content_sha256"):
        predict_across(trained, tested, options_of(*specs("svm_rbf")), seed=0)


def test_corpora_without_two_common_emotions_are_refused():
    with pytest.raises(OptionError, match="fewer than two emotions are acted by 3 actors in both corpora"):
        predict_across(corpus("one", 0), corpus("two", 0, actors=1), options_of(*specs("svm_rbf")), seed=0)


def test_votes_are_learnt_from_where_there_are_some_and_asked_for_where_not():
    trained, tested = corpus("one", 0), corpus("two", 0)
    options = options_of(*(ModelSpec(learner="logistic_regression", targets=each) for each in ("labels", "votes")))
    trained.clips[[f"votes_voice_{emotion}" for emotion in EMOTIONS]] = np.nan
    with pytest.raises(OptionError, match="not every clip of one was rated"):
        predict_across(trained, tested, options, seed=0)
    for acted, heard in zip(EMOTIONS, EMOTIONS[1:] + EMOTIONS[:1], strict=True):
        trained.clips[f"votes_voice_{heard}"] = 10.0 * (trained.clips["emotion"] == acted)
    rows = predict_across(trained, tested, options, seed=0).set_index(["targets", "clip_id"])["p_sad"]
    assert (rows["votes"] - rows["labels"]).abs().max() > 0.3

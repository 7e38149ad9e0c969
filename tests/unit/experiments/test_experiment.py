"""The rows that the clips at hand carry, and their predictions."""

import numpy as np
import pandas as pd
import pytest

from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.rows import Row, largest_labels, scored_clips
from cremad.errors import LeakageError, OptionError
from cremad.evaluation.premium import leakage_premium
from cremad.evaluation.scoring import score
from cremad.experiments.experiment import ExperimentOptions, fit_row, plan_rows, run_row
from cremad.experiments.outcome import Cost
from cremad.networks.network_file import NetworkFile
from cremad.registry.storage import save_model
from cremad.tables import to_arrow
from cremad.training.loop import train_network
from data_contracts.contract import load_table
from tests.unit.conftest import SHORT, build

OPTIONS = ExperimentOptions(models=("logistic_regression",))
PUBLISHED = pd.DataFrame(
    {
        "actor": [str(actor) for actor in range(1001, 1021)],
        "audeering_1_1_0": ["train"] * 20,
        "evar": ["train"] * 12 + ["valid"] * 3 + ["test"] * 5,
        "hicmae_test_fold": [1, 2, 3, 4, 5] * 4,
    }
)


def named(plan):
    return {row.name: row for row in plan.rows}


@pytest.fixture(scope="module")
def plan(clips, features):
    return plan_rows(clips, features, OPTIONS, seed=0, published=PUBLISHED)


@pytest.fixture(scope="module")
def predictions(plan, clips, features):
    rows = [run_row(row, clips, features, seed=0, published=PUBLISHED) for row in plan.rows]
    return pd.concat(rows).assign(run_id="0" * 12)


def test_sound_is_scored_on_six_and_sight_on_three_labels(plan):
    rows = named(plan)
    assert "audio/logistic_regression/actor_5fold/six" in rows
    for modality in ("audio", "image", "audio+image"):
        assert rows[f"{modality}/logistic_regression/actor_5fold/three"].clips_with == ("audio", "image")
    for given in ("voice", "face", "both"):
        assert {f"human_{given}/human_plurality/no_training/{labels}" for labels in ("six", "three")} <= set(rows)
    controls = [
        "none/majority",
        "audio/shuffled_labels",
        "audio/duration_only",
        "text/text_only",
        "text/sentence_lookup",
    ]
    assert {f"{control}/actor_5fold/six" for control in controls} <= set(rows)


def test_protocols_that_do_not_apply_are_listed_with_the_reason(plan):
    assert plan.skipped["audio/logistic_regression/published_audeering/six"].endswith(
        "none to test on, is at hand"
    )
    assert "audio/logistic_regression/published_hicmae/six" in named(plan)


def test_predictions_fit_the_contract(predictions):
    to_arrow(predictions, load_table("predictions"))
    key = list(load_table("predictions").key)
    assert not predictions.duplicated(key).any()


def test_compared_rows_are_of_the_same_clips(predictions):
    for _, rows in predictions[predictions["protocol"].isin(["actor_5fold", "no_training"])].groupby("labels"):
        clips_of = rows.groupby(["modality", "model"])["clip_id"].agg(frozenset)
        assert len(set(clips_of)) == 1


def test_scores_and_premium_of_the_whole_table(predictions):
    metrics = score(predictions)
    to_arrow(metrics, load_table("metrics"))
    uar = metrics[metrics["metric"] == "uar"].set_index(["modality", "model", "protocol", "labels"])["value"]
    assert uar["human_both", "human_plurality", "no_training", "six"] == 1.0
    assert uar["human_both", "human_single", "no_training", "six"] == pytest.approx(6 / 11)
    premium = leakage_premium(predictions).set_index("protocol")
    assert (premium["premium"] > 0).all()
    assert set(premium.index) == {"clip_5fold", "random_5fold"}


def test_same_row_twice_is_equal(plan, clips, features):
    row = named(plan)["audio+image/logistic_regression/actor_5fold/three"]
    once = run_row(row, clips, features, seed=0)
    again = run_row(row, clips.sample(frac=1, random_state=0), features, seed=0)
    pd.testing.assert_frame_equal(once, again)


def test_without_image_votes_transcripts_or_published_splits(clips, features):
    bare = clips.assign(transcript=None, votes_face_sad=None)
    plan = plan_rows(bare, {"audio": features["audio"]}, OPTIONS, seed=0)
    assert not any(row.modality in ("image", "audio+image", "human_face") for row in plan.rows)
    assert plan.skipped["text/text_only/actor_5fold/six"] == "not every clip has a transcript"
    assert plan.skipped["human_face/human_plurality/no_training/six"] == "not every clip was rated by face"
    assert not any("published" in name for name in [*plan.skipped, *named(plan)])


def test_image_alone_is_enough(clips, features):
    plan = plan_rows(clips, {"image": features["image"]}, OPTIONS, seed=0)
    assert "image/logistic_regression/actor_5fold/three" in named(plan)


def test_sets_that_come_with_extras_stand_beside_their_like(clips, features):
    speech = features["audio"].drop(columns="source").add_prefix("s")
    options = OPTIONS.model_copy(update={"fusion_models": ("logistic_regression", "network_cnn")})
    plan = plan_rows(clips, features | {"speech": speech}, options, seed=0)
    rows = named(plan)
    for modality in ("speech", "audio+speech"):
        assert rows[f"{modality}/logistic_regression/actor_5fold/six"].clips_with == ("audio", "speech")
    assert rows["speech+image/logistic_regression/actor_5fold/three"].clips_with == ("audio", "image", "speech")
    assert "audio+speech+image/logistic_regression_by_actor/actor_5fold/three" in rows
    assert plan.skipped["speech/network_cnn/actor_5fold/six"] == "there are no frames of speech"
    row = rows["speech+image/logistic_regression/actor_5fold/three"]
    predictions = run_row(row, clips, features | {"speech": speech}, seed=0)
    assert len(predictions) == len(features["image"])


def test_seen_clips_with_the_same_labels_have_a_name_of_their_own(clips, features):
    seen = features["audio"].drop(columns="source").add_prefix("i")
    whole = plan_rows(clips, {"audio": features["audio"], "image": seen}, OPTIONS, seed=0)
    assert "audio+image/logistic_regression/actor_5fold/six" in named(whole)
    part = plan_rows(clips, {"audio": features["audio"], "image": seen.iloc[12:]}, OPTIONS, seed=0)
    row = named(part)["audio+image/logistic_regression/actor_5fold_seen/six"]
    predictions = run_row(row, clips, {"audio": features["audio"], "image": seen.iloc[12:]}, seed=0)
    assert set(predictions["protocol"]) == {"actor_5fold_seen"}
    assert len(predictions) == len(clips) - 12


def test_too_few_clips_make_no_rows_and_say_so(clips, features):
    plan = plan_rows(clips.head(6), features, OPTIONS, seed=0)
    assert plan.rows == ()
    assert "3 actors" in plan.skipped["audio"]
    assert plan_rows(clips, {}, OPTIONS, seed=0).rows == ()


def test_label_set_is_the_largest_that_enough_actors_act(clips, features):
    assert largest_labels(clips, 3) == "six"
    assert largest_labels(clips[(clips["emotion"] != "fear") | (clips["actor"] < "1003")], 3) == "three"
    assert largest_labels(clips[clips["emotion"] != "sad"], 3) is None
    assert len(scored_clips(clips, features, ("audio", "image"), "three")) == 60


def test_leak_in_the_clips_fails_before_any_fit(plan, clips, features):
    copied = clips.assign(content_sha256="the same")
    row = named(plan)["audio/logistic_regression/actor_5fold/six"]
    with pytest.raises(LeakageError, match="content_sha256"):
        run_row(row, copied, features, seed=0)


def test_row_that_does_not_apply_is_refused(clips, features):
    row = Row(modality="audio", model="majority", protocol="actor_50fold", labels="six", clips_with=("audio",))
    with pytest.raises(OptionError, match="does not apply: 50 folds need"):
        run_row(row, clips, features, seed=0)


def test_model_for_serving_is_fitted_on_all_clips(plan, clips, features):
    row = named(plan)["audio+image/logistic_regression/actor_5fold/three"]
    model = fit_row(row, clips, features, seed=0)
    scored = scored_clips(clips, features, row.clips_with, row.labels)
    assert list(model.classes_) == ["anger", "happy", "sad"]
    assert model.predict_proba(model_inputs(row, scored, features)).shape == (60, 3)


def test_features_by_actor_are_deviations_from_the_actors_own_mean(clips, features):
    row = Row(
        modality="audio",
        model="logistic_regression_by_actor",
        protocol="actor_5fold",
        labels="six",
        clips_with=("audio",),
    )
    seen = model_inputs(row, clips, features)
    assert seen["a5"].equals(features["audio"]["a5"])
    one = seen[seen.index.str.startswith("1007_")]
    pd.testing.assert_series_equal(one["a5_from_actor"], one["a5"] - one["a5"].mean(), check_names=False)


def test_shuffled_labels_are_dealt_out_several_times(predictions):
    rows = predictions[predictions["model"] == "shuffled_labels"]
    assert sorted(rows["fold"].unique()) == list(range(40))
    assert (rows.groupby("clip_id").size() == 8).all()
    assert rows.groupby("clip_id")["y_pred"].nunique().max() > 1


def test_each_fold_is_shown(plan, clips, features):
    told = []
    row = named(plan)["none/majority/actor_5fold/six"]
    run_row(row, clips, features, seed=0, on_fold=told.append)
    assert [fold.number for fold in told] == [0, 1, 2, 3, 4]


def stored(folder, model, corpus):
    """A network as `keep_models` would have stored it."""
    table = pd.DataFrame({"a0": [0.0, 1.0] * 10})
    network = build("network_dense", 0).fit(table, ["happy", "sad"] * 10)
    lineage = {"corpus": corpus, "row": {"model": model, "modality": "audio"}}
    artifact = save_model(folder, network, lineage)
    return NetworkFile(path=artifact.path, sha256=artifact.sha256)


def test_a_pretrained_row_begins_with_the_network_that_has_seen_the_same(clips, features, tmp_path):
    plain, by_actor = (
        stored(tmp_path / name, name, "ravdess") for name in ("network_dense", "network_dense_by_actor")
    )
    models = ("network_dense", "network_dense_pretrained", "network_dense_by_actor_pretrained")
    options = ExperimentOptions(models=models, starts=(by_actor, plain))
    rows = named(plan_rows(clips, {"audio": features["audio"]}, options, seed=0))
    begun = {name: rows[f"audio/{name}/actor_5fold/six"].network.start for name in models}
    assert begun == dict(zip(models, (None, plain, by_actor), strict=True))


def test_without_a_stored_network_the_pretrained_row_is_skipped(clips, features):
    options = ExperimentOptions(models=("network_dense_pretrained",))
    plan = plan_rows(clips, {"audio": features["audio"]}, options, seed=0)
    assert "no stored network" in plan.skipped["audio/network_dense_pretrained/actor_5fold/six"]


def test_a_network_that_has_met_the_actors_is_refused(clips, features, tmp_path):
    start = stored(tmp_path, "network_dense", "crema-d")
    options = ExperimentOptions(models=("network_dense_pretrained",), starts=(start,))
    rows = named(plan_rows(clips, {"audio": features["audio"]}, options, seed=0))
    with pytest.raises(LeakageError, match="trained on this corpus"):
        run_row(rows["audio/network_dense_pretrained/actor_5fold/six"], clips, features, seed=0)


def test_rows_of_sequences_need_one_of_every_clip(clips, features):
    options = ExperimentOptions(models=("svm_sequences", "network_gru"))
    heard = {"audio": features["audio"], "mfcc": features["mfcc"]}
    plan = plan_rows(clips, heard | {"log_mel": features["log_mel"].iloc[1:]}, options, seed=0)
    assert named(plan)["audio/svm_sequences/actor_5fold/six"].frames == ("mfcc",)
    assert plan.skipped["audio/network_gru/actor_5fold/six"] == "not every clip has a sequence of log_mel"


def test_a_killed_row_goes_on_where_it_was(clips, features, tmp_path, monkeypatch):
    options = ExperimentOptions(models=("network_gru",), network=SHORT)
    heard = {name: features[name] for name in ("audio", "log_mel")}
    row = named(plan_rows(clips, heard, options, seed=0))["audio/network_gru/actor_5fold/six"]
    whole, folds = run_row(row, clips, heard, seed=0), []
    done = []

    def train(*others, checkpoint, **asked):
        done.append(checkpoint.exists())
        if len(done) == 3:
            raise KeyboardInterrupt
        return train_network(*others, checkpoint=checkpoint, **asked)

    monkeypatch.setattr("cremad.training.loop.train_network", train)
    with pytest.raises(KeyboardInterrupt):
        run_row(row, clips, heard, seed=0, checkpoint_dir=tmp_path)
    resumed = run_row(row, clips, heard, seed=0, checkpoint_dir=tmp_path, on_fold=folds.append)
    assert done[3:] == [True, True, False, False, False]
    pd.testing.assert_frame_equal(resumed, whole)
    assert Cost.of(folds).fit_s >= np.mean([fold.estimator.history_["seconds"].sum() for fold in folds])

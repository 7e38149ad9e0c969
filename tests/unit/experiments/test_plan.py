"""The rows that the clips at hand carry, and what is left out, with the reason."""

from cremad.experiments.options import ExperimentOptions, specs
from cremad.experiments.plan import plan_rows
from cremad.networks.presets import NetworkOptions
from cremad.training.options import TrainingOverrides
from tests.unit.conftest import spec_of
from tests.unit.experiments.conftest import OPTIONS, PUBLISHED, find_row, find_rows
from tests.unit.registry.conftest import store_network


def reasons(plan, *parts):
    return [reason for subject, reason in plan.skipped.items() if all(part in subject for part in parts)]


def test_audio_is_scored_on_six_and_video_on_three_labels(plan):
    assert find_row(plan, learner="logistic_regression", features="audio", labels="six").clips == ("audio",)
    for features in ("audio", "image", "audio+image"):
        row = find_row(plan, learner="logistic_regression", features=features, labels="three")
        assert row.clips == ("audio", "image")
    for given in ("voice", "face", "both"):
        for labels in ("six", "three"):
            assert len(find_rows(plan, raters=given, learner="plurality", labels=labels)) == 1
    for control in ("majority", "shuffled_labels", "duration_only", "text_only", "sentence_lookup"):
        assert find_row(plan, learner=control, labels="six").kind == "control"


def test_protocols_that_do_not_apply_are_listed_with_the_reason(plan):
    (reason,) = reasons(plan, "logistic_regression", "published_audeering", "six")
    assert reason.endswith("none to test on, is at hand")
    assert find_row(plan, learner="logistic_regression", protocol="published_hicmae", labels="six")


def test_without_image_votes_transcripts_or_published_splits(clips, features):
    bare = clips.assign(transcript=None, votes_face_sad=None)
    plan = plan_rows(bare, {"audio": features["audio"]}, OPTIONS, seed=0)
    assert not any(row.columns()["features"] in ("image", "audio+image") for row in plan.rows)
    assert not find_rows(plan, raters="face")
    assert reasons(plan, "text_only", "six") == ["not every clip has a transcript"]
    assert reasons(plan, "human raters of face, plurality") == ["not every clip was rated by face"]
    assert reasons(plan, "text_counts") == ["there are no features text"]
    assert not reasons(plan, "published")


def test_image_alone_is_enough(clips, features):
    plan = plan_rows(clips, {"image": features["image"]}, OPTIONS, seed=0)
    assert find_row(plan, learner="logistic_regression", features="image", labels="three")


def test_feature_sets_that_come_with_extras_join_their_modality(clips, features):
    speech = features["audio"].drop(columns="source").add_prefix("s")
    options = OPTIONS.model_copy(update={"fusion_models": specs("logistic_regression", "network_cnn")})
    plan = plan_rows(clips, features | {"speech": speech}, options, seed=0)
    logistic = {"learner": "logistic_regression"}
    for name in ("speech", "audio+speech"):
        assert find_row(plan, features=name, labels="six", **logistic).must_have == ("audio", "speech")
    assert find_row(plan, features="speech+image", labels="three", **logistic).clips == ("audio", "image")
    assert find_row(plan, features="audio+speech+image", adaptation="speaker", **logistic)
    assert "network_cnn reads no sequences of speech" in reasons(plan, "network_cnn speech", "six")


def test_clips_with_video_and_the_same_labels_are_a_clip_set_of_their_own(clips, features):
    image = features["audio"].drop(columns="source").add_prefix("i")
    part = plan_rows(clips, {"audio": features["audio"], "image": image.iloc[12:]}, OPTIONS, seed=0)
    on = {
        clip_set: find_row(part, learner="logistic_regression", features="audio", labels="six", clip_set=clip_set)
        for clip_set in ("audio", "audio+image")
    }
    assert on["audio"].id != on["audio+image"].id


def test_too_few_clips_make_no_rows_and_say_so(clips, features):
    plan = plan_rows(clips.head(6), features, OPTIONS, seed=0)
    assert plan.rows == ()
    assert "3 actors" in plan.skipped["clips with audio"]
    assert plan_rows(clips, {}, OPTIONS, seed=0).rows == ()


def test_the_label_set_is_what_the_corpus_has_and_what_is_left_out_is_said(clips, features):
    rare = clips[(clips["emotion"] != "fear") | (clips["actor"] == "1001")]
    plan = plan_rows(rare, {"audio": features["audio"]}, OPTIONS, seed=0)
    assert {row.labels for row in plan.rows} == {"anger_disgust_happy_neutral_sad"}
    assert plan.skipped["fear, clips with audio"] == "1 actor(s) act it, and 3 are needed"


def test_the_treatment_and_the_networks_options_hold_for_every_model(clips, features):
    network = NetworkOptions(training=TrainingOverrides(epochs=3))
    options = ExperimentOptions(models=specs("network_dense", "svm_rbf"), network=network)
    plan = plan_rows(clips, {"audio": features["audio"]}, options, seed=0)
    assert find_row(plan, learner="network_dense").source.network == network
    assert find_row(plan, learner="svm_rbf").source.network is None


def test_a_pretrained_row_begins_with_the_stored_network_that_has_the_same_inputs(clips, features, tmp_path):
    stored = {
        adaptation: store_network(tmp_path / adaptation, spec_of("network_dense", adaptation=adaptation))
        for adaptation in ("none", "speaker")
    }
    wanted = tuple(spec_of("network_dense", adaptation=adaptation) for adaptation in ("none", "speaker", "corpus"))
    options = ExperimentOptions(
        models=specs("network_dense"), pretrained_models=wanted, starts=(stored["speaker"], stored["none"])
    )
    plan = plan_rows(clips, {"audio": features["audio"]}, options, seed=0)
    assert find_row(plan, learner="network_dense").source.start is None
    for adaptation, start in stored.items():
        row = find_row(plan, learner="network_dense", adaptation=adaptation, start=start.model_id)
        assert row.source.start == start
    assert reasons(plan, "network_dense (adaptation=corpus") == [
        "no stored network with the same model inputs was given as a start"
    ]


def test_rows_of_sequences_need_one_of_every_clip(clips, features):
    options = ExperimentOptions(models=specs("svm_sequences", "network_gru"))
    heard = {"audio": features["audio"], "mfcc": features["mfcc"]}
    plan = plan_rows(clips, heard | {"log_mel": features["log_mel"].iloc[1:]}, options, seed=0)
    assert find_row(plan, learner="svm_sequences").reads == ("audio", "mfcc")
    assert reasons(plan, "network_gru", "actor_5fold") == ["not every clip has a sequence of log_mel"]


def test_published_splits_may_be_left_out(clips, features):
    options = OPTIONS.model_copy(update={"published_splits": False})
    plan = plan_rows(clips, {"audio": features["audio"]}, options, seed=0, published=PUBLISHED)
    assert not [row for row in plan.rows if row.protocol.kind == "published"]

"""A row's predictions, after its folds have passed the firewall."""

import numpy as np
import pandas as pd
import pytest

from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.rows import Row, scored_clips
from cremad.catalogue.spec import ModelSpec
from cremad.errors import LeakageError, OptionError
from cremad.evaluation.premium import leakage_premium
from cremad.evaluation.protocol import actor_folds
from cremad.evaluation.scoring import score
from cremad.experiments.outcome import Cost
from cremad.experiments.run import fit_row, run_row
from cremad.tables import to_arrow
from cremad.training.loop import train_network
from data_contracts.contract import load_table
from tests.unit.conftest import spec_of
from tests.unit.experiments.conftest import PUBLISHED, find_row
from tests.unit.registry.conftest import store_network


@pytest.fixture(scope="module")
def predictions(plan, clips, features):
    rows = [run_row(row, clips, features, seed=0, published=PUBLISHED) for row in plan.rows]
    return pd.concat(rows).assign(run_id="0" * 12)


def test_predictions_fit_the_contract(predictions):
    contract = load_table("predictions")
    to_arrow(predictions, contract)
    assert not predictions.duplicated(list(contract.key)).any()
    speaker = predictions[predictions["adaptation"] == "speaker"]
    assert set(speaker["row_kind"]) == {"adapted"}


def test_compared_rows_are_of_the_same_clips(predictions):
    for _, rows in predictions[predictions["protocol"].isin(["actor_5fold", "no_training"])].groupby("clip_set"):
        clips_of = rows.groupby("row_id")["clip_id"].agg(frozenset)
        assert len(set(clips_of)) == 1


def test_scores_and_premium_of_the_whole_table(predictions):
    metrics = score(predictions)
    to_arrow(metrics, load_table("metrics"))
    uars = metrics[(metrics["metric"] == "uar") & (metrics["labels"] == "six")]
    raters = uars[uars["raters"] == "both"].set_index("learner")["value"]
    assert raters["plurality"] == 1.0
    assert raters["single_rating"] == pytest.approx(6 / 11)
    premium = leakage_premium(predictions)
    to_arrow(premium, load_table("leakage_premium"))
    assert (premium["premium"] > 0).all()
    assert set(premium["protocol"]) == {"clip_5fold", "random_5fold"}


def test_same_row_twice_is_equal(plan, clips, features):
    row = find_row(plan, learner="logistic_regression", features="audio+image")
    once = run_row(row, clips, features, seed=0)
    again = run_row(row, clips.sample(frac=1, random_state=0), features, seed=0)
    pd.testing.assert_frame_equal(once, again)
    assert len(once) == 60


def test_a_leak_in_the_clips_fails_before_any_fit(plan, clips, features):
    copied = clips.assign(content_sha256="the same")
    row = find_row(plan, learner="logistic_regression", features="audio", labels="six")
    with pytest.raises(LeakageError, match="content_sha256"):
        run_row(row, copied, features, seed=0)


def test_a_row_that_does_not_apply_is_refused(clips, features):
    row = Row(source=ModelSpec(learner="majority"), protocol=actor_folds(50), labels="six", clips=("audio",))
    with pytest.raises(OptionError, match="does not apply: 50 folds need"):
        run_row(row, clips, features, seed=0)


def test_a_model_for_serving_is_fitted_on_all_clips(plan, clips, features):
    row = find_row(plan, learner="logistic_regression", features="audio+image")
    model = fit_row(row, clips, features, seed=0)
    scored = scored_clips(clips, features, row.must_have, row.labels)
    assert list(model.classes_) == ["anger", "happy", "sad"]
    assert model.predict_proba(model_inputs(row.source, scored, features)).shape == (60, 3)


def test_shuffled_labels_are_dealt_out_several_times(predictions):
    rows = predictions[predictions["learner"] == "shuffled_labels"]
    assert sorted(rows["fold"].unique()) == list(range(40))
    assert (rows.groupby("clip_id").size() == 8).all()
    assert rows.groupby("clip_id")["y_pred"].nunique().max() > 1


def test_each_fold_is_shown(plan, clips, features):
    told = []
    row = find_row(plan, learner="majority", labels="six")
    run_row(row, clips, features, seed=0, on_fold=told.append)
    assert [fold.number for fold in told] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("trained_on", "message"),
    [
        (
            {"actor": ["1007"], "content_sha256": ["x"]},
            "was trained on 1 speakers that are tested here, such as 1007",
        ),
        (
            {"actor": ["anna"], "content_sha256": ["1007_IEO_sad"]},
            "was trained on 1 recordings that are tested here",
        ),
    ],
)
def test_weights_of_speakers_or_recordings_that_are_tested_are_refused_whatever_their_corpus(
    trained_on, message, clips, features, tmp_path
):
    start = store_network(tmp_path, spec_of("network_dense"), **trained_on)
    row = Row(
        source=spec_of("network_dense", start=start), protocol=actor_folds(5), labels="six", clips=("audio",)
    )
    with pytest.raises(LeakageError, match=message):
        run_row(row, clips, features, seed=0)


def test_weights_of_other_speakers_of_the_same_corpus_may_be_started_from(clips, features, tmp_path):
    first = clips["actor"] < "1011"
    start = store_network(tmp_path, spec_of("network_dense"), actor=sorted(set(clips["actor"][first])))
    row = Row(
        source=spec_of("network_dense", start=start), protocol=actor_folds(5), labels="six", clips=("audio",)
    )
    rows = run_row(row, clips[~first], features, seed=0)
    assert set(rows["start"]) == {start.model_id}
    assert np.isfinite(rows["p_sad"]).all()


def test_a_killed_row_goes_on_where_it_was(clips, features, tmp_path, monkeypatch):
    heard = {name: features[name] for name in ("audio", "log_mel")}
    row = Row(source=spec_of("network_gru"), protocol=actor_folds(5), labels="six", clips=("audio",))
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

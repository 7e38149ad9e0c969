"""Studies over features that are there: models, networks, searches, preparation; and what comes later."""

from pathlib import Path

import pytest

from cremad.catalogue.spec import ModelSpec
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.errors import LeakageError
from cremad.registry.stored_model import load_model
from cremad.tables import current_table, read_manifest, read_table
from flows.augment import augment
from flows.cross_corpus import cross_corpus
from flows.features import features
from flows.ingest import ingest
from flows.leaderboard import leaderboard
from flows.prepare import prepare
from flows.search import search
from flows.train_neural import train_neural
from pipeline_config.paths import DataDirectory
from tests.flows.conftest import write_manifest

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def data(server, tmp_path_factory):
    data = DataDirectory(tmp_path_factory.mktemp("studies"))
    ingest(data_dir=str(data.root))
    features(data_dir=str(data.root))
    return data


def read(data: DataDirectory, table: str, group: str = "synthetic"):
    return read_table(current_table(data.table(table), group))


def test_the_leaderboard_places_models_and_computes_only_what_is_new(data):
    first = leaderboard(data_dir=str(data.root), learners=["logistic_regression", "ridge"], repeats=2)
    board = read(data, "leaderboard", first["run_id"])
    rows = board[(board["protocol"] == "actor_5fold") & (board["features"] == "audio")].set_index("learner")
    assert set(rows.loc[rows["row_kind"] == "model", "rank"].dropna()) <= set(range(1, 10))
    assert (rows.loc[["logistic_regression", "ridge"], "model_bytes"] > 0).all()
    assert {"human", "control"} <= set(board["row_kind"])
    pairs = read(data, "significance", first["run_id"])
    assert {"logistic_regression", "ridge"} <= set(pairs["learner"]) | set(pairs["other_learner"])
    learners = ["logistic_regression", "ridge", "nearest_neighbours"]
    more = leaderboard(data_dir=str(data.root), learners=learners, repeats=2)
    (trained,) = (each for each in more["stages"] if each["name"] == "train-models")
    assert trained["facts"]["rows"] - trained["facts"]["cached"] == 1


def test_networks_are_trained_with_the_rest_and_have_a_history(data, monkeypatch):
    monkeypatch.setenv("CREMAD__NEURAL__NETWORK__MEMBERS", "1")
    made = train_neural(
        data_dir=str(data.root),
        learners=["network_dense", "network_cnn", "svm_sequences"],
        epochs=3,
        folds=3,
    )
    board = read(data, "leaderboard", made["run_id"])
    of_audio = board[board["features"] == "audio"]
    assert {"network_dense", "network_cnn", "svm_sequences"} <= set(of_audio["learner"])
    assert {"image", "audio+image"} <= set(board["features"])
    history = read(data, "training_history", made["run_id"])
    heard = history[(history["clip_set"] == "audio") & (history["learner"] == "network_cnn")]
    assert heard.groupby("fold")["epoch"].max().tolist() == [3, 3, 3]
    assert history["train_loss"].gt(0).all()
    page = data.report(made["run_id"]).joinpath("index.html").read_text()
    assert "How the networks were trained" in page
    (trained,) = (each for each in made["stages"] if each["name"] == "train-models")
    assert "network_dense (adaptation=none, targets=labels) from stored weights" in trained["facts"]["skipped"]
    stored = load_model("synthetic.network_dense.audio.six", data.root).artifact.path.parent
    files = {"model.json", "network.safetensors", "training_clips.parquet"}
    assert {path.name for path in stored.iterdir()} == files
    assert not list(data.rows.glob("*.trainings"))


def test_a_network_that_has_met_the_actors_may_not_be_begun_with(data):
    with pytest.raises(LeakageError, match="speakers that are tested here"):
        train_neural(
            data_dir=str(data.root),
            learners=["logistic_regression"],
            epochs=3,
            folds=3,
            starts=["synthetic.network_dense.audio.six"],
        )


def test_a_search_is_scored_on_unseen_actors(data):
    asked = {"data_dir": str(data.root), "learner": "logistic_regression", "strategy": "random", "trials": 4}
    found = search(**asked, folds=3)
    trials = read(data, "trials", found["run_id"])
    assert trials.groupby("outer_fold", dropna=False).size().tolist() == [4, 4, 4, 4]
    metrics = read(data, "metrics", found["run_id"])
    uar = metrics[metrics["metric"] == "uar"]
    assert uar["learner"].tolist() == ["logistic_regression"]
    assert uar["params"].tolist() == ['{"search":"random"}']
    assert uar["value"].between(0.3, 1).all()
    again = search(**asked, folds=3)
    assert all(each["cached"] for each in again["stages"] if each["cached"] is not None)


def test_architectures_are_searched_and_compared_with_chance(data):
    asked = {"learner": "network", "strategy": "genetic", "compare_with": "random", "trials": 6, "epochs": 3}
    found = search(data_dir=str(data.root), nested=False, **asked)
    trials = read(data, "trials", found["run_id"])
    assert set(trials["strategy"]) == {"genetic", "random"}
    best = ModelSpec.model_validate_json(found["best"])
    assert best.learner == "network"
    assert best.params["training.epochs"] == 3
    assert Path(found["page"]).exists()


def test_models_of_one_corpus_meet_another(data, tmp_path):
    others = SyntheticOptions(seed=7)
    there = {"corpus": "manifest", "corpus_dir": str(write_manifest(tmp_path, others)), "data_dir": str(data.root)}
    ingest(**there)
    features(**there)
    made = cross_corpus("synthetic", "manifest", data_dir=str(data.root), profile="demo")
    predictions = read(data, "predictions", made["run_id"])
    assert set(predictions["protocol"]) == {"cross_corpus"}
    assert set(predictions["trained_on"]) == {"manifest"}
    assert set(predictions["adaptation"]) == {"none", "speaker", "corpus"}
    assert len(made["reports"]) == 2


def test_preparation_decides_and_selects(data):
    prepare(data_dir=str(data.root), outliers="z_score", action="clip")
    decisions = read(data, "cleaning_decisions")
    assert set(decisions["action"]) <= {"clip", "impute"}
    selection = read(data, "selection")
    assert set(selection["modality"]) == {"audio", "image"}
    assert read(data, "selection_stability")["stability"].dropna().between(-1, 1).all()
    assert (data.report("selection-synthetic") / "selection.md").read_text().count("data:image/svg+xml") == 2


def test_augmentation_is_measured_with_intervals(data, monkeypatch):
    monkeypatch.setenv("CREMAD__AUGMENTATION__KINDS", "[gain, flip]")
    augment(data_dir=str(data.root))
    (group,) = read_manifest(data.table("augmentation_effect"))["groups"]
    effect = read(data, "augmentation_effect", group)
    assert {"gain", "flip", "smote"} <= set(effect["kind"])
    assert (effect["ci_low"] <= effect["difference"]).all()
    assert (effect["difference"] <= effect["ci_high"]).all()


def test_a_set_that_comes_later_leaves_the_others_alone(data):
    pytest.importorskip("tokenizers")
    before = current_table(data.table("features_audio"), "synthetic")
    (extracted, admitted, checked) = features(data_dir=str(data.root), feature_sets=["sentence"])
    assert (extracted["name"], admitted["name"], checked["name"]) == (
        "extract-sentence",
        "admit-sentence",
        "check-consistency",
    )
    assert len(read(data, "features_sentence")) == len(read(data, "clips"))
    assert current_table(data.table("features_audio"), "synthetic") == before

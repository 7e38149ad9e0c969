"""The demo: the whole pipeline on the synthetic corpus, once for all tests here, on a real server."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from prefect.client.orchestration import get_client

from cremad.artifacts import code
from cremad.preprocessing.sequences import open_sequences
from cremad.registry.stored_model import load_model
from cremad.tables import current_table, read_manifest, read_table
from flows.pipeline import pipeline
from pipeline_config.paths import DataDirectory
from tasks.context import open_context
from tasks.inputs import current_sequences


@pytest.fixture(scope="module")
def data(server, tmp_path_factory):
    return DataDirectory(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def made(data):
    return pipeline(data_dir=str(data.root))


AUDIO = {"features": "audio", "clip_set": "audio", "protocol": "actor_5fold", "labels": "six", "targets": "labels"}


def read(data: DataDirectory, table: str) -> pd.DataFrame:
    (group,) = read_manifest(data.table(table))["groups"]
    return read_table(current_table(data.table(table), group))


def uar(metrics: pd.DataFrame, **row: str) -> pd.Series:
    wanted = metrics[(metrics["metric"] == "uar") & (metrics[list(row)] == pd.Series(row)).all(axis=1)]
    return wanted.squeeze()


def test_every_table_is_there(made, data):
    tables = {path.name for path in (data.root / "tables").iterdir()}
    assert {
        "clips",
        "clips_quarantine",
        "clips_findings",
        "signal_quality",
        "features_audio",
        "features_image",
        "features_text",
        "predictions",
        "metrics",
        "leakage_premium",
        "drift",
    } <= tables


def test_sequences_are_there_of_every_clip_that_has_the_medium(made, data):
    context, _ = open_context("synthetic", None, str(data.root), "demo")
    of_kind = {kind: open_sequences(artifact) for kind, artifact in current_sequences(context).items()}
    tables = {"log_mel": "features_audio", "mfcc": "features_audio", "face": "features_image"}
    assert {kind: list(sequences) for kind, sequences in of_kind.items()} == {
        kind: read(data, table)["clip_id"].tolist() for kind, table in tables.items()
    }


def test_the_demo_is_neither_trivial_nor_hopeless(made, data):
    best = max(
        uar(read(data, "metrics"), **AUDIO, learner=learner, adaptation="none")["value"]
        for learner in ("logistic_regression", "svm_rbf", "xgboost")
    )
    assert 0.5 < best < 0.9


def test_human_raters_and_controls_are_in_the_tables_of_the_models(made, data):
    metrics = read(data, "metrics")
    assert {"voice", "face", "both"} <= set(metrics["raters"])
    controls = metrics[metrics["row_kind"] == "control"]
    assert {"majority", "text_only", "sentence_lookup", "shuffled_labels", "duration_only"} <= set(
        controls["learner"]
    )
    uars = metrics[metrics["metric"] == "uar"]
    assert (uars["ci_low"] <= uars["value"]).all()
    assert (uars["value"] <= uars["ci_high"]).all()


def test_no_clip_is_lost(made, data):
    (staged,) = (data.root / "cache" / "staging").glob("synthetic-inventory-*.parquet")
    listed = pd.read_parquet(staged)
    kept, out = read(data, "clips")["clip_id"], read(data, "clips_quarantine")["clip_id"]
    assert set(listed["clip_id"]) == set(kept) | set(out)
    assert not set(kept) & set(out)


def test_the_report_and_the_docs_are_pages_on_their_own(made, data):
    for page in (Path(made["report"]), data.data_docs / "index.html"):
        text = page.read_text()
        assert "<link" not in text or "https://" not in text.split("<body")[0]
    assert made["run_id"] in Path(made["report"]).read_text()


def test_the_same_answer_stands_in_prefect(made):
    with get_client(sync_client=True) as client:
        artifacts = {each.key: each for each in client.read_artifacts() if each.key}
    assert {"summary", "metrics", "confusion", "leakage-premium", "drift", "report"} <= set(artifacts)
    assert "data:image/svg+xml;base64," in artifacts["confusion"].data


def test_at_most_25_task_runs_and_no_pickle(made, data):
    assert len(made["stages"]) <= 25
    for record in data.results.iterdir():
        assert b'"type":"json"' in record.read_bytes()


def test_every_compared_model_is_stored_and_answers_as_the_table_says(made, data):
    rows = read(data, "models").set_index("row_id")
    kept = rows[rows["model_id"].notna()]
    assert {"audio", "image", "audio+image"} <= set(kept["features"])
    assert set(kept["adaptation"]) == {"none", "speaker"}
    assert kept["model_id"].is_unique
    model = load_model("synthetic.logistic_regression.audio.six", data.root)
    assert model.id in set(kept["model_id"])
    clips = read(data, "clips").dropna(subset="audio_path").head(5)
    features = read(data, "features_audio").set_index("clip_id").loc[clips["clip_id"]]
    expected = model.predict(features)
    answers = model.predict_clips([data.corpus("synthetic") / path for path in clips["audio_path"]])
    probabilities = [f"p_{emotion}" for emotion in model.labels]
    np.testing.assert_allclose(answers[probabilities], expected[probabilities], atol=1e-6)


@pytest.fixture(scope="module")
def again(made, data):
    return pipeline(data_dir=str(data.root))


def states(stages: list[dict]) -> dict[str, bool]:
    return {each["name"]: each["cached"] for each in stages if each["cached"] is not None}


def test_an_unchanged_second_run_is_answered_from_the_cache(again, made):
    assert all(states(again["stages"]).values())
    assert again["run_id"] == made["run_id"]


def test_a_worker_more_changes_no_digest(again, data, tmp_path):
    other = DataDirectory(tmp_path)
    shutil.copytree(data.corpus("synthetic"), other.corpus("synthetic"))
    from flows.features import features
    from flows.ingest import ingest

    ingest(data_dir=str(tmp_path), workers=1)
    features(data_dir=str(tmp_path), workers=1)
    for table in ("clips", "features_audio", "features_image", "features_text"):
        ours, theirs = (current_table(each.table(table), "synthetic").sha256 for each in (data, other))
        assert ours == theirs, table


def test_one_changed_clip_recomputes_its_partition_only(again, data):
    from flows.features import features
    from flows.ingest import ingest

    first, second = sorted((data.corpus("synthetic") / "AudioWAV").glob("*.wav"))[:2]
    original = first.read_bytes()
    first.write_bytes(original[:44] + original[46:] + b"\0\0")
    try:
        ingest(data_dir=str(data.root))
        stages = {each["name"]: each for each in features(data_dir=str(data.root))}
    finally:
        first.write_bytes(original)
    reasons = stages["extract-audio"]["facts"]["cache"]["reasons"]
    assert list(reasons.values()) == [f"clip changed: {first.stem}"]
    assert second.stem not in str(reasons.values())


def test_an_edited_function_recomputes_its_stage_and_what_follows(again, data, tmp_path, monkeypatch):
    from flows.features import features
    from flows.ingest import ingest

    for package in code.PROJECT_PACKAGES:
        shutil.copytree(code.PROJECT_ROOT / package, tmp_path / package)
    edited = tmp_path / "cremad" / "features" / "text" / "extractor.py"
    edited.write_text(edited.read_text() + "\nEDITED = True\n")
    monkeypatch.setattr(code, "PROJECT_ROOT", tmp_path)
    ingest(data_dir=str(data.root))
    stages = {each["name"]: each for each in features(data_dir=str(data.root))}
    reasons = set(stages["extract-text"]["facts"]["cache"]["reasons"].values())
    assert reasons == {"code changed: cremad/features/text/extractor.py"}
    assert stages["extract-audio"]["facts"]["cache"]["misses"] == 0

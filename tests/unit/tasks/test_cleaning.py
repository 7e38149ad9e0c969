"""The stages of cleaning publish what they find, for the corpus that they are run over."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cremad.artifacts.artifact import Artifact
from cremad.cleaning.outliers import OutlierOptions
from cremad.cleaning.steps import CleaningOptions
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from data_contracts.vocabulary import EMOTIONS
from pipeline_config.cluster import ClusterOptions
from tasks.cleaning import available_tables, check_tables, decide_clips
from tasks.context import RunContext

PEOPLE = "ActorID,Age,Sex,Race,Ethnicity\n1,30,Male,Unknown,Unknown\n9,30,Male,Unknown,Unknown\n"


def publish(context: RunContext, name: str, rows: pd.DataFrame, group: str) -> Artifact:
    """Rows of a contract; columns that are not given are null, or 0 where they may not be."""
    contract = load_table(name)
    missing = {
        field.name: None if field.nullable else 0.0 for field in contract.fields if field.name not in rows.columns
    }
    frame = rows.assign(**missing)[list(contract.columns)]
    return publish_table(context.data.table(name), contract, frame, group=group, lineage={})


RATED = """
from cremad.corpora.corpus import Corpus

RATED = Corpus("rated", "a corpus of another package", list, tables={"demographics": "VideoDemographics.csv"})
"""


@pytest.fixture
def context(tmp_path: Path, extend) -> RunContext:
    (tmp_path / "rated_corpus.py").write_text(RATED)
    extend("cremad.corpora", "rated_corpus:RATED", tmp_path)
    (tmp_path / "corpus").mkdir()
    return RunContext(
        corpus="rated",
        corpus_dir=tmp_path / "corpus",
        data_dir=tmp_path / "data",
        cluster=ClusterOptions(),
    )


@pytest.fixture
def clips(context) -> Artifact:
    rows = [(f"{actor}-{emotion}", str(actor), emotion) for actor in range(1, 7) for emotion in EMOTIONS]
    frame = pd.DataFrame(rows, columns=["clip_id", "actor", "emotion"])
    known = {"corpus": "rated", "transcript": "Yes.", "content_sha256": frame["clip_id"]}
    return publish(context, "clips", frame.assign(**known, audio_path=None), "rated")


@pytest.fixture
def features(context, clips) -> Artifact:
    """Of all clips but one; one counts a thousand words."""
    rows = read_table(clips)[["clip_id", "transcript"]].assign(n_words=np.tile(np.arange(1.0, 7.0), 6))
    rows.loc[4, "n_words"] = 1000.0
    return publish(context, "features_text", rows[:-1], "rated")


def test_findings_are_published(context, clips, features):
    (context.corpus_dir / "VideoDemographics.csv").write_text(PEOPLE)
    kept_out = {"table": "features_text", "corpus": "rated", "row": "6-sad", "severity": "error"}
    kept_out = pd.DataFrame([kept_out | {"rule": "pattern", "reason": "is odd"}])
    publish(context, "rows_quarantine", kept_out, "rated.features_text")
    outcome = check_tables.fn(context, clips, {"text": features}, **available_tables(context))
    found = read_table(outcome.artifacts["consistency"])
    assert outcome.artifacts["consistency"].group == "rated"
    of_text = found[found["table"] == "features_text"]
    assert of_text[["row", "rule", "reason", "severity"]].to_numpy().tolist() == [
        ["6-sad", "features_quarantined", "was excluded: is odd", "warning"]
    ]
    rows_of = found.groupby("rule")["row"].agg(list)
    assert rows_of["demographics_without_clip"] == ["9"]
    assert rows_of["clip_without_demographics"] == ["2", "3", "4", "5", "6"]
    assert outcome.facts == {"errors": int((found["severity"] == "error").sum()), "warnings": 7}


def test_what_is_not_there_is_not_looked_at(context, clips):
    beside = available_tables(context)
    assert beside == {"published": {}, "kept_out": {}, "corpus_tables": {}}
    outcome = check_tables.fn(context, clips, {}, **beside)
    assert len(read_table(outcome.artifacts["consistency"])) == 0
    assert outcome.facts == {"errors": 0, "warnings": 0}


def test_changed_table_of_the_corpus_is_another_input(context):
    path = context.corpus_dir / "VideoDemographics.csv"
    path.write_text(PEOPLE)
    once = available_tables(context)
    path.write_text(PEOPLE.replace("30", "31"))
    assert available_tables(context) != once


def test_decisions_are_published(context, clips, features):
    options = CleaningOptions(outliers=OutlierOptions(kind="iqr"))
    outcome = decide_clips.fn(context, clips, {"text": features}, options, folds=3, seed=0)
    rows = read_table(outcome.artifacts["cleaning_decisions"])
    assert rows[["corpus", "modality", "clip_id", "actor", "feature", "action", "value"]].to_numpy().tolist() == [
        ["rated", "text", "1-neutral", "1", "n_words", "clip", 1000.0]
    ]
    assert outcome.facts == {"decisions": 1, "clips": 1, "skipped": {}}


def test_too_few_actors_to_judge_by_are_reported(context, clips, features):
    outcome = decide_clips.fn(context, clips, {"text": features}, CleaningOptions(), folds=10, seed=0)
    assert len(read_table(outcome.artifacts["cleaning_decisions"])) == 0
    assert "6 at hand" in outcome.facts["skipped"]["text"]

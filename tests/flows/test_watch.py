"""The watched folder and the sequences, on a real server: clips that arrive in turn, each computed once."""

import threading

import pandas as pd
import pytest
from prefect import flow

from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.preprocessing.sequences import open_sequences
from cremad.tables import current_table, is_intact, read_table
from flows.watch import watch
from pipeline_config.paths import DataDirectory
from tasks.context import open_context
from tasks.inputs import current_clips
from tasks.sequences import extract_sequences
from tasks.stage import Stages

QUICK = {"poll_s": 0.1, "settle_s": 0.5, "idle_s": 1.5, "feature_sets": ["audio"], "workers": 1}


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, SyntheticOptions(actors=2, sentences=1, video_share=0))
    return sorted((folder / "AudioWAV").glob("*.wav"))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return DataDirectory(tmp_path_factory.mktemp("watch"))


def put(data: DataDirectory, clips) -> None:
    """Add files to the watched folder, and write its manifest anew."""
    folder = data.corpus("manifest")
    folder.mkdir(parents=True, exist_ok=True)
    for path in clips:
        (folder / path.name).write_bytes(path.read_bytes())
    rows = [(path.name, path.name[:4], path.name[9:12]) for path in sorted(folder.glob("*.wav"))]
    pd.DataFrame(rows, columns=["path", "speaker", "emotion"]).to_csv(folder / "new.tmp", index=False)
    (folder / "new.tmp").replace(folder / "manifest.csv")


@pytest.fixture(scope="module")
def watched(server, data, clips):
    """Two watches; in the second, clips arrive while the first batch is worked on."""
    put(data, clips[:8])
    first = watch(data_dir=str(data.root), **QUICK | {"rounds": 1})
    later = threading.Timer(1, put, [data, clips[8:10]])
    later.start()
    second = watch(data_dir=str(data.root), **QUICK | {"idle_s": 10, "rounds": 2})
    later.join()
    return first, second


def stage(batch: dict, name: str) -> dict:
    return next(each for each in batch["stages"] if each["name"] == name)


def test_what_is_there_goes_through_ingestion_and_extraction(watched):
    (batch,), _ = watched
    assert batch["settled"] == 9, "eight clips and their manifest"
    assert stage(batch, "extract-audio")["facts"]["rows"] == 8


def test_a_later_watch_does_nothing_again_and_takes_what_arrives(watched, data, clips):
    _, (again, arrived) = watched
    assert all(each["cached"] for each in again["stages"] if each["cached"] is not None)
    assert arrived["settled"] == 3
    reasons = stage(arrived, "extract-audio")["facts"]["cache"]["reasons"]
    assert list(reasons.values()) == [f"clip added: {clips[8].stem}, {clips[9].stem}"]
    table = read_table(current_table(data.table("features_audio"), "manifest"))
    assert set(table["clip_id"]) == {path.stem for path in clips[:10]}


def test_the_watched_folder_is_only_read(watched, data, clips):
    folder = data.corpus("manifest")
    assert {path.name for path in folder.iterdir()} == {path.name for path in clips[:10]} | {"manifest.csv"}


def test_sequences_are_a_stage_that_the_cache_answers(watched, data, clips):
    watched_files = str(data.watched("manifest"))
    context, options = open_context("manifest", watched_files, str(data.root), "local", cluster__workers=1)

    @flow(name="sequences")
    def sequences() -> list[dict]:
        stages = Stages(context)
        for _ in range(2):
            made = stages.run(
                extract_sequences, source="audio", clips=current_clips(context), options=options.audio
            )
        assert all(map(is_intact, made.artifacts.values()))
        return stages.account()

    first, second = sequences()
    assert (first["cached"], second["cached"]) == (True, True)  # the watch has made them
    for name, bands in (("log_mel", 64), ("mfcc", 20)):
        opened = open_sequences(data.sequences(name), "manifest")
        assert list(opened) == [path.stem for path in clips[:10]]
        assert opened.frames.shape[1] == bands

"""The drift check on the synthetic corpus: what is planted is found, and what is not is not."""

import numpy as np
import pandas as pd
import pytest

from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import Drift, SyntheticOptions
from cremad.features.audio.columns import column_names
from cremad.features.audio.engine import make_engine
from cremad.features.audio.options import AudioFeatureOptions
from cremad.media.audio import load_audio
from cremad.monitoring.drift import DriftOptions, compare
from cremad.monitoring.windows import WindowOptions, split_windows
from cremad.randomness.streams import child_stream
from cremad.tables import current_table, read_manifest, read_table
from flows.features import features
from flows.ingest import ingest
from flows.monitor import monitor
from flows.pipeline import pipeline
from flows.train import train
from pipeline_config.paths import DataDirectory
from tests.flows.conftest import write_manifest


@pytest.mark.long
def test_at_most_one_in_twenty_null_windows_alarms(tmp_path):
    """Windows of other actors of one synthetic corpus, 200 times."""
    write_corpus(tmp_path / "corpus", SyntheticOptions(actors=24, sentences=2, video_share=0))
    options = AudioFeatureOptions()
    engine = make_engine(options)
    paths = sorted((tmp_path / "corpus" / "AudioWAV").glob("*.wav"))
    rows = np.stack([engine.extract(*load_audio(path)) for path in paths])
    clips = pd.DataFrame(rows, columns=column_names(options)).iloc[:, ::10].copy()
    clips.insert(0, "actor", [path.stem[:4] for path in paths])
    alarms = 0
    for window in range(200):
        halves = split_windows(clips, WindowOptions(), child_stream(window, "windows"))
        alarms += bool(compare(*halves, DriftOptions(permutations=499), child_stream(window, "drift")).alarms)
    assert alarms <= 10


@pytest.mark.long
def test_pipeline_windows_of_one_population_raise_no_alarm(server, tmp_path):
    data = DataDirectory(tmp_path)
    made = pipeline(data_dir=str(data.root))
    drift = read_table(current_table(data.table("drift"), made["run_id"]))
    assert not drift["alarm"].any()
    assert drift["q_value"].notna().any()


@pytest.mark.long
def test_a_drift_against_the_reference_is_found_through_the_flow(server, tmp_path):
    """The reference is the synthetic corpus; what comes in are the same people, recorded in a louder room."""
    louder_room = SyntheticOptions(drift=Drift(noise_floor_sd=6))
    there = {"data_dir": str(tmp_path / "data")}
    ingest(**there)
    features(**there)
    train(**there)
    now = {"corpus": "manifest", "corpus_dir": str(write_manifest(tmp_path / "now", louder_room))}
    ingest(**there, **now)
    features(**there, **now)
    monitor(**there)
    (stage,) = monitor(corpus="manifest", reference="synthetic", **there)
    assert stage["facts"]["alarms"]
    table = tmp_path / "data" / "tables" / "drift"
    found = [set(read_table(current_table(table, group))["corpus"]) for group in read_manifest(table)["groups"]]
    assert sorted(map(sorted, found)) == [["manifest"], ["synthetic"]]

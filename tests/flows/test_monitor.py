"""The drift check on the synthetic corpus: windows of one population raise no alarm."""

import numpy as np
import pandas as pd
import pytest

from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.features.audio.columns import column_names
from cremad.features.audio.engine import make_engine
from cremad.features.audio.options import AudioFeatureOptions
from cremad.media.audio import load_audio
from cremad.monitoring.drift import DriftOptions, compare
from cremad.monitoring.windows import WindowOptions, split_windows
from cremad.randomness.streams import child_stream
from cremad.tables import current_table, read_table
from flows.pipeline import pipeline
from pipeline_config.paths import DataDirectory


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
        alarms += bool(compare(*halves, DriftOptions(rearrangements=499), child_stream(window, "drift")).alarms)
    assert alarms <= 10


@pytest.mark.long
def test_pipeline_windows_of_one_population_raise_no_alarm(server, tmp_path):
    data = DataDirectory(tmp_path)
    made = pipeline(data_dir=str(data.root))
    drift = read_table(current_table(data.table("drift"), made["run_id"]))
    assert not drift["alarm"].any()
    assert drift["q_value"].notna().any()

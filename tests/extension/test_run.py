"""One run on the example's corpus, with its feature set and its learner, scored by its metric too."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.tables import current_table, read_table
from data_contracts.vocabulary import EMOTION_OF_CODE
from pipeline_config.paths import DataDirectory

RUN = """
import json
import sys
from flows.local import run_flow

data, corpus, told = sys.argv[1:]
common = {"corpus": "speaker-folders", "data_dir": data, "profile": "local", "folds": 3, "workers": 1}
made = {
    "pipeline": run_flow("pipeline", corpus_dir=corpus, feature_sets=["audio", "waveform"], **common),
    "leaderboard": run_flow("leaderboard", learners=["independent_features"], **common),
}
with open(told, "w") as file:
    json.dump(made, file)
"""

EXPERIMENT = {
    "models": ["independent_features"],
    "fusion_models": ["independent_features"],
    "premium_models": [],
    "text_models": [],
}
"""Of both comparisons, so that they are small."""

MINE = "learner == 'independent_features' and adaptation == 'none'"


def write_speaker_folders(folder: Path, made_in: Path) -> int:
    """A synthetic corpus in the layout of the example's; gives its number of clips."""
    write_corpus(made_in, SyntheticOptions(actors=6, sentences=2, video_share=0))
    paths = sorted((made_in / "AudioWAV").glob("*.wav"))
    for number, path in enumerate(paths):
        actor, _, code, _ = path.stem.split("_")
        (folder / actor).mkdir(parents=True, exist_ok=True)
        path.rename(folder / actor / f"{EMOTION_OF_CODE[code]}-{number:03d}.wav")
    return len(paths)


def read(data: Path, table: str, run_id: str) -> pd.DataFrame:
    return read_table(current_table(DataDirectory(data).table(table), run_id))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", Path(page).read_text())


@pytest.mark.long
def test_a_run_shows_all_that_the_package_adds(run_installed, tmp_path):
    data, corpus, told = (tmp_path / name for name in ("data", "corpus", "made.json"))
    clips = write_speaker_folders(corpus, tmp_path / "synthetic")
    options = {
        f"CREMAD__{part}__{name.upper()}": json.dumps(value)
        for part in ("EXPERIMENT", "LEADERBOARD")
        for name, value in EXPERIMENT.items()
    }
    run_installed("-c", RUN, str(data), str(corpus), str(told), **options)
    made = json.loads(told.read_text())

    run_id = made["pipeline"]["run_id"]
    features = read(data, "features_waveform", "speaker-folders")
    assert len(features) == clips
    predictions = read(data, "predictions", run_id).query(MINE)
    assert {"audio", "waveform", "audio+waveform"} <= set(predictions["features"])
    assert set(predictions["corpus"]) == {"speaker-folders"}
    assert predictions.groupby("row_id")["clip_id"].nunique().max() == clips

    kappa = read(data, "metrics", run_id).query(f"metric == 'kappa' and {MINE}").set_index("features")
    assert (kappa["ci_low"] <= kappa["value"]).all()
    assert (kappa["value"] <= kappa["ci_high"]).all()
    assert kappa["value"].max() > 0

    models = read(data, "models", run_id).query(MINE).set_index("features")
    assert (data / "models" / models.loc["waveform", "model_id"]).is_dir()

    board = read(data, "leaderboard", made["leaderboard"]["run_id"]).query(MINE)
    assert {"audio", "waveform"} <= set(board["features"])
    assert board["rank"].notna().all()

    for page in (made["pipeline"]["report"], made["leaderboard"]["report"]):
        text = text_of(page)
        assert "Emotion recognition on folders of speakers (example)" in text
        assert "Independent features (example)" in text
        assert "Audio (waveform, example)" in text
        assert "Cohen&#39;s kappa (example)" in text

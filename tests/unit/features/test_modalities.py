"""What columns are computed from, by the contracts, those of other packages among them."""

from cremad.features.modalities import modality_of_column

OTHER = """
from types import SimpleNamespace

from data_contracts.feature_tables import feature_table

LEVEL = SimpleNamespace(contract=feature_table("level", {"level_db": "Level"}, "audio"), modality="audio")
GAZE = SimpleNamespace(kinds=("gaze",), modality="image")
"""


def test_columns_and_sequences_of_the_project():
    names = ("f0_hz_mean", "egemaps_loudness_sma3_amean", "face_found", "n_words_from_actor", "mfcc", "face")
    assert [modality_of_column(name) for name in names] == ["audio", "audio", "image", "text", "audio", "image"]


def test_keys_and_strangers_have_none():
    assert [modality_of_column(name) for name in ("clip_id", "elsewhere", "actor")] == [None] * 3


def test_columns_and_sequences_of_other_packages(tmp_path, extend):
    (tmp_path / "other_features.py").write_text(OTHER)
    extend("cremad.feature_sets", "other_features:LEVEL", tmp_path)
    extend("cremad.feature_sets", "other_features:GAZE", tmp_path)
    assert [modality_of_column(name) for name in ("level_db_from_actor", "gaze")] == ["audio", "image"]

"""Columns are grouped as the contracts describe them."""

from cremad.selection.groupings import group_columns
from data_contracts.contract import load_table


def test_families_and_measures_of_the_audio_table():
    columns = [name for name in load_table("features_audio").columns if name != "clip_id"]
    families, measures = (group_columns(columns, by) for by in ("family", "measure"))
    assert set(families) == {"mfcc", "spectral", "rms", "zero", "log", "chroma", "prosody"}
    assert measures.count("log_mel_07") == 5
    assert "jitter_local" in measures
    assert group_columns(columns, "column") == columns


def test_each_table_of_features_is_told_apart():
    image = group_columns(load_table("features_image").columns[1:], "family")
    assert set(image) == {"face", "hog", "lbp", "rgb", "hsv", "lab"}


def test_unknown_columns_are_grouped_by_their_first_words():
    assert group_columns(["x_1", "x_2", "y"], "family") == ["x", "x", "y"]
    assert group_columns(["x_1", "x_2", "y"], "measure") == ["x_1", "x_2", "y"]

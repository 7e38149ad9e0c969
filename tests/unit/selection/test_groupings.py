"""Columns are grouped as the contracts describe them."""

from cremad.selection.groupings import group_columns
from data_contracts.contract import load_table


def test_families_and_measures_of_the_audio_table():
    columns = [name for name in load_table("features_audio").columns if name != "clip_id"]
    families, measures = (group_columns(columns, by) for by in ("family", "measure"))
    many = {name for name in families if families.count(name) > 1}
    assert many == {
        *("mfcc", "spectral_contrast", "spectral_centroid_hz", "spectral_bandwidth_hz", "spectral_rolloff_hz"),
        *("spectral_flatness", "rms", "zero_crossing_rate", "log_mel", "chroma"),
    }
    assert measures.count("log_mel_07") == 5
    assert measures.count("spectral_centroid_hz") == 7
    assert "jitter_local" in set(families) & set(measures)


def test_each_table_of_features_is_told_apart():
    image = group_columns(load_table("features_image").columns[1:], "family")
    assert set(image) == {"face_found", "hog", "lbp", "rgb", "hsv", "lab"}


def test_unknown_columns_stand_alone():
    assert group_columns(["x", "y"], "family") == ["x", "y"]

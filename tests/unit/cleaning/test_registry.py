import pandas as pd
import pytest

from cremad.cleaning.registry import known_defects, unnoticed_defects
from cremad.corpora.official import official_files
from data_contracts.registry import load_registry

DEFECTS = {defect.name: defect for defect in load_registry("crema-d").defects}
COPIES = {name: defect for name, defect in DEFECTS.items() if "_copies_" in name}


def registered(*names: str) -> pd.DataFrame:
    """Evidence of the files of some defects, each with the bytes that the registry states."""
    files = [item for name in names for item in DEFECTS[name].files.items()]
    return pd.DataFrame(files, columns=["path", "sha256"]).assign(corpus="crema-d")


def test_every_file_of_the_registry_is_official_with_those_bytes():
    official = official_files().set_index("path")["sha256"]
    for defect in DEFECTS.values():
        for path, sha256 in defect.files.items():
            assert official[path] == sha256


def test_the_copies_are_exactly_the_identical_files_of_the_official_table():
    official = official_files()
    copied = official[official.duplicated("sha256", keep=False)]
    groups = {frozenset(paths) for _, paths in copied.groupby("sha256")["path"]}
    assert groups == {frozenset(defect.files) for defect in COPIES.values()}
    assert len(COPIES) == len(groups)


def test_the_copies_are_as_many_as_are_known():
    wav = {name: defect for name, defect in COPIES.items() if name.startswith("wav")}
    mp3 = {name: defect for name, defect in COPIES.items() if name.startswith("mp3")}
    assert [len(defect.files) for defect in wav.values()] == [2, 2, 2]
    assert (len(mp3), sum(len(defect.files) for defect in mp3.values())) == (11, 27)
    across = {name for name, defect in mp3.items() if len({path.split("/")[1][:4] for path in defect.files}) > 1}
    assert len(across) == 8
    for name, defect in COPIES.items():
        assert defect.what.endswith("of different actors" if name in across else "under two labels")


def test_the_other_defects_are_those_that_the_corpus_is_known_for():
    others = {name: sorted(defect.files) for name, defect in DEFECTS.items() if name not in COPIES}
    assert others == {
        "no_audio": [
            "AudioMP3/1076_MTI_SAD_XX.mp3",
            "AudioWAV/1076_MTI_SAD_XX.wav",
            "VideoFlash/1076_MTI_SAD_XX.flv",
        ],
        "short_and_silent": ["AudioMP3/1076_MTI_NEU_XX.mp3", "VideoFlash/1076_MTI_NEU_XX.flv"],
        "without_duration": ["AudioMP3/1064_TIE_SAD_XX.mp3", "VideoFlash/1064_TIE_SAD_XX.flv"],
        "all_displays": ["AudioMP3/1064_IEO_DIS_MD.mp3", "VideoFlash/1064_IEO_DIS_MD.flv"],
    }


def test_a_corpus_without_a_registry_has_no_known_defects():
    assert load_registry("synthetic").defects == ()
    evidence = registered("all_displays").assign(corpus="synthetic")
    assert len(known_defects(evidence)) == 0
    assert len(unnoticed_defects(evidence, set())) == 0


def test_no_evidence_gives_no_defects():
    assert len(unnoticed_defects(registered("all_displays").iloc[:0], set())) == 0


def test_a_known_defect_that_no_rule_noticed_is_found_by_its_bytes():
    missed = unnoticed_defects(registered("all_displays", "without_duration"), {"AudioMP3/1064_IEO_DIS_MD.mp3"})
    assert missed[["path", "rule", "reason"]].to_numpy().tolist() == [
        ["VideoFlash/1064_IEO_DIS_MD.flv", "registered",
         "all_displays: One minute long, with all displays; the WAV is fine"],
        ["AudioMP3/1064_TIE_SAD_XX.mp3", "registered", "without_duration: States no duration; the WAV is fine"],
        ["VideoFlash/1064_TIE_SAD_XX.flv", "registered", "without_duration: States no duration; the WAV is fine"],
    ]  # fmt: skip


@pytest.mark.parametrize("column", ["path", "sha256"])
def test_other_bytes_or_another_place_are_not_the_known_defect(column):
    evidence = registered("all_displays")
    evidence[column] = evidence[column].str.swapcase()
    assert len(known_defects(evidence)) == 0


def test_copies_are_left_to_their_rule():
    assert len(known_defects(registered("mp3_copies_05"))) == 7  # one of the six is also known for its silence
    missed = unnoticed_defects(registered("mp3_copies_05"), set())
    assert missed["path"].tolist() == ["AudioMP3/1076_MTI_SAD_XX.mp3"]
    assert missed["reason"].str.startswith("no_audio").all()

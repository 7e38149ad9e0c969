from pathlib import Path

import pandas as pd
import pytest

from cremad.artifacts.digests import FileDigests, digest_bytes
from cremad.corpora.inventory import take_inventory
from cremad.corpora.manifest import EMOTION_SYNONYMS
from cremad.errors import ContractError, MissingFileError, UnknownLabelError, UnreadableMediaError
from data_contracts.vocabulary import EMOTIONS

SMALL = "path,speaker,emotion\na/x.wav,007,Angry\nb/y.flv,008, sadness \n"


@pytest.fixture
def folder(tmp_path):
    for name in ("a/x.wav", "b/y.flv", "b/y.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


def listed(folder, text=SMALL):
    (folder / "manifest.csv").write_text(text)
    return take_inventory("manifest", folder, FileDigests(folder / "digests.json"))


def test_a_small_manifest(folder):
    clips = listed(folder).inventory.set_index("clip_id")
    assert clips["actor"].to_dict() == {"x": "007", "y": "008"}
    assert clips["emotion"].to_dict() == {"x": "anger", "y": "sad"}
    assert clips["audio_source"].to_dict() == {"x": "wav", "y": "flv"}
    assert clips.loc["x", "audio_sha256"] == digest_bytes(b"a/x.wav")
    assert pd.isna(clips.loc["x", "video_path"])
    assert clips.loc["y", "video_path"] == "b/y.flv"
    assert set(clips["corpus"]) == {"manifest"}


@pytest.mark.parametrize("name", [".", "manifest.csv"])
def test_paths_open_from_what_was_named(folder, monkeypatch, name):
    (folder / "manifest.csv").write_text(SMALL)
    monkeypatch.chdir(folder)
    corpus_dir = Path(name)
    clips = take_inventory("manifest", corpus_dir, FileDigests(folder / "digests.json")).inventory
    monkeypatch.chdir("/" if name != "." else folder)
    assert [(corpus_dir / path).read_bytes() for path in clips["audio_path"]] == [b"a/x.wav", b"b/y.flv"]


def test_every_column(folder):
    text = (
        "path,speaker,emotion,clip_id,sentence,transcript,level,age,sex,race,ethnicity,video_path,extra\n"
        "a/x.wav,s1,NEU,first,S1,Good morning.,high,33,F,Asian,,b/y.png,ignored\n"
        "b/y.flv,s2,joy,second,,,,,,,,,\n"
    )
    inventory, files = listed(folder, text)
    first, second = inventory.iloc[0], inventory.iloc[1]
    columns = ["clip_id", "sentence", "transcript", "level", "age", "sex", "race", "video_path"]
    assert [*first[columns]] == ["first", "S1", "Good morning.", "HI", 33, "female", "Asian", "b/y.png"]
    assert second[[*columns[1:], "ethnicity"]].isna().all()
    assert files.set_index("path")["clip_id"].to_dict() == {
        "a/x.wav": "first",
        "b/y.png": "first",
        "b/y.flv": "second",
    }


def test_parquet_is_read_alike(folder):
    expected = listed(folder).inventory
    rows = pd.read_csv(folder / "manifest.csv", dtype=str).assign(age=pd.array([30, None], "Int64"))
    rows.to_parquet(folder / "manifest.parquet")
    (folder / "manifest.csv").unlink()
    found = take_inventory("manifest", folder, FileDigests(folder / "digests.json")).inventory
    assert list(found["age"].fillna(-1)) == [30, -1]
    pd.testing.assert_frame_equal(found.drop(columns="age"), expected.drop(columns="age"))


def test_synonyms_lead_to_the_six():
    assert set(EMOTION_SYNONYMS.values()) == set(EMOTIONS)
    for written, emotion in {
        "ANG": "anger",
        "Disgusted": "disgust",
        "fearful": "fear",
        "happiness": "happy",
    }.items():
        assert EMOTION_SYNONYMS[written.lower()] == emotion


def test_all_unknown_labels_are_listed(folder):
    text = "path,speaker,emotion\na/x.wav,1,calm\nb/y.flv,2,surprise\nb/y.png,3,anger\n"
    with pytest.raises(
        UnknownLabelError, match=r"column emotion holds the unknown calm, surprise.*Known are anger"
    ):
        listed(folder, text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("path,emotion\na/x.wav,anger\n", "no column speaker"),
        ("path,speaker,emotion\n", "no rows"),
        ("path,speaker,emotion\na/x.wav,,anger\nb/y.flv, ,anger\n", "no speaker in line 2, 3"),
        ("path,speaker,emotion\na/x.wav,1,anger\nb/x.wav,1,sad\n", "clip_id x more than once"),
        ("path,speaker,emotion,clip_id\na/x.wav,1,anger,k\na/x.wav,1,sad,l\n", "path a/x.wav more than once"),
        ("path,speaker,emotion\na/x y.wav,1,anger\n", "clip_id x y, which is not letters"),
        ("path,speaker,emotion,age\na/x.wav,1,anger,old\n", "age old"),
        ("path,speaker,emotion,age\na/x.wav,1,anger,30.5\n", "age 30.5"),
    ],
)
def test_manifests_that_make_no_sense_are_refused(folder, text, problem):
    with pytest.raises(ContractError, match=problem):
        listed(folder, text)


@pytest.mark.parametrize("column", ["level", "sex"])
def test_unknown_levels_and_sexes_are_refused(folder, column):
    with pytest.raises(UnknownLabelError, match=f"column {column} holds the unknown odd"):
        listed(folder, f"path,speaker,emotion,{column}\na/x.wav,1,anger,odd\n")


def test_a_clip_that_lacks_a_file_is_listed_with_the_reason(folder):
    text = "path,speaker,emotion,video_path\na/x.wav,1,anger,\nb/y.flv,1,sad,b/gone.png\n"
    inventory, files = listed(folder, text)
    assert list(inventory["clip_id"]) == ["x"]
    assert files.dropna(subset="problem").set_index("path")["problem"].to_dict() == {
        "b/y.flv": "the other file of clip y cannot be read",
        "b/gone.png": "cannot be read: No such file or directory",
    }
    assert files.set_index("path").loc[["b/y.flv", "b/gone.png"], "clip_id"].isna().all()


def test_no_manifest_two_manifests_and_no_parquet(folder):
    digests = FileDigests(folder / "digests.json")
    with pytest.raises(MissingFileError, match="holds 0 of"):
        take_inventory("manifest", folder, digests)
    (folder / "manifest.parquet").write_bytes(b"PAR1")
    with pytest.raises(UnreadableMediaError, match="not a Parquet file"):
        take_inventory("manifest", folder, digests)
    (folder / "manifest.csv").write_text(SMALL)
    with pytest.raises(MissingFileError, match="holds 2 of"):
        take_inventory("manifest", folder, digests)

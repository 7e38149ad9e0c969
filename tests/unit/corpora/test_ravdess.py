import pytest

from cremad.artifacts.digests import FileDigests
from cremad.corpora.inventory import take_inventory
from cremad.corpora.ravdess import parse_ravdess_name
from cremad.errors import MissingFileError, UnknownLabelError


def listed(folder):
    return take_inventory("ravdess", folder, FileDigests(folder.parent / "digests.json"))


def write(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


def test_a_name_says_seven_things():
    name = parse_ravdess_name("03-01-06-02-01-02-11")
    assert (name.emotion, name.intensity, name.statement, name.actor, name.sex) == (
        "fear",
        "02",
        "01",
        "11",
        "male",
    )


@pytest.mark.parametrize("stem", ["03-01-06-02-01-02", "03-01-09-01-01-01-01", "03-01-06-03-01-01-01", "a"])
def test_other_names_are_refused(stem):
    with pytest.raises(UnknownLabelError, match=stem):
        parse_ravdess_name(stem)


def test_a_clip_in_the_projects_words(tmp_path):
    folder = write(tmp_path / "r", "Actor_02/03-01-05-02-02-01-02.wav", "Actor_02/03-01-05-02-02-01-02.flac")
    clip = listed(folder).inventory.iloc[0]
    said = ["clip_id", "corpus", "actor", "sentence", "emotion", "level", "sex", "audio_source"]
    assert clip[said].to_list() == [
        "03-01-05-02-02-01-02", "ravdess", "02", "02", "anger", "HI", "female", "wav",
    ]  # fmt: skip
    assert clip["transcript"] == "Dogs are sitting by the door."
    assert clip[["age", "race", "video_path", "votes_voice_anger"]].isna().all()


def test_files_that_are_no_clips_are_listed_with_the_reason(tmp_path):
    folder = write(
        tmp_path / "r",
        "Actor_01/03-01-03-01-01-01-01.flac",
        "Actor_01/03-01-02-01-01-01-01.flac",
        "Actor_01/03-01-08-01-01-01-01.flac",
        "Actor_01/03-02-03-01-01-01-01.flac",
        "Actor_01/01-01-03-01-01-01-01.mp4",
        "Actor_01/03-01-03-01-01-01-02.flac",
        "Actor_01/readme.txt",
    )
    inventory, files = listed(folder)
    assert list(inventory["clip_id"]) == ["03-01-03-01-01-01-01"]
    assert files.dropna(subset="problem").set_index("path")["problem"].to_dict() == {
        "Actor_01/03-01-02-01-01-01-01.flac": "emotion outside the six: calm",
        "Actor_01/03-01-08-01-01-01-01.flac": "emotion outside the six: surprised",
        "Actor_01/03-02-03-01-01-01-01.flac": "is no recording of speech alone as WAV or FLAC",
        "Actor_01/01-01-03-01-01-01-01.mp4": "is no recording of speech alone as WAV or FLAC",
        "Actor_01/03-01-03-01-01-01-02.flac": "is named after actor 02 and lies in another's folder",
        "Actor_01/readme.txt": "'readme' is not seven two-digit numbers joined by hyphens",
    }


def test_another_folder_is_named(tmp_path):
    with pytest.raises(MissingFileError, match="no speech clips"):
        listed(tmp_path)


def test_the_real_folder(real_data, tmp_path):
    inventory, files = take_inventory("ravdess", real_data / "ravdess", FileDigests(tmp_path / "digests.json"))
    assert len(files) == 720
    assert inventory["emotion"].value_counts().to_dict() == {
        "anger": 96, "disgust": 96, "fear": 96, "happy": 96, "neutral": 48, "sad": 96,
    }  # fmt: skip
    assert inventory.groupby("sex")["actor"].nunique().to_dict() == {"female": 6, "male": 6}
    assert files["problem"].value_counts().to_dict() == {
        "emotion outside the six: calm": 96,
        "emotion outside the six: surprised": 96,
    }

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.artifacts.digests import FileDigests, digest_bytes
from cremad.corpora.crema_d import ClipName, parse_clip_name
from cremad.corpora.inventory import take_inventory
from cremad.corpora.official import official_files
from cremad.errors import ContractError, MissingFileError, UnknownLabelError
from data_contracts.contract import load_table
from data_contracts.conversion import convert
from data_contracts.vocabulary import EMOTIONS, LEVELS, SENTENCES

DEMOGRAPHICS = '"ActorID","Age","Sex","Race","Ethnicity"\n1001,51,"Male","Caucasian","Not Hispanic"\n'
VOTES = (
    '"","A","D","F","H","N","S","fileName","numResponses"\n'
    '"100001",9,1,0,0,2,0,"1001_DFA_ANG_XX",12\n'
    '"200001",5,4,3,0,0,0,"1001_DFA_ANG_XX",12\n'
    '"300001",8,0,0,0,0,1,"1001_DFA_ANG_XX",9\n'
    '"100002",0,0,0,0,10,0,"1002_DFA_NEU_XX",10\n'
)


@pytest.fixture
def folder(tmp_path):
    """A part of the official layout: a clip with all three kinds, one with FLV and MP3, one with MP3 alone."""
    for name in (
        "AudioWAV/1001_DFA_ANG_XX.wav",
        "VideoFlash/1001_DFA_ANG_XX.flv",
        "AudioMP3/1001_DFA_ANG_XX.mp3",
        "VideoFlash/1002_DFA_NEU_XX.flv",
        "AudioMP3/1002_DFA_NEU_XX.mp3",
        "AudioMP3/1001_IEO_SAD_HI.mp3",
    ):
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (tmp_path / "corpus" / "VideoDemographics.csv").write_text(DEMOGRAPHICS)
    (tmp_path / "corpus" / "processedResults").mkdir()
    (tmp_path / "corpus" / "processedResults" / "tabulatedVotes.csv").write_text(VOTES)
    return tmp_path / "corpus"


def listed(folder, corpus="crema-d"):
    return take_inventory(corpus, folder, FileDigests(folder.parent / "digests.json"))


@given(
    st.integers(1000, 9999), st.sampled_from([*SENTENCES]), st.sampled_from(EMOTIONS), st.sampled_from([*LEVELS])
)
def test_names_are_read_back_as_they_are_written(actor, sentence, emotion, level):
    name = ClipName(str(actor), sentence, emotion, level)
    assert parse_clip_name(name.clip_id) == name


@pytest.mark.parametrize(
    ("stem", "problem"),
    [
        ("1001_DFA_ANG", "not of the form"),
        ("1001_DFA_ANG_XX (1)", "not of the form"),
        ("101_DFA_ANG_XX", "not of the form"),
        ("1001_ABC_ANG_XX", "unknown sentence ABC"),
        ("1001_DFA_SUR_XX", "unknown emotion SUR"),
        ("1001_DFA_ANG_X1", "not of the form"),
        ("1001_DFA_ANG_ZZ", "unknown level ZZ"),
    ],
)
def test_names_that_say_nothing_known_are_refused(stem, problem):
    with pytest.raises(UnknownLabelError, match=problem):
        parse_clip_name(stem)


def test_audio_is_looked_for_as_wav_flv_mp3_and_frames_as_flv(folder):
    clips = listed(folder).inventory.set_index("clip_id")
    assert clips["audio_source"].to_dict() == {
        "1001_DFA_ANG_XX": "wav",
        "1001_IEO_SAD_HI": "mp3",
        "1002_DFA_NEU_XX": "flv",
    }
    whole, bare, seen = clips.loc["1001_DFA_ANG_XX"], clips.loc["1001_IEO_SAD_HI"], clips.loc["1002_DFA_NEU_XX"]
    assert whole["audio_path"] == "AudioWAV/1001_DFA_ANG_XX.wav"
    assert clips["audio_gain"].to_list() == [1, 2, 2]
    assert whole["audio_sha256"] == digest_bytes(b"AudioWAV/1001_DFA_ANG_XX.wav")
    assert whole["video_path"] == "VideoFlash/1001_DFA_ANG_XX.flv"
    assert seen["audio_path"] == seen["video_path"] == "VideoFlash/1002_DFA_NEU_XX.flv"
    assert seen["audio_sha256"] == seen["video_sha256"]
    assert pd.isna(bare["video_path"])


def test_a_broken_first_choice_stays_the_choice(folder):
    (folder / "AudioWAV" / "1001_DFA_ANG_XX.wav").write_bytes(b"")
    assert listed(folder).inventory.set_index("clip_id").loc["1001_DFA_ANG_XX", "audio_source"] == "wav"


def test_names_people_and_votes_are_joined_by_key(folder):
    clips = listed(folder).inventory.set_index("clip_id")
    first = clips.loc["1001_DFA_ANG_XX"]
    said = ["corpus", "actor", "sentence", "transcript", "emotion", "level"]
    assert [*first[said]] == ["crema-d", "1001", "DFA", "Don't forget a jacket.", "anger", "XX"]
    assert [*first[["age", "sex", "race", "ethnicity"]]] == [51, "male", "Caucasian", "Not Hispanic"]
    assert [first[f"votes_voice_{emotion}"] for emotion in EMOTIONS] == [9, 1, 0, 0, 2, 0]
    assert [first[f"votes_face_{emotion}"] for emotion in EMOTIONS] == [5, 4, 3, 0, 0, 0]
    assert [first[f"votes_both_{emotion}"] for emotion in EMOTIONS] == [8, 0, 0, 0, 0, 1]
    assert clips.loc["1002_DFA_NEU_XX", "votes_voice_neutral"] == 10
    assert clips.loc["1002_DFA_NEU_XX", ["age", "sex", "votes_face_anger"]].isna().all()


def test_without_its_tables_the_corpus_has_no_people_and_no_votes(folder):
    (folder / "VideoDemographics.csv").unlink()
    (folder / "processedResults" / "tabulatedVotes.csv").unlink()
    clips = listed(folder).inventory
    votes = [name for name in clips if name.startswith("votes_")]
    assert len(votes) == 18
    assert clips[["age", "sex", "race", "ethnicity", *votes]].isna().all(axis=None)


def test_files_are_compared_with_the_official_table(folder):
    files = listed(folder).corpus_files.set_index("path")
    first = files.loc["AudioWAV/1001_DFA_ANG_XX.wav"]
    assert (first["kind"], first["bytes"], first["official_bytes"]) == ("wav", 28, 72862)
    assert first["official_sha256"].startswith("c6f94b25")
    assert files["problem"].isna().all()


def test_files_that_belong_to_no_clip_are_listed_with_the_reason(folder):
    for name in ("notes.txt", "1001_DFA_ANG.wav", "1001_DFA_ANG_HI.wav", "1099_DFA_ANG_XX.wav", ".DS_Store"):
        (folder / "AudioWAV" / name).write_bytes(b"?")
    (folder / "AudioWAV" / "1003_DFA_ANG_XX.wav").symlink_to(folder / "gone")
    inventory, files = listed(folder)
    problems = files[files["problem"].notna()].set_index("path")
    assert problems["clip_id"].isna().all()
    assert problems["problem"].to_dict() == {
        "AudioWAV/notes.txt": "is no .wav file",
        "AudioWAV/1001_DFA_ANG.wav": "'1001_DFA_ANG' is not of the form ACTOR_SENTENCE_EMOTION_LEVEL",
        "AudioWAV/1001_DFA_ANG_HI.wav": "is no file of the official corpus",
        "AudioWAV/1099_DFA_ANG_XX.wav": "is no file of the official corpus",
        "AudioWAV/1003_DFA_ANG_XX.wav": "cannot be read: No such file or directory",
    }
    assert len(inventory) == 3


def test_the_synthetic_corpus_has_actors_of_its_own_and_no_official_table(folder):
    (folder / "AudioWAV" / "2001_DFA_ANG_XX.wav").write_bytes(b"?")
    inventory, files = listed(folder, "synthetic")
    assert set(inventory["corpus"]) == {"synthetic"}
    assert "2001" in set(inventory["actor"])
    assert files["problem"].isna().all()
    assert files["official_sha256"].isna().all()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        (
            "VideoDemographics.csv",
            DEMOGRAPHICS + '1001,20,"Male","Asian","Hispanic"\n',
            "more than one row for 1001",
        ),
        ("VideoDemographics.csv", "ActorID,Age\n1001,51\n", "no column Sex, Race, Ethnicity"),
        (
            "processedResults/tabulatedVotes.csv",
            VOTES + '"100003",0,0,0,0,9,0,"1001_DFA_ANG_XX",9\n',
            "more than one row for 1001_DFA_ANG_XX",
        ),
    ],
)
def test_tables_that_contradict_themselves_are_refused(folder, name, content, problem):
    (folder / name).write_text(content)
    with pytest.raises(ContractError, match=problem):
        listed(folder)


def test_a_folder_without_clips_is_named(tmp_path):
    with pytest.raises(MissingFileError, match="holds no clips in AudioWAV, VideoFlash, AudioMP3"):
        listed(tmp_path)
    with pytest.raises(MissingFileError, match="is not there"):
        listed(tmp_path / "absent")


@pytest.mark.parametrize("corpus", ["crema-d", "synthetic"])
def test_both_tables_have_the_types_of_their_contracts(folder, corpus):
    for table in ("inventory", "corpus_files"):
        frame = getattr(listed(folder, corpus), table)
        assert list(frame.columns) == list(load_table(table).columns)
        pd.testing.assert_frame_equal(convert(frame, load_table(table)), frame)
        assert frame[load_table(table).key[0]].is_monotonic_increasing


def test_official_table():
    files = official_files()
    assert files["path"].str.split("/").str[0].value_counts().to_dict() == dict.fromkeys(
        ["AudioWAV", "AudioMP3", "VideoFlash"], 7442
    )
    assert files["path"].is_unique
    assert files["sha256"].str.fullmatch("[0-9a-f]{64}").all()
    names = files["path"].str.extract(r"/(.+)\.", expand=False).map(parse_clip_name)
    assert names.map(lambda name: name.emotion).value_counts()["neutral"] == 3 * 1087
    assert names.map(lambda name: name.actor).nunique() == 91


def test_the_real_folder(real_crema_d, tmp_path):
    inventory, files = take_inventory("crema-d", real_crema_d, FileDigests(tmp_path / "digests.json"))
    assert (len(inventory), len(files), inventory["actor"].nunique()) == (736, 774, 67)
    assert (files["sha256"] == files["official_sha256"]).all()
    assert (files["bytes"] == files["official_bytes"]).all()
    assert inventory["video_path"].notna().sum() == 207
    filled = inventory.drop(columns=["video_path", "video_sha256"])
    assert filled.notna().all(axis=None)
    votes = inventory.filter(regex="^votes_both_")
    right = sum(votes.loc[inventory["emotion"] == emotion, f"votes_both_{emotion}"].sum() for emotion in EMOTIONS)
    assert right / votes.to_numpy().sum() == pytest.approx(0.63, abs=0.1)

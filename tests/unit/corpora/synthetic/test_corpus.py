"""The layout is the official one, the same options give the same bytes, nothing unfinished looks finished."""

import numpy as np
import pandas as pd
import pytest
from scipy.io import wavfile

from cremad.artifacts.digests import FileDigests, digest_file
from cremad.corpora.crema_d import list_crema_d
from cremad.corpora.synthetic import corpus as corpus_module
from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import Faults, SyntheticOptions
from cremad.corpora.synthetic.truth import MARKER, read_truth
from cremad.errors import MissingFileError, OptionError, StorageError
from cremad.media.audio import load_audio
from cremad.media.video import read_frames
from data_contracts.vocabulary import EMOTIONS

SMALL = SyntheticOptions(seed=3, actors=2, sentences=2, video_share=0.5)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small") / "corpus"
    return write_corpus(folder, SMALL)


def digests(folder):
    return {str(path.relative_to(folder)): digest_file(path) for path in folder.rglob("*") if path.is_file()}


def test_the_official_layout_is_read_by_the_reader_of_crema_d(small, tmp_path):
    inventory = list_crema_d(small.folder, FileDigests(tmp_path / "digests"), official=False).inventory
    assert len(inventory) == 2 * 2 * 6
    assert inventory.groupby(["actor", "sentence"])["emotion"].apply(set).map(lambda s: s == set(EMOTIONS)).all()
    assert inventory[["age", "sex", "race", "ethnicity"]].notna().all(axis=None)
    assert inventory.filter(like="votes_").notna().all(axis=None)
    truth = small.clips.set_index("clip_id").loc[inventory["clip_id"]]
    for column in ("sentence", "emotion", "level", "sex"):
        assert truth[column].tolist() == inventory[column].tolist()


def test_audio_is_like_that_of_crema_d(small):
    paths = list((small.folder / "AudioWAV").iterdir())
    headers = {path.read_bytes()[:40][20:36] for path in paths}
    assert headers == {np.array([1 | 1 << 16, 16_000, 32_000, 2 | 16 << 16], "<u4").tobytes()}
    seconds = [len(wavfile.read(path)[1]) / 16_000 for path in paths]
    assert min(seconds) > 0.9
    assert max(seconds) < 3.0


def test_a_video_shows_a_face_and_has_the_audio_of_its_wav(small):
    clip_id = small.clips.loc[small.clips["has_video"], "clip_id"].iloc[0]
    video, wav = small.folder / "VideoFlash" / f"{clip_id}.flv", small.folder / "AudioWAV" / f"{clip_id}.wav"
    assert read_frames(video, 3).shape == (3, 120, 160, 3)
    heard, rate_hz = load_audio(video)
    spoken = load_audio(wav)[0]
    assert len(heard) / rate_hz == pytest.approx(len(spoken) / 16_000, abs=0.1)
    at = np.arange(len(spoken)) * rate_hz / 16_000
    resampled = np.interp(at, np.arange(len(heard)), heard)
    agreement = np.correlate(resampled, spoken[2000:-2000], "valid")
    scale = np.linalg.norm(spoken[2000:-2000]) * np.linalg.norm(resampled)
    assert agreement.max() / scale > 0.9


def test_videos_cover_every_actor_and_emotion():
    plan = corpus_module.plan_clips(SyntheticOptions())
    filmed = plan[plan["has_video"]]
    assert filmed.groupby("actor")["emotion"].nunique().tolist() == [6] * 12
    assert len(filmed) == len(plan) / 3


def test_the_same_options_give_the_same_bytes(tmp_path):
    faults = Faults(copied_label=1, copied_mp3=1, silent=1, short_video=1)
    options = SyntheticOptions(actors=3, sentences=1, video_share=0.4, faults=faults, poison_share=0.2)
    first, second = (write_corpus(tmp_path / name, options).folder for name in "ab")
    assert digests(first) == digests(second)
    assert digests(first) != digests(write_corpus(tmp_path / "c", options.model_copy(update={"seed": 1})).folder)


def test_more_actors_leave_the_others_clips_as_they_were(small, tmp_path):
    larger = write_corpus(tmp_path / "corpus", SMALL.model_copy(update={"actors": 3}))
    ours, theirs = digests(small.folder), digests(larger.folder)
    media = {path: digest for path, digest in ours.items() if path.split("/")[0] in ("AudioWAV", "VideoFlash")}
    assert len(media) == 24 + 12
    assert media.items() <= theirs.items()
    pd.testing.assert_frame_equal(larger.clips[larger.clips["actor"] < 2003], small.clips)


def test_a_second_call_writes_nothing(small, monkeypatch):
    monkeypatch.setattr(corpus_module, "_write_files", None)
    again = write_corpus(small.folder, SMALL)
    pd.testing.assert_frame_equal(again.clips, small.clips)


def test_other_options_replace_the_corpus(tmp_path):
    for sentences in (2, 1):
        options = SyntheticOptions(actors=2, sentences=sentences, video_share=0)
        truth = write_corpus(tmp_path / "corpus", options)
        assert len(list((truth.folder / "AudioWAV").iterdir())) == len(truth.clips) == 12 * sentences


def test_an_unfinished_corpus_is_no_corpus_and_leaves_nothing(tmp_path):
    killed = tmp_path / ".corpus.tmp"
    killed.mkdir()
    (killed / "remains.wav").touch()
    with pytest.raises(OptionError, match="too few clips"):
        write_corpus(
            tmp_path / "corpus",
            SyntheticOptions(actors=2, sentences=1, video_share=0, faults=Faults(short_video=1)),
        )
    assert not (tmp_path / "corpus").exists()
    assert not killed.exists()
    with pytest.raises(MissingFileError, match="no finished synthetic corpus"):
        read_truth(tmp_path / "corpus")


def test_files_of_others_are_not_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(StorageError, match="Choose an empty folder"):
        write_corpus(tmp_path, SMALL)
    assert not (tmp_path / MARKER).exists()
    assert (tmp_path / "thesis.txt").read_text() == "three years of work"


def test_the_plan_is_stored_with_the_clips(small):
    plan = corpus_module.plan_clips(SMALL)
    pd.testing.assert_frame_equal(small.clips, plan, check_dtype=False, rtol=1e-12)
    assert small.planted.empty

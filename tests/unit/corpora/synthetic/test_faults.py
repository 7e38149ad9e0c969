"""Every fault that the truth names is in the bytes, and nothing else is spoilt."""

import av
import numpy as np
import pytest
from scipy.io import wavfile

from cremad.artifacts.digests import digest_file
from cremad.corpora.synthetic.corpus import write_corpus
from cremad.corpora.synthetic.options import Faults, SyntheticOptions
from cremad.media.duration import states_duration

COUNT = 2
OPTIONS = SyntheticOptions(actors=6, sentences=2, video_share=0.5)
FAULTS = Faults(**dict.fromkeys(Faults.model_fields, COUNT) | {"minute_long": 1})
IN_WAV = ("copied_label", "copied_actor", "silent", "short")


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return write_corpus(tmp_path_factory.mktemp("clean") / "corpus", OPTIONS)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    return write_corpus(
        tmp_path_factory.mktemp("faulty") / "corpus", OPTIONS.model_copy(update={"faults": FAULTS})
    )


@pytest.fixture
def paths(faulty):
    def of_rule(rule, suffix=""):
        found = faulty.planted.loc[faulty.planted["rule"] == rule, "path"]
        return [faulty.folder / path for path in found if path.endswith(suffix)]

    return of_rule


def length_s(path, kind):
    with av.open(str(path)) as container:
        frames = list(container.decode(**{kind: 0}))
    return sum(frame.samples / frame.sample_rate for frame in frames) if kind == "audio" else len(frames) / 10


def test_as_many_are_planted_as_were_asked_for_and_no_clip_has_two(faulty):
    clips = faulty.planted.drop_duplicates(["clip_id", "rule"])
    copies = dict.fromkeys(("copied_label", "copied_actor", "copied_mp3"), 2 * COUNT)
    assert clips["rule"].value_counts().to_dict() == dict(FAULTS) | copies
    assert clips["clip_id"].is_unique


@pytest.mark.parametrize(("rule", "parts"), [("copied_label", (1, 1, 2)), ("copied_actor", (2, 1, 1))])
def test_copied_wavs_differ_in_what_the_fault_says(paths, rule, parts):
    pairs = {}
    for path in paths(rule):
        pairs.setdefault(digest_file(path), []).append(path.stem.split("_")[:3])
    assert len(pairs) == COUNT
    for names in pairs.values():
        assert tuple(len(set(each)) for each in zip(*names, strict=True)) == parts


def test_copied_mp3s_are_of_two_actors_whose_wavs_differ(paths):
    pairs = {}
    for path in paths("copied_mp3"):
        pairs.setdefault(digest_file(path), []).append(path.stem)
    assert len(pairs) == COUNT
    for names in pairs.values():
        assert len({name[:4] for name in names}) == 2
        wavs = {digest_file(paths("copied_mp3")[0].parents[1] / "AudioWAV" / f"{name}.wav") for name in names}
        assert len(wavs) == 2


def test_silent_wavs_are_zeros_and_short_ones_last_50_ms(paths):
    silent, short = ([wavfile.read(path)[1] for path in paths(rule)] for rule in ("silent", "short"))
    assert not np.any(np.concatenate(silent))
    assert min(map(len, silent)) > 12_000
    assert [len(samples) for samples in short] == [800] * COUNT
    assert all(np.any(samples) for samples in short)


@pytest.mark.parametrize(("rule", "seconds"), [("short_video", 0.2), ("minute_long", 60.0)])
def test_videos_and_mp3s_last_as_long_as_the_fault_says(paths, rule, seconds):
    for path in paths(rule):
        assert length_s(path, "audio") == pytest.approx(seconds, abs=0.15)
    for path in paths(rule, ".flv"):
        assert length_s(path, "video") == pytest.approx(seconds)


def test_files_without_duration_do_not_state_one(faulty, clean, paths):
    assert {path.suffix for path in paths("no_duration")} == {".flv", ".mp3"}
    assert not any(states_duration(path) for path in paths("no_duration"))
    assert all(states_duration(path) for path in (clean.folder / "VideoFlash").iterdir())
    assert all(states_duration(path) for path in paths("copied_mp3"))


def test_soundless_videos_have_frames_alone(paths):
    for path in paths("soundless_video"):
        with av.open(str(path)) as container:
            assert [stream.type for stream in container.streams] == ["video"]


def test_nothing_else_is_spoilt(faulty, clean):
    spoilt = set(faulty.planted["path"])
    for folder in ("AudioWAV", "VideoFlash"):
        for path in (clean.folder / folder).iterdir():
            same = digest_file(path) == digest_file(faulty.folder / folder / path.name)
            assert same or f"{folder}/{path.name}" in spoilt


def test_where_video_or_mp3_is_spoilt_the_wav_is_good(faulty, clean):
    others = faulty.planted[~faulty.planted["rule"].isin(IN_WAV)]
    for clip_id in others["clip_id"].unique():
        wav = f"AudioWAV/{clip_id}.wav"
        assert digest_file(faulty.folder / wav) == digest_file(clean.folder / wav)

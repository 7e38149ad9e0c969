"""Each kind of poison is in the bytes, on synthetic and on real clips."""

import shutil

import cv2
import numpy as np
import pytest
import soundfile

from cremad.artifacts.digests import digest_file
from cremad.corpora.synthetic.poison import KINDS, poison_corpus
from cremad.errors import MissingFileError


@pytest.fixture
def folder(tmp_path):
    """Sixteen WAVs of noise."""
    (tmp_path / "AudioWAV").mkdir()
    for number in range(16):
        samples = np.random.default_rng(number).normal(0, 0.1, 4000)
        soundfile.write(tmp_path / "AudioWAV" / f"{number:02d}.wav", samples, 16_000, subtype="PCM_16")
    return tmp_path


def assert_poisoned(path, kind, before):
    content = path.read_bytes()
    match kind:
        case "truncated":
            assert content == before[: len(before) // 2]
        case "empty":
            assert content == b""
        case "lfs_pointer":
            assert content.startswith(b"version https://git-lfs.github.com/spec/v1\noid sha256:")
            assert content.endswith(f"size {len(before)}\n".encode())
        case "nan_samples":
            samples, _ = soundfile.read(path)
            assert 0 < np.isnan(samples).mean() <= 0.01
        case "wrong_rate":
            assert soundfile.info(path).samplerate in (1, 2**31 - 1)
            assert content[28:] == before[28:]
        case "png_content":
            assert cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR).shape == (16, 16, 3)
        case "text_content":
            assert content.isascii()
        case "rate_96k":
            info = soundfile.info(path)
            assert (info.samplerate, info.frames) == (96_000, 6 * (len(before) - 44) // 2)


def poison_and_check(folder, share, seed):
    before = {path.stem: path.read_bytes() for path in (folder / "AudioWAV").iterdir()}
    kinds = poison_corpus(folder, share, seed)
    for path in (folder / "AudioWAV").iterdir():
        if path.stem in kinds:
            assert_poisoned(path, kinds[path.stem], before[path.stem])
        else:
            assert path.read_bytes() == before[path.stem]
    return kinds


def test_every_kind_is_in_the_bytes(folder):
    kinds = poison_and_check(folder, 0.5, seed=0)
    assert sorted(kinds.values()) == sorted(KINDS)
    assert list(kinds) == sorted(kinds)


def test_the_share_is_rounded(folder):
    assert poison_corpus(folder, 0.0, seed=0) == {}
    assert len(poison_corpus(folder, 0.2, seed=0)) == 3


def test_spared_clips_are_left_alone(folder):
    spared = frozenset(f"{number:02d}" for number in range(8))
    assert poison_corpus(folder, 1.0, seed=1, spared=spared).keys() == {f"{number:02d}" for number in range(8, 16)}


def test_the_same_seed_spoils_in_the_same_way(folder, tmp_path_factory):
    twin = tmp_path_factory.mktemp("twin") / "corpus"
    shutil.copytree(folder, twin)
    assert poison_corpus(folder, 0.9, seed=4) == poison_corpus(twin, 0.9, seed=4)
    for path in (folder / "AudioWAV").iterdir():
        assert digest_file(path) == digest_file(twin / "AudioWAV" / path.name)


def test_a_folder_without_wavs_is_refused(tmp_path):
    with pytest.raises(MissingFileError, match="no WAVs"):
        poison_corpus(tmp_path, 0.5, seed=0)


def test_real_clips_are_poisoned_too(real_crema_d, tmp_path):
    (tmp_path / "AudioWAV").mkdir()
    for path in sorted((real_crema_d / "AudioWAV").iterdir())[:16]:
        shutil.copy(path, tmp_path / "AudioWAV")
    assert sorted(poison_and_check(tmp_path, 0.5, seed=0).values()) == sorted(KINDS)

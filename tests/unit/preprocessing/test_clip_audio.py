"""A clip's audio: at the level of its corpus, and known by what it is made from."""

import numpy as np
import pytest
import soundfile

from cremad.corpora.crema_d import GAINS
from cremad.media.audio import load_audio
from cremad.preprocessing.extraction.clip_audio import audio_content, load_clip_audio

SIGNAL = np.array([0.1, -0.25, 0.75, 0.0], np.float32)


def test_the_gain_is_applied_and_nothing_leaves_full_scale(tmp_path):
    soundfile.write(tmp_path / "x.wav", SIGNAL, 16_000, subtype="FLOAT")
    signal, rate_hz = load_clip_audio({"audio_path": "x.wav", "audio_gain": 2.0}, tmp_path)
    np.testing.assert_array_equal(signal, np.float32([0.2, -0.5, 1.0, 0.0]))
    assert (signal.dtype, rate_hz) == (np.float32, 16_000)


def test_another_gain_is_another_content():
    records = [{"audio_sha256": "a", "audio_gain": gain} for gain in (1.0, 2.0)]
    assert len(set(map(audio_content, records))) == 2


@pytest.mark.parametrize(("folder", "kind"), [("VideoFlash", "flv"), ("AudioMP3", "mp3")])
def test_real_clips_of_all_kinds_are_equally_loud(real_crema_d, folder, kind):
    """Root mean squares within 1.2 dB, of the clips that are there as WAV too."""
    both = [path for path in (real_crema_d / folder).glob(f"*.{kind}") if wav_of(real_crema_d, path).exists()][:8]
    assert both
    for path in both:
        levels = [level(path) * GAINS[kind], level(wav_of(real_crema_d, path))]
        assert abs(20 * np.log10(levels[0] / levels[1])) < 1.2


def wav_of(corpus, path):
    return corpus / "AudioWAV" / f"{path.stem}.wav"


def level(path) -> float:
    signal, _ = load_audio(path)
    return float(np.sqrt((signal**2).mean()))

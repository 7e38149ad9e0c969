import numpy as np
import pytest
import soundfile

from cremad.media.audio import load_audio
from cremad.media.downmix import average_channels

SPEECH = np.random.default_rng(0).normal(0, 0.1, 8_000).astype(np.float32)


def test_one_channel_stays_as_it_is():
    np.testing.assert_array_equal(average_channels(SPEECH[None]), SPEECH)


@pytest.mark.parametrize("gain", [-1.0, -0.9, -0.7])
def test_of_channels_in_opposite_phase_the_louder_one_is_taken(gain):
    np.testing.assert_array_equal(average_channels(np.stack([SPEECH, np.float32(gain) * SPEECH])), SPEECH)
    swapped = average_channels(np.stack([np.float32(gain) * SPEECH, SPEECH]))
    np.testing.assert_array_equal(np.abs(swapped), np.abs(SPEECH))


@pytest.mark.parametrize("other", [SPEECH, 0 * SPEECH, SPEECH[::-1]], ids=["equal", "dead", "of no relation"])
def test_all_other_pairs_are_averaged(other):
    channels = np.stack([SPEECH, other])
    np.testing.assert_array_equal(average_channels(channels), channels.mean(axis=0, dtype=np.float32))


def test_digital_silence_stays_silent():
    assert not average_channels(np.zeros((2, 100), np.float32)).any()


def test_speech_through_a_plug_that_is_wired_the_wrong_way_round_is_there(tmp_path):
    path = tmp_path / "clip.wav"
    soundfile.write(path, np.stack([SPEECH, -SPEECH], axis=1), 16_000, subtype="FLOAT")
    np.testing.assert_array_equal(load_audio(path)[0], SPEECH)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
@pytest.mark.parametrize(("channel", "level"), [(2, 1.0), (0, 0.7071), (3, 0.0)])
def test_surround_is_downmixed_with_the_centre_at_its_own_level(tmp_path, suffix, channel, level):
    """Of 5.1 the third channel is the centre, the fourth for deep notes alone."""
    path = tmp_path / f"clip{suffix}"
    channels = np.zeros((len(SPEECH), 6), np.float32)
    channels[:, channel] = SPEECH
    soundfile.write(path, channels, 48_000, format={".wav": "WAVEX"}.get(suffix), subtype="PCM_16")
    if suffix == ".wav":
        content = bytearray(path.read_bytes())
        content[40:44] = (0x3F).to_bytes(4, "little")  # the mask: 5.1
        path.write_bytes(content)
    np.testing.assert_allclose(load_audio(path)[0], level * SPEECH, atol=1e-4)


def test_four_microphones_of_no_known_place_are_averaged(tmp_path):
    path = tmp_path / "clip.wav"
    channels = np.zeros((len(SPEECH), 4), np.float32)
    channels[:, 2] = SPEECH
    soundfile.write(path, channels, 16_000, subtype="FLOAT")
    np.testing.assert_allclose(load_audio(path)[0], SPEECH / 4, atol=1e-6)

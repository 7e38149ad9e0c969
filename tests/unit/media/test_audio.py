import struct
from io import BytesIO

import librosa
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from cremad.errors import UnreadableMediaError
from cremad.media.audio import load_audio, resample
from cremad.media.duration import states_duration
from cremad.media.source import LFS_POINTER
from tests.unit.media.clips import write_clip

PCM = np.array([0, 16384, -32768, 32767], np.int16)


def write(path, samples, rate_hz=16_000, **options):
    soundfile.write(path, samples, rate_hz, **options)
    return path


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".WAV"])
def test_samples_and_rate_are_the_files_own(tmp_path, suffix):
    signal, rate_hz = load_audio(write(tmp_path / f"clip{suffix}", PCM, 11_025))
    assert (signal.dtype, rate_hz, type(rate_hz)) == (np.float32, 11_025, int)
    np.testing.assert_array_equal(signal, PCM / np.float32(32768))


def test_channels_are_averaged(tmp_path):
    stereo = np.array([[0.5, -0.25], [0.25, 0.25]], np.float32)
    signal, _ = load_audio(write(tmp_path / "clip.wav", stereo, subtype="FLOAT"))
    np.testing.assert_array_equal(signal, np.float32([0.125, 0.25]))


def test_an_overshoot_ends_at_full_scale(tmp_path):
    signal, _ = load_audio(write(tmp_path / "clip.wav", np.float32([1.5, -1.01, 0.5]), subtype="FLOAT"))
    np.testing.assert_array_equal(signal, np.float32([1, -1, 0.5]))


def test_mp3_keeps_its_rate(tmp_path):
    time_s = np.arange(44_100) / 44_100
    tone = (0.5 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32)
    signal, rate_hz = load_audio(write(tmp_path / "clip.mp3", tone, 44_100))
    assert rate_hz == 44_100
    assert np.abs(signal[10_000:30_000]).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3"])
def test_truncated_files_are_refused(tmp_path, suffix, capfd):
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 48_000).astype(np.float32)
    path = write(tmp_path / f"clip{suffix}", noise)
    path.write_bytes(path.read_bytes()[: -path.stat().st_size // 3])
    with pytest.raises(UnreadableMediaError, match="truncated"):
        load_audio(path)


@pytest.mark.parametrize(
    ("offset", "value", "problem"),
    [
        (4, 10_000, "is truncated"),  # the RIFF's size
        (40, 10_000, "do not add up"),  # the data's size, too large
        (40, 4, "do not add up"),  # the data's size, too small: the next chunk would begin within the samples
        (24, 1, "states 1 Hz"),
        (24, 2**31 - 1, "states 2147483647 Hz"),
    ],
)
def test_headers_that_lie_are_refused(tmp_path, offset, value, problem):
    path = write(tmp_path / "clip.wav", np.full(1000, -2, np.int16))
    content = bytearray(path.read_bytes())
    assert content[36:40] == b"data"
    struct.pack_into("<I", content, offset, value)
    path.write_bytes(content)
    with pytest.raises(UnreadableMediaError, match=problem):
        load_audio(path)


def test_chunks_around_the_samples_and_bytes_behind_are_allowed(tmp_path):
    path = write(tmp_path / "clip.wav", PCM)
    content = path.read_bytes()
    odd = b"note" + struct.pack("<I", 3) + b"abc\0"
    size = struct.pack("<I", len(content) + 2 * len(odd) - 8)
    path.write_bytes(b"RIFF" + size + content[8:36] + odd + content[36:] + odd + b"behind the end")
    np.testing.assert_array_equal(load_audio(path)[0], PCM / np.float32(32768))


@pytest.mark.parametrize(
    ("samples", "problem"),
    [
        ([0.1, np.nan], "NaN or infinite"),
        ([0.1, np.inf], "NaN or infinite"),
        ([0.1, 20_000], "up to 20000 where full scale is 1"),
        ([], "holds no samples"),
        (np.zeros((4, 65)), "65 channels"),
    ],
)
def test_samples_that_no_recording_has_are_refused(tmp_path, samples, problem):
    path = write(tmp_path / "clip.wav", np.asarray(samples, np.float32), subtype="FLOAT")
    with pytest.raises(UnreadableMediaError, match=problem):
        load_audio(path)


@pytest.mark.parametrize(("kind", "suffix"), [("FLAC", ".wav"), ("WAV", ".mp3"), ("WAV", ".flac")])
def test_another_kind_under_the_name_is_refused(tmp_path, kind, suffix):
    path = write(tmp_path / f"clip{suffix}", PCM, format=kind)
    with pytest.raises(UnreadableMediaError, match=f"holds {kind} under the name of {suffix}"):
        load_audio(path)


def test_resampling_keeps_a_tone_below_half_the_rate_and_drops_one_above():
    time_s = np.arange(44_100) / 44_100
    low, high = (np.sin(2 * np.pi * hz * time_s).astype(np.float32) for hz in (440, 12_000))
    expected = np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    inner = slice(500, -500)
    np.testing.assert_allclose(resample(low, 44_100, 16_000)[inner], expected[inner], atol=1e-3)
    assert np.abs(resample(high, 44_100, 16_000)[inner]).max() < 1e-3


@given(st.integers(1, 3000), st.sampled_from([8_000, 16_000, 22_050, 44_100, 48_000]))
def test_resampled_length_is_rounded_up(samples, from_hz):
    resampled = resample(np.ones(samples, np.float32), from_hz, 16_000)
    assert resampled.dtype == np.float32
    assert len(resampled) == -(-samples * 16_000 // from_hz)


def test_equal_rates_change_nothing():
    signal = np.ones(10, np.float32)
    assert resample(signal, 16_000, 16_000) is signal


def test_every_real_file_loads_as_librosa_reads_it(real_data):
    paths = sorted([*real_data.glob("crema-d/Audio*/*"), *real_data.glob("ravdess/*/*.flac")])
    assert len(paths) == 551 + 16 + 720
    for number, path in enumerate(paths):
        signal, rate_hz = load_audio(path)
        assert (signal.ndim, signal.dtype, rate_hz) == (1, np.float32, 44_100 if path.suffix == ".mp3" else 16_000)
        if number % 20 == 0:
            np.testing.assert_array_equal(signal, librosa.load(path, sr=None)[0])


def test_flv_sound_agrees_with_the_wav_of_the_clip(real_crema_d):
    wav, rate_hz = load_audio(real_crema_d / "AudioWAV" / "1001_DFA_ANG_XX.wav")
    flv, flv_rate_hz = load_audio(real_crema_d / "VideoFlash" / "1001_DFA_ANG_XX.flv")
    flv = resample(flv, flv_rate_hz, rate_hz)
    lags = np.correlate(flv, wav, mode="full") / np.sqrt((flv @ flv) * (wav @ wav))
    assert flv_rate_hz == 44_100
    assert lags.max() > 0.95
    assert abs(lags.argmax() - (len(wav) - 1)) / rate_hz < 0.08


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "MP3", "OGG", "AIFF", "AU", "CAF"])
def test_bytes_and_open_files_give_what_the_file_gives(tmp_path, kind):
    path = write(tmp_path / f"clip.{kind.lower()}", np.random.default_rng(0).uniform(-0.3, 0.3, 9_000))
    expected, rate_hz = load_audio(path)
    for source in (path.read_bytes(), bytearray(path.read_bytes()), BytesIO(path.read_bytes())):
        signal, same_hz = load_audio(source)
        np.testing.assert_array_equal(signal, expected)
        assert (same_hz, states_duration(path)) == (rate_hz, states_duration(path.read_bytes()))


@pytest.mark.parametrize(
    ("name", "video", "audio"), [("c.flv", "flv1", "libmp3lame"), ("c.mp4", "libx264", "aac")]
)
def test_bytes_of_a_video_give_its_sound(tmp_path, name, video, audio):
    path = write_clip(tmp_path / name, video, audio)
    np.testing.assert_array_equal(load_audio(path.read_bytes())[0], load_audio(path)[0])


@pytest.mark.parametrize("name", [None, "upload.wav"])
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"\x80" * 99, "readable audio|WAV audio|cannot be decoded"),
        (LFS_POINTER + b"v1", "LFS"),
    ],
)
def test_errors_name_the_bytes(content, problem, name):
    with pytest.raises(UnreadableMediaError, match=f"^{name or 'the given bytes'}: .*({problem})"):
        load_audio(content, name)


def test_a_name_says_what_bytes_should_hold(tmp_path):
    content = write(tmp_path / "clip.flac", PCM).read_bytes()
    with pytest.raises(UnreadableMediaError, match=r"upload\.wav: holds FLAC under the name of \.wav"):
        load_audio(content, "upload.wav")

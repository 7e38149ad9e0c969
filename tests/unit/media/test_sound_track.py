"""Sound tracks that change on the way, or come in more channels than ears."""

from io import BytesIO

import av
import numpy as np
import pytest

from cremad.errors import UnreadableMediaError
from cremad.media.audio import load_audio


def encode(kind="adts", codec="aac", seconds=1.2, rate_hz=16_000, layout="mono", level=0.3, alone=None) -> bytes:
    """A tone of 440 Hz, in all channels or in one alone."""
    buffer = BytesIO()
    tone = level * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate_hz)) / rate_hz).astype(np.float32)
    channels = np.tile(tone, (av.AudioLayout(layout).nb_channels, 1))
    if alone is not None:
        channels[np.arange(len(channels)) != alone] = 0
    with av.open(buffer, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate_hz, layout=layout)
        stream.bit_rate = 64_000
        frame = av.AudioFrame.from_ndarray(channels, format="fltp", layout=layout)
        frame.rate, frame.pts = rate_hz, 0
        for each in (frame, None):
            container.mux(stream.encode(each))
    return buffer.getvalue()


def pitch_hz(signal, rate_hz) -> float:
    spectrum = np.abs(np.fft.rfft(signal * np.hanning(len(signal))))
    return np.argmax(spectrum) * rate_hz / len(signal)


@pytest.mark.parametrize("kind", ["adts", "mpegts"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"layout": "mono"}, {"layout": "stereo"}),
        ({"rate_hz": 16_000}, {"rate_hz": 48_000}),
        ({"rate_hz": 48_000, "layout": "stereo"}, {"rate_hz": 16_000}),
    ],
)
def test_all_of_two_recordings_is_read_at_one_rate_and_speed(tmp_path, kind, first, second):
    path = tmp_path / f"call.{kind}"
    path.write_bytes(encode(kind, **first) + encode(kind, **second))
    signal, rate_hz = load_audio(path)
    assert rate_hz == max(first.get("rate_hz", 16_000), second.get("rate_hz", 16_000))
    assert len(signal) / rate_hz == pytest.approx(2.4, abs=0.2)
    for half in (signal[rate_hz // 4 : rate_hz], signal[-rate_hz : -rate_hz // 4]):
        assert pitch_hz(half, rate_hz) == pytest.approx(440, abs=4)
        assert np.sqrt(2) * half.std() == pytest.approx(0.3, abs=0.02)


def test_speech_in_the_centre_of_a_surround_film_keeps_its_level(tmp_path):
    path = tmp_path / "film.mp4"
    path.write_bytes(encode("mp4", rate_hz=48_000, layout="5.1", alone=2))
    signal, rate_hz = load_audio(path)
    assert np.abs(signal[rate_hz // 4 : rate_hz]).max() == pytest.approx(0.3, abs=0.03)


def test_live_webm_without_a_duration_is_read_and_is_no_wav(tmp_path):
    content = encode("webm", "libopus", rate_hz=48_000)
    for name in ("rec.webm", "rec.wav"):
        (tmp_path / name).write_bytes(content)
    signal, rate_hz = load_audio(tmp_path / "rec.webm")
    assert (rate_hz, len(signal) / rate_hz) == (48_000, pytest.approx(1.2, abs=0.05))
    with pytest.raises(UnreadableMediaError, match="is not WAV audio"):
        load_audio(tmp_path / "rec.wav")


@pytest.mark.parametrize("suffix", [".raw", ".pcm", ".sw", ".ul", ".xi", ".al", ".bin"])
def test_sound_without_a_header_is_refused(tmp_path, suffix):
    path = tmp_path / f"take{suffix}"
    path.write_bytes((1000 * np.sin(np.arange(19_200) / 9)).astype("<i2").tobytes())
    with pytest.raises(UnreadableMediaError, match=f"take{suffix}"):
        load_audio(path)


def test_a_list_of_other_media_is_not_followed(tmp_path):
    (tmp_path / "secret.ts").write_bytes(encode("mpegts"))
    path = tmp_path / "clip.m3u8"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.2,\nsecret.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(UnreadableMediaError, match=r"clip\.m3u8"):
        load_audio(path)


ENCODINGS = [
    ("opus", "ogg", "libopus", 48_000),
    ("webm", "webm", "libopus", 48_000),
    ("m4a", "mp4", "aac", 16_000),
    ("mov", "mov", "pcm_s16le", 16_000),
    ("avi", "avi", "pcm_s16le", 16_000),
    ("flv", "flv", "libmp3lame", 44_100),
    ("wma", "asf", "wmav2", 44_100),
    ("aac", "adts", "aac", 16_000),
    ("ts", "mpegts", "aac", 16_000),
]


@pytest.mark.parametrize(("suffix", "kind", "codec", "rate_hz"), ENCODINGS, ids=[each[0] for each in ENCODINGS])
def test_tracks_are_read_whole_and_refused_where_they_were_cut(tmp_path, suffix, kind, codec, rate_hz):
    path = tmp_path / f"clip.{suffix}"
    content = encode(kind, codec, seconds=3, rate_hz=rate_hz)
    path.write_bytes(content)
    signal, same_hz = load_audio(path)
    assert (same_hz, len(signal) / rate_hz) == (rate_hz, pytest.approx(3, abs=0.15))
    path.write_bytes(content[: int(0.6 * len(content)) - 5])
    with pytest.raises(UnreadableMediaError, match=f"clip.{suffix}"):
        load_audio(path)


@pytest.mark.parametrize(("suffix", "kind", "codec", "rate_hz"), ENCODINGS, ids=[each[0] for each in ENCODINGS])
def test_of_joined_tracks_all_is_read_or_the_error_says_that_more_follows(tmp_path, suffix, kind, codec, rate_hz):
    path = tmp_path / f"clip.{suffix}"
    path.write_bytes(2 * encode(kind, codec, seconds=3, rate_hz=rate_hz))
    if suffix in ("webm", "avi", "aac", "ts"):
        assert len(load_audio(path)[0]) / rate_hz == pytest.approx(6, abs=0.3)
    else:
        with pytest.raises(UnreadableMediaError, match=r"more audio than its header states|it states 7"):
            load_audio(path)

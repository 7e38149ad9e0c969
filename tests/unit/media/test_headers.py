"""Sound files whose header and content disagree, of every container; and those that only seem to."""

import struct
from io import BytesIO

import av
import numpy as np
import pytest
import soundfile

from cremad.errors import UnreadableMediaError
from cremad.media.audio import load_audio

RATE_HZ = 16_000
NOISE = np.random.default_rng(0).integers(-8000, 8000, 19_200).astype(np.int16)
CONTAINERS = ["WAV", "WAVEX", "RF64", "AIFF", "AU", "W64", "CAF", "VOC", "NIST", "FLAC", "OGG", "MP3"]
SUFFIXES = [*(f".{name.lower()}" for name in CONTAINERS), ".aif", ".snd", ".oga", ".sph"]


def encode(kind: str, samples=NOISE, rate_hz=RATE_HZ, **options) -> bytes:
    buffer = BytesIO()
    soundfile.write(buffer, samples, rate_hz, format=kind, **options)
    return buffer.getvalue()


def kind_of(suffix: str) -> str:
    return {".aif": "AIFF", ".snd": "AU", ".oga": "OGG", ".sph": "NIST"}.get(suffix, suffix[1:].upper())


def put(tmp_path, suffix: str, content: bytes):
    path = tmp_path / f"clip{suffix}"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_whole_file_is_read(tmp_path, suffix):
    signal, rate_hz = load_audio(put(tmp_path, suffix, encode(kind_of(suffix))))
    assert rate_hz == RATE_HZ
    assert len(signal) == pytest.approx(len(NOISE), abs=64 if "OG" in kind_of(suffix) else 1)
    if kind_of(suffix) not in ("OGG", "MP3"):
        np.testing.assert_array_equal(signal[: len(NOISE)], NOISE / np.float32(32768))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_was_cut_short_is_refused(tmp_path, suffix, share):
    content = encode(kind_of(suffix))
    with pytest.raises(UnreadableMediaError, match="truncated"):
        load_audio(put(tmp_path, suffix, content[: int(share * len(content))]))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_of_two_files_joined_by_their_bytes_none_is_dropped(tmp_path, suffix):
    content = encode(kind_of(suffix))
    with pytest.raises(UnreadableMediaError, match="more audio than its header states"):
        load_audio(put(tmp_path, suffix, content + content))


@pytest.mark.parametrize(("riff", "data"), [(0, 0), (0xFFFFFFFF, 0xFFFFFFFF), (0x7FFFF024, 0x7FFFF000), (None, 0)])
@pytest.mark.parametrize("kind", ["WAV", "WAVEX"])
def test_sizes_that_a_writer_could_not_know_are_no_sign_of_truncation(tmp_path, kind, riff, data):
    content = bytearray(encode(kind))
    place = content.index(b"data") + 4
    struct.pack_into("<I", content, place, data)
    if riff is not None:
        struct.pack_into("<I", content, 4, riff)
    signal, _ = load_audio(put(tmp_path, ".wav", content))
    np.testing.assert_array_equal(signal, NOISE / np.float32(32768))


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        ("AIFF", [(b"FORM", 4, b"\0" * 4), (b"SSND", 4, b"\0" * 4)]),
        ("W64", [(b"riff", 16, b"\0" * 8), (b"data", 16, b"\0" * 8)]),
        ("RF64", [(b"ds64", 8, b"\0" * 24)]),
        ("VOC", [(b"\x1f\x11", 3, b"\xff" * 3)]),
    ],
)
def test_no_container_need_know_its_size(tmp_path, kind, places):
    content = bytearray(encode(kind))
    for mark, offset, placeholder in places:
        place = content.index(mark) + offset
        content[place : place + len(placeholder)] = placeholder
    signal, _ = load_audio(put(tmp_path, f".{kind.lower()}", content))
    np.testing.assert_array_equal(signal[: len(NOISE)], NOISE / np.float32(32768))


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 0])
def test_an_au_file_need_not_know_its_size(tmp_path, size):
    content = bytearray(encode("AU"))
    struct.pack_into(">I", content, 8, size)
    assert len(load_audio(put(tmp_path, ".au", content))[0]) == len(NOISE)


def test_a_flac_file_need_not_know_its_length(tmp_path):
    content = bytearray(encode("FLAC"))
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    np.testing.assert_array_equal(load_audio(put(tmp_path, ".flac", content))[0], NOISE / np.float32(32768))


@pytest.mark.parametrize("inside", [False, True], ids=["behind the RIFF", "inside the RIFF"])
def test_zeros_at_the_end_are_no_sound_and_no_damage(tmp_path, inside):
    content = bytearray(encode("WAV") + bytes(3001))
    if inside:
        struct.pack_into("<I", content, 4, len(content) - 8)
    np.testing.assert_array_equal(load_audio(put(tmp_path, ".wav", content))[0], NOISE / np.float32(32768))


def test_a_header_that_counts_itself_is_no_sign_of_truncation(tmp_path):
    content = bytearray(encode("WAV"))
    struct.pack_into("<I", content, 4, len(content) + 8)
    struct.pack_into("<I", content, 40, 2 * len(NOISE) + 16)
    assert len(load_audio(put(tmp_path, ".wav", content))[0]) == len(NOISE)


@pytest.mark.parametrize("kind", ["bytes", "chunk"])
def test_tags_around_the_riff_are_passed_over(tmp_path, kind):
    tag = b"ID3\x03\0\0\0\0\0\x0a" + bytes(10)
    content = tag + encode("WAV") if kind == "bytes" else encode("WAV") + tag
    np.testing.assert_array_equal(load_audio(put(tmp_path, ".wav", content))[0], NOISE / np.float32(32768))


def test_an_odd_chunk_without_its_padding_is_named(tmp_path):
    content = encode("WAV")
    odd = b"LIST" + struct.pack("<I", 17) + b"INFOISFT\5\0\0\0tool1"
    content = content[:4] + struct.pack("<I", len(content) + len(odd) - 8) + content[8:36] + odd + content[36:]
    with pytest.raises(UnreadableMediaError, match="do not add up: none can begin at byte 62"):
        load_audio(put(tmp_path, ".wav", content))


def test_data_before_its_format_is_refused(tmp_path):
    content = encode("WAV")
    with pytest.raises(UnreadableMediaError, match="not WAV audio"):
        load_audio(put(tmp_path, ".wav", content[:12] + content[36:] + content[12:36]))


def test_a_wav_without_samples_is_not_one_whose_size_was_never_written(tmp_path):
    content = bytearray(encode("WAV", NOISE[:0]) + b"LIST\4\0\0\0INFO")
    struct.pack_into("<I", content, 4, len(content) - 8)
    with pytest.raises(UnreadableMediaError, match="no samples"):
        load_audio(put(tmp_path, ".wav", content))


@pytest.mark.parametrize(
    ("subtype", "block"),
    [
        *[(name, 0) for name in ("PCM_U8", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAW", "ULAW")],
        *[("IMA_ADPCM", 1100), ("MS_ADPCM", 1100), ("GSM610", 320), ("G721_32", 1)],
    ],
)
def test_every_kind_of_wav_is_read(tmp_path, subtype, block):
    tone = 0.4 * np.sin(np.arange(19_200) / 20)
    signal, rate_hz = load_audio(put(tmp_path, ".wav", encode("WAV", tone, subtype=subtype)))
    assert rate_hz == RATE_HZ
    assert 0 <= len(signal) - 19_200 <= block
    assert np.std(signal) == pytest.approx(0.283, rel=0.1)


def test_an_mp3_in_a_wav_is_read_and_its_cut_is_seen(tmp_path):
    path = tmp_path / "clip.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libmp3lame", rate=RATE_HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(NOISE[None], format="s16", layout="mono")
        frame.rate, frame.pts = RATE_HZ, 0
        for each in (frame, None):
            container.mux(stream.encode(each))
    content = path.read_bytes()
    assert struct.unpack_from("<H", content, content.index(b"fmt ") + 8) == (0x55,)
    assert len(load_audio(path)[0]) / RATE_HZ == pytest.approx(1.2, abs=0.15)
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UnreadableMediaError, match="truncated"):
        load_audio(path)

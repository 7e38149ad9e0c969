"""What asks for more than a recording needs is refused by its header, before memory is taken for it."""

import struct
import tracemalloc
import zlib
from io import BytesIO

import av
import numpy as np
import pytest
import soundfile

from cremad.errors import UnreadableMediaError
from cremad.media.audio import load_audio
from cremad.media.image import load_image
from cremad.media.limits import LIMITS
from cremad.media.video import read_frames
from tests.unit.media.clips import write_clip


def write_silence(path, seconds, rate_hz, channels=1):
    """FLAC takes hardly a byte for it."""
    with soundfile.SoundFile(path, "w", rate_hz, channels, "PCM_16") as sound:
        block = np.zeros((rate_hz * 10, channels), np.int16)
        for _ in range(seconds // 10):
            sound.write(block)
    return path


def write_png(path, width, height):
    """A PNG of one colour, row by row, without the picture in memory."""
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + 3 * width)) for _ in range(height)) + packer.flush()
    blocks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in blocks
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return path


def peak_of(read) -> int:
    """Bytes that Python and NumPy took at most while a reader refused."""
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableMediaError) as caught:
            read()
        return tracemalloc.get_traced_memory()[1], str(caught.value)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("seconds", "rate_hz", "channels", "problem"),
    [(3610, 8_000, 1, "3610 s, more than 3600"), (720, 48_000, 1, "samples in 1 ch"), (90, 48_000, 8, "in 8 ch")],
)
def test_long_silence_in_few_bytes(tmp_path, seconds, rate_hz, channels, problem):
    path = write_silence(tmp_path / "clip.flac", seconds, rate_hz, channels)
    peak, said = peak_of(lambda: load_audio(path))
    assert problem in said
    assert peak < 1_000_000


def test_a_sound_track_without_a_stated_length_is_refused_as_it_grows(tmp_path):
    path = write_silence(tmp_path / "clip.flac", 60, 8_000)
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    with pytest.raises(UnreadableMediaError, match=r"lasts 3\d s, more than 30 s"):
        load_audio(bytes(content), limits=LIMITS._replace(seconds=30))


@pytest.mark.parametrize("height", [6_000, 10_000])
def test_a_picture_of_many_pixels_in_few_bytes(tmp_path, height):
    path = write_png(tmp_path / "face.png", 20_000, height)
    for read in (load_image, lambda path: read_frames(path, 1)):
        peak, said = peak_of(lambda read=read: read(path))
        assert f"more than {LIMITS.pixels}" in said
        assert peak < 5_000_000


@pytest.mark.parametrize(("name", "codec"), [("film.mov", "mpeg4"), ("film.mkv", "ffv1"), ("film.mp4", "libx264")])
def test_frames_of_many_pixels(tmp_path, name, codec):
    path = tmp_path / name
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=1)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((480, 640, 3), np.uint8), format="rgb24")
        for each in (frame, None):
            container.mux(stream.encode(each))
    assert read_frames(path, 1).shape == (1, 480, 640, 3)
    with pytest.raises(UnreadableMediaError, match=f"{name}: "):
        read_frames(path, 1, limits=LIMITS._replace(frame_pixels=640 * 480 - 1))


@pytest.mark.parametrize("rate_hz", [LIMITS.lowest_rate_hz - 1, LIMITS.highest_rate_hz + 1])
def test_rates_that_no_recording_has(rate_hz):
    buffer = BytesIO()
    soundfile.write(buffer, np.zeros(100), rate_hz, format="WAV")
    with pytest.raises(UnreadableMediaError, match=f"states {rate_hz} Hz"):
        load_audio(buffer.getvalue())


def test_files_of_many_bytes(tmp_path):
    small = LIMITS._replace(bytes=1000)
    path = write_clip(tmp_path / "clip.flv")
    for read in (load_audio, lambda source, limits: read_frames(source, 1, limits)):
        with pytest.raises(UnreadableMediaError, match=r"clip\.flv: has \d+ bytes, more than 1000"):
            read(path, limits=small)
    with pytest.raises(UnreadableMediaError, match="has 1001 bytes"), path.open("rb") as file:
        load_audio(file, limits=small)

"""The frames of an MP3 against what it states."""

from io import BytesIO

import numpy as np
import pytest
import soundfile

from cremad.errors import UnreadableMediaError
from cremad.media.audio import load_audio
from cremad.media.duration import states_duration
from cremad.media.mpeg import Frame, read_frame, stated_frames, tag_size

COVER = b"ID3\x03\0\0\0\0\x3f\x76" + bytes(63 * 128 + 0x76)


def mp3(seconds=1.2, rate_hz=16_000, channels=1) -> bytes:
    samples = 0.3 * np.sin(np.arange(int(seconds * rate_hz)) / 20)
    buffer = BytesIO()
    soundfile.write(buffer, np.stack([samples] * channels, axis=1), rate_hz, format="MP3")
    return buffer.getvalue()


def without_info(content: bytes) -> bytes:
    """The frames alone, without tag and stating frame."""
    begin = tag_size(content)
    return content[begin + read_frame(content[begin:][:4]).size :]


def test_headers_of_frames_are_read():
    assert read_frame(bytes.fromhex("fffb9064")) == Frame(417, 1152, 44_100, 2, 32)
    assert read_frame(bytes.fromhex("fff344c4")) == Frame(96, 576, 24_000, 1, 9)
    assert [read_frame(head) for head in (b"", b"RIFF", b"\xff\xff\xff\xff", b"\xff\xfb\x00\x64")] == [None] * 4


def test_the_stated_number_of_frames_is_that_of_the_encoder():
    content = mp3(3)
    begin = tag_size(content)
    assert stated_frames(content[begin:]) == pytest.approx(3 * 16_000 / 576, abs=3)
    assert stated_frames(without_info(content)) is None


@pytest.mark.parametrize("cover", [b"", COVER, COVER + COVER], ids=["bare", "with cover art", "with two tags"])
def test_cover_art_hides_neither_the_cut_nor_the_duration(tmp_path, cover):
    path = tmp_path / "clip.mp3"
    content = cover + mp3(3)
    path.write_bytes(content)
    assert states_duration(path)
    assert len(load_audio(path)[0]) == 48_000
    path.write_bytes(content[: len(cover) + (len(content) - len(cover)) // 2])
    with pytest.raises(UnreadableMediaError, match="truncated"):
        load_audio(path)


def test_an_mp3_that_does_not_state_its_duration_is_read_whole(tmp_path):
    path = tmp_path / "clip.mp3"
    path.write_bytes(without_info(mp3(3)))
    assert not states_duration(path)
    assert len(load_audio(path)[0]) / 16_000 == pytest.approx(3, abs=0.15)
    path.write_bytes(path.read_bytes()[:-50])
    with pytest.raises(UnreadableMediaError, match="truncated: its last frame lacks bytes"):
        load_audio(path)


@pytest.mark.parametrize("after", [(1.2, 16_000, 1), (1.2, 44_100, 1), (1.2, 16_000, 2)])
def test_half_of_two_that_were_joined_is_not_dropped_without_a_word(tmp_path, after):
    path = tmp_path / "clip.mp3"
    for second in (mp3(*after), without_info(mp3(*after))):
        path.write_bytes(mp3() + second)
        with pytest.raises(UnreadableMediaError, match="more audio than its header states"):
            load_audio(path)


def test_joined_frames_that_state_nothing_are_all_read(tmp_path):
    path = tmp_path / "clip.mp3"
    path.write_bytes(2 * without_info(mp3()))
    assert len(load_audio(path)[0]) / 16_000 == pytest.approx(2.4, abs=0.3)


def test_tags_and_zeros_behind_the_last_frame_are_allowed(tmp_path):
    path = tmp_path / "clip.mp3"
    path.write_bytes(mp3() + bytes(1000) + b"TAG" + bytes(125))
    assert len(load_audio(path)[0]) == 19_200

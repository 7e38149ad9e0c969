import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.errors import OptionError, UnreadableMediaError
from cremad.media.audio import load_audio
from cremad.media.timeline import spread_positions
from cremad.media.video import read_frames
from tests.unit.media.clips import FRAMES, RATE_HZ, tone, write_clip

CONTAINERS = pytest.mark.parametrize(
    ("name", "video", "audio"),
    [("clip.flv", "flv1", "libmp3lame"), ("clip.mp4", "libx264", "aac"), ("clip.avi", "mpeg4", "libmp3lame")],
)


@CONTAINERS
def test_frames_are_spread_evenly_and_sound_comes_along(tmp_path, name, video, audio):
    path = write_clip(tmp_path / name, video, audio)
    frames = read_frames(path, 5)
    assert (frames.shape, frames.dtype) == ((5, 48, 64, 3), np.uint8)
    np.testing.assert_allclose(frames.mean(axis=(1, 2, 3)), 8 * np.array([3, 9, 15, 21, 27]), atol=4)
    signal, rate_hz = load_audio(path)
    assert rate_hz == RATE_HZ
    assert len(signal) == pytest.approx(tone().shape[1], abs=3000)  # encoders pad to whole packets
    assert np.abs(signal[5000:30000]).max() == pytest.approx(0.5, abs=0.03)


def test_equal_channels_of_a_sound_track_keep_their_level(tmp_path):
    signal, _ = load_audio(write_clip(tmp_path / "clip.flv", sound=tone(channels=2)))
    assert np.abs(signal[5000:30000]).max() == pytest.approx(0.5, abs=0.03)


def test_colours_are_red_green_blue(tmp_path):
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        red = np.zeros((48, 64, 3), np.uint8)
        red[..., 0] = 255
        for frame in [av.VideoFrame.from_ndarray(red, format="rgb24"), None]:
            container.mux(stream.encode(frame))
    np.testing.assert_allclose(read_frames(path, 1)[0, 20, 20], [255, 0, 0], atol=6)


def test_a_short_clip_gives_all_it_has(tmp_path):
    assert len(read_frames(write_clip(tmp_path / "clip.flv"), 1000)) == FRAMES


def test_packets_that_show_nothing_are_not_counted(tmp_path):
    """Without its first key frame a recording has packets that wait for the next one in vain."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=15, options={"g": "10", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        greys = [np.full((48, 64, 3), 8 * number, np.uint8) for number in range(30)]
        frames = [av.VideoFrame.from_ndarray(grey, format="rgb24") for grey in greys]
        packets = [packet for frame in [*frames, None] for packet in stream.encode(frame)]
        container.mux(packets[1:])
    shown = 8 * np.arange(10, 30)
    np.testing.assert_allclose(read_frames(path, 1000).mean(axis=(1, 2, 3)), shown, atol=4)
    np.testing.assert_allclose(read_frames(path, 20).mean(axis=(1, 2, 3)), shown, atol=4)


def test_an_image_is_a_video_of_one_frame(tmp_path):
    path = tmp_path / "face.png"
    image = np.random.default_rng(0).integers(0, 255, (5, 7, 3), np.uint8)
    cv2.imwrite(str(path), image[..., ::-1])
    np.testing.assert_array_equal(read_frames(path, 8), image[np.newaxis])


@CONTAINERS
@pytest.mark.parametrize("share", [0.01, 0.4, 0.7])
def test_truncated_clips_are_refused_and_nothing_is_printed(tmp_path, name, video, audio, share, capfd):
    path = write_clip(tmp_path / name, video, audio)
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    for read in (load_audio, lambda path: read_frames(path, 5)):
        with pytest.raises(UnreadableMediaError, match="clip"):
            read(path)
    assert capfd.readouterr() == ("", "")


def test_missing_streams_are_named(tmp_path):
    with pytest.raises(UnreadableMediaError, match="no audio stream"):
        load_audio(write_clip(tmp_path / "mute.mp4", "libx264", None))
    with pytest.raises(UnreadableMediaError, match="no video stream"):
        read_frames(write_clip(tmp_path / "blind.mp4", None, "aac"), 5)
    with pytest.raises(UnreadableMediaError):
        read_frames(write_clip(tmp_path / "blind.flv", None), 5)


def test_no_frames_cannot_be_asked_for(tmp_path):
    with pytest.raises(OptionError, match="at least 1"):
        read_frames(write_clip(tmp_path / "clip.flv"), 0)


@given(st.integers(0, 500), st.integers(1, 50))
def test_positions_are_distinct_and_evenly_spread(length, count):
    positions = spread_positions(length, count)
    assert len(set(positions)) == len(positions) == min(length, count)
    assert positions == sorted(positions)
    assert all(0 <= position < length for position in positions)
    if positions:
        steps = np.diff(positions)
        assert len(steps) == 0 or steps.max() - steps.min() <= 1
        assert abs(positions[0] - (length - 1 - positions[-1])) <= 1


def test_every_real_clip_gives_frames_and_sound(real_crema_d):
    paths = sorted((real_crema_d / "VideoFlash").glob("*.flv"))
    assert len(paths) == 207
    for path in paths:
        signal, rate_hz = load_audio(path)
        assert rate_hz == 44_100
        assert 1 < len(signal) / rate_hz < 6
    for path in paths[::10]:
        assert read_frames(path, 3).shape == (3, 360, 480, 3)


def test_real_frames_are_those_that_opencv_reads(real_crema_d):
    path = real_crema_d / "VideoFlash" / "1001_DFA_ANG_XX.flv"
    capture = cv2.VideoCapture(str(path))
    frames = []
    while (grabbed := capture.read())[0]:
        frames.append(grabbed[1][..., ::-1])
    expected = np.stack([frames[position] for position in spread_positions(len(frames), 4)])
    difference = np.abs(read_frames(path, 4).astype(int) - expected)
    assert len(frames) == 67
    assert difference.mean() < 1.0

"""Films that say how they are to be shown."""

from fractions import Fraction

import av
import numpy as np
import pytest

from cremad.media.video import read_frames

CORNERS = np.zeros((96, 128, 3), np.uint8)
"""Stored picture: red above left, green above right, blue below left, white below right."""
CORNERS[:48, :64, 0] = CORNERS[:48, 64:, 1] = CORNERS[48:, :64, 2] = 255
CORNERS[48:, 64:] = 255


def write_film(path, codec="mpeg4", pictures=(CORNERS,) * 3, times=None, rate=10, prepare=lambda stream: None):
    """A film of pictures, each shown at a time in units of a hundredth of a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt, stream.codec_context.time_base = "yuv420p", Fraction(1, 100)
        stream.bit_rate = 4_000_000
        prepare(stream)
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = times[number] if times else number * 100 // rate
            frame.time_base = Fraction(1, 100)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("degrees", "turned"),
    [(0, CORNERS), (-90, np.rot90(CORNERS, -1)), (90, np.rot90(CORNERS)), (180, CORNERS[::-1, ::-1])],
)
def test_a_film_is_turned_as_its_display_matrix_asks(tmp_path, degrees, turned):
    path = write_film(tmp_path / "film.mp4", prepare=lambda stream: stream.set_display_rotation(degrees))
    frames = read_frames(path, 2)
    assert frames.shape == (2, *turned.shape)
    assert np.abs(frames.astype(int) - turned).mean() < 8


def test_a_mirrored_film_is_mirrored_back(tmp_path):
    mirror = [-(1 << 16), 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30]
    path = write_film(tmp_path / "film.mp4", prepare=lambda stream: stream.set_display_matrix(mirror))
    assert np.abs(read_frames(path, 1)[0].astype(int) - CORNERS[:, ::-1]).mean() < 8


@pytest.mark.parametrize(("shape", "width"), [(Fraction(2), 256), (Fraction(1, 2), 64), (Fraction(1), 128)])
@pytest.mark.parametrize("name", ["film.mp4", "film.mkv"])
def test_pixels_that_are_not_square_are_made_so(tmp_path, name, shape, width):
    def prepare(stream):
        stream.codec_context.sample_aspect_ratio = shape

    frames = read_frames(write_film(tmp_path / name, prepare=prepare), 2)
    assert frames.shape == (2, 96, width, 3)


@pytest.mark.parametrize("name", ["film.mp4", "film.mkv"])
def test_frames_are_spread_by_time(tmp_path, name):
    """30 frames in the first second, then one a second for nine more; of five, none lies in the first."""
    greys = [np.full((64, 64, 3), 6 * number, np.uint8) for number in range(39)]
    times = [*(number * 100 // 30 for number in range(30)), *range(100, 1000, 100)]
    frames = read_frames(write_film(tmp_path / name, pictures=greys, times=times), 5)
    numbers = frames.mean(axis=(1, 2, 3)) / 6
    assert np.sum(numbers < 29.5) <= 1
    np.testing.assert_allclose(np.diff(numbers[1:]), 2, atol=1.1)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.avi", "mpeg4"), ("a.mkv", "ffv1"), ("a.mp4", "mpeg4"), ("a.flv", "flv"), ("a.flv", "libx264")],
)
@pytest.mark.parametrize("times", [range(0, 600, 100), range(0, 300, 50), [0, 40, 80, 120, 160, 600]])
def test_whole_films_of_few_frames_are_not_truncated(tmp_path, name, codec, times):
    greys = [np.full((64, 64, 3), 40 * number, np.uint8) for number in range(6)]
    rate = Fraction(100, times[1] - times[0])
    frames = read_frames(write_film(tmp_path / name, codec, greys, list(times), rate), 6)
    np.testing.assert_allclose(frames.mean(axis=(1, 2, 3)), 40 * np.arange(6), atol=5)


@pytest.mark.parametrize(
    ("pixels", "height", "width"), [("gray", 120, 160), ("yuv444p", 121, 159), ("yuv420p10le", 120, 160)]
)
def test_odd_pictures_come_in_their_size_as_rgb(tmp_path, pixels, height, width):
    def prepare(stream):
        stream.pix_fmt = pixels

    pictures = [np.full((height, width, 3), 100, np.uint8)] * 3
    frames = read_frames(write_film(tmp_path / "film.mkv", "ffv1", pictures, prepare=prepare), 2)
    assert (frames.shape, frames.dtype) == ((2, height, width, 3), np.uint8)
    np.testing.assert_allclose(frames, 100, atol=2)

"""Finding a face, standing in for one, cutting it out."""

import numpy as np
import pytest
from skimage.data import astronaut

from cremad.features.image.face import Box, FaceFinder, Region, centre_square, crop_frames

WHOLE = Region(0, 0, 1, 1)


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    return FaceFinder(min_face_share=0.15)


def test_the_face_of_a_portrait_is_found(finder):
    box = finder.find(astronaut()[None])
    eyes_and_chin = [(205, 110), (240, 110), (225, 165)]
    assert all(box.left < x < box.left + box.side and box.top < y < box.top + box.side for x, y in eyes_and_chin)


def test_no_face_is_found_in_noise(finder):
    noise = np.random.default_rng(0).integers(0, 256, (3, 120, 160, 3), dtype=np.uint8)
    assert finder.find(noise) is None


class OneBoxAFrame(FaceFinder):
    """Finds a face where the frame's first value says, and none where it is 0."""

    def _largest(self, frame):
        left = int(frame[0, 0, 0])
        return Box(left, 2 * left, 100) if left else None


@pytest.mark.parametrize(
    ("lefts", "box"),
    [
        ([9, 9, 10, 9, 90, 9, 14, 9], Box(14, 28, 100)),  # one of three frames is wrong
        ([9, 9, 0, 9, 0, 9, 14, 9], Box(14, 28, 100)),
        ([9, 9, 0, 9, 0, 9, 0, 9], None),
        ([7], Box(7, 14, 100)),
    ],
)
def test_the_box_is_the_median_over_three_frames(lefts, box):
    frames = np.zeros((len(lefts), 4, 4, 3), np.uint8)
    frames[:, 0, 0, 0] = lefts
    assert OneBoxAFrame(0.25).find(frames) == box


@pytest.mark.parametrize(("height", "width", "box"), [(90, 120, Box(15, 0, 90)), (5, 2, Box(0, 1, 2))])
def test_the_centre_square(height, width, box):
    assert centre_square(np.zeros((1, height, width, 3), np.uint8)) == box


def test_a_crop_of_the_same_size_is_the_pixels_themselves():
    frames = np.random.default_rng(0).integers(0, 256, (2, 8, 9, 3), dtype=np.uint8)
    np.testing.assert_array_equal(crop_frames(frames, Box(2, 1, 4), WHOLE, 4, 4), frames[:, 1:5, 2:6])


def test_a_region_is_in_shares_of_the_box():
    frames = np.random.default_rng(0).integers(0, 256, (1, 20, 20, 3), dtype=np.uint8)
    crop = crop_frames(frames, Box(5, 5, 10), Region(left=0.2, top=0.5, width=0.4, height=0.3), 3, 4)
    np.testing.assert_array_equal(crop, frames[:, 10:13, 7:11])


def test_beyond_the_frame_its_edge_is_repeated():
    frames = np.arange(4, dtype=np.uint8).reshape(1, 2, 2, 1).repeat(3, axis=3)
    crop = crop_frames(frames, Box(-1, 0, 3), WHOLE, 3, 3)[0, :, :, 0]
    assert crop.tolist() == [[0, 0, 1], [2, 2, 3], [2, 2, 3]]


def test_a_half_size_crop_is_the_mean_of_the_pixels():
    frames = np.array([[0, 4], [8, 12]], np.uint8).reshape(1, 2, 2, 1).repeat(3, axis=3)
    assert crop_frames(frames, Box(0, 0, 2), WHOLE, 1, 1).ravel().tolist() == [6, 6, 6]

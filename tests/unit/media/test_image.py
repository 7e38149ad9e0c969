import cv2
import numpy as np
import pytest

from cremad.errors import UnreadableMediaError
from cremad.media.image import load_image

RED_GREEN_BLUE = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)


def write(tmp_path, image, suffix=".png"):
    path = tmp_path / f"Bild ü{suffix}"
    path.write_bytes(cv2.imencode(suffix, image)[1].tobytes())
    return path


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tiff"])
def test_colours_are_red_green_blue(tmp_path, suffix):
    image = load_image(write(tmp_path, RED_GREEN_BLUE[..., ::-1], suffix))
    assert image.dtype == np.uint8
    np.testing.assert_array_equal(image, RED_GREEN_BLUE)


def test_grey_becomes_three_equal_channels(tmp_path):
    image = load_image(write(tmp_path, np.array([[0, 100, 255]], np.uint8)))
    np.testing.assert_array_equal(image, [[[0] * 3, [100] * 3, [255] * 3]])


def test_alpha_is_left_out(tmp_path):
    alpha = np.array([[[0], [128], [255]]], np.uint8)
    image = load_image(write(tmp_path, np.concatenate([RED_GREEN_BLUE[..., ::-1], alpha], axis=2)))
    np.testing.assert_array_equal(image, RED_GREEN_BLUE)


@pytest.mark.parametrize("suffix", [".png", ".tiff"])
def test_of_16_bits_the_upper_eight_are_kept(tmp_path, suffix):
    image = load_image(write(tmp_path, np.array([[0, 255, 256, 32768, 65535]], np.uint16), suffix))
    np.testing.assert_array_equal(image[..., 0], [[0, 0, 1, 128, 255]])


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".bmp"])
def test_truncated_images_are_refused(tmp_path, suffix):
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    path = write(tmp_path, noise, suffix)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UnreadableMediaError, match="truncated"):
        load_image(path)


def test_floating_point_images_are_refused(tmp_path):
    with pytest.raises(UnreadableMediaError, match="8 or 16 bits"):
        load_image(write(tmp_path, np.ones((2, 2), np.float32), ".tiff"))

import cv2
import numpy as np
import pytest
from PIL import Image

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


def test_a_photograph_is_turned_upright_as_its_exif_entry_asks(tmp_path):
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = np.zeros((60, 80, 3), np.uint8)
    lying[:, :40, 0] = 255
    Image.fromarray(lying).save(path, exif=exif, quality=95)
    image = load_image(path)
    assert image.shape == (80, 60, 3)
    assert image[:35, :, 0].min() > 200 > 50 > image[45:, :, 0].max()


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        *[(mode, ".png") for mode in ("1", "P", "LA", "L")],
        *[(mode, ".tif") for mode in ("1", "P", "CMYK", "L")],
        *[(mode, ".jpg") for mode in ("CMYK", "L")],
    ],
)
def test_every_mode_gives_the_colours_that_it_shows(tmp_path, mode, suffix):
    path = tmp_path / f"picture{suffix}"
    picture = Image.new("RGB", (20, 10), (200, 40, 90)).convert(mode)
    picture.save(path)
    image = load_image(path)
    assert (image.shape, image.dtype) == ((10, 20, 3), np.uint8)
    np.testing.assert_allclose(image, np.asarray(picture.convert("RGB")), atol=4)


def test_bytes_are_read_and_named(tmp_path):
    content = write(tmp_path, RED_GREEN_BLUE[..., ::-1]).read_bytes()
    np.testing.assert_array_equal(load_image(content), RED_GREEN_BLUE)
    with pytest.raises(UnreadableMediaError, match=r"^face\.png: is truncated"):
        load_image(content[:-20], name="face.png")

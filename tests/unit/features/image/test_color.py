"""Colour histograms: plain colours by hand, and numpy's counts."""

import cv2
import numpy as np
import pytest

from cremad.features.image.color import CHANNELS, color_counts


def test_red_by_hand():
    image = np.full((5, 4, 3), (255, 0, 0), np.uint8)
    fullest = dict(zip(CHANNELS, color_counts(image, 4).argmax(axis=1).tolist(), strict=True))
    # OpenCV's 8-bit Lab of pure red is (136, 208, 195).
    assert fullest == {
        **{"rgb_r": 3, "rgb_g": 0, "rgb_b": 0},
        **{"hsv_h": 0, "hsv_s": 3, "hsv_v": 3},
        **{"lab_l": 2, "lab_a": 3, "lab_b": 3},
    }


def test_blue_has_a_hue_of_two_thirds():
    image = np.full((5, 4, 3), (0, 0, 255), np.uint8)
    counts = color_counts(image, 32)[CHANNELS.index("hsv_h")]
    assert np.flatnonzero(counts).tolist() == [170 // 8]


@pytest.mark.parametrize("bins", [4, 8, 16, 32])
def test_counts_are_those_of_numpy(bins):
    image = np.random.default_rng(0).integers(0, 256, (37, 53, 3), dtype=np.uint8)
    spaces = [image, cv2.cvtColor(image, cv2.COLOR_RGB2HSV_FULL), cv2.cvtColor(image, cv2.COLOR_RGB2LAB)]
    theirs = [np.histogram(space[..., channel], bins, (0, 256))[0] for space in spaces for channel in range(3)]
    np.testing.assert_array_equal(color_counts(image, bins), theirs)

"""Gradient histograms: ramps worked out by hand, and scikit-image's numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.feature import hog as scikit_image_hog

from cremad.features.image.hog import hog, hog_blocks, hog_cells

RAMP = np.tile(4 * np.arange(32, dtype=np.uint8), (32, 1))
"""Rises by 4 a pixel to the right: gradient 8, except 0 in the first and last column."""


@pytest.mark.parametrize(("image", "direction"), [(RAMP, 0), (RAMP.T, 4), (np.fliplr(RAMP), 0)])
def test_a_ramp_fills_the_bin_of_its_direction(image, direction):
    cells = hog_cells(image[None].copy(), cell=16, orientations=9)
    expected = np.zeros((1, 2, 2, 9))
    expected[..., direction] = 8 * 15 / 16
    np.testing.assert_allclose(cells, expected)


def test_four_equal_cells_are_each_half_of_a_block_of_length_one():
    gradients = hog(RAMP[None], cell=16, orientations=9)
    np.testing.assert_allclose(gradients[..., 0], 0.5, rtol=1e-9)
    assert not gradients[..., 1:].any()


def test_a_flat_image_has_no_gradient():
    assert not hog(np.full((1, 32, 48), 200, np.uint8), cell=16, orientations=9).any()


@settings(max_examples=25, deadline=None)
@given(arrays(np.uint8, (24, 40)), st.sampled_from([6, 9, 12]))
def test_blocks_are_those_of_scikit_image(image, orientations):
    blocks = hog_blocks(hog_cells(image[None], 8, orientations))[0]
    theirs = scikit_image_hog(image, orientations, (8, 8), (2, 2), feature_vector=False)
    np.testing.assert_allclose(blocks.reshape(theirs.shape), theirs, atol=1e-6)


def test_a_cell_is_the_mean_of_what_it_is_in_its_blocks():
    image = np.random.default_rng(0).integers(0, 256, (24, 24), dtype=np.uint8)
    blocks = scikit_image_hog(image, 9, (8, 8), (2, 2), feature_vector=False)
    middle = (blocks[0, 0, 1, 1] + blocks[0, 1, 1, 0] + blocks[1, 0, 0, 1] + blocks[1, 1, 0, 0]) / 4
    gradients = hog(image[None], cell=8, orientations=9)[0]
    np.testing.assert_allclose(gradients[1, 1], middle, atol=1e-6)
    np.testing.assert_allclose(gradients[0, 0], blocks[0, 0, 0, 0], atol=1e-6)


def test_frames_do_not_touch_each_other():
    images = np.random.default_rng(0).integers(0, 256, (3, 32, 32), dtype=np.uint8)
    together = hog(images, cell=16, orientations=9)
    for image, alone in zip(images, together, strict=True):
        np.testing.assert_array_equal(hog(image[None], cell=16, orientations=9)[0], alone)

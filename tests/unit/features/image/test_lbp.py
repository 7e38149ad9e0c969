"""Binary patterns: neighbourhoods worked out by hand, and scikit-image's numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.feature import local_binary_pattern

from cremad.features.image.lbp import lbp_histograms, lbp_patterns

FLAT = [[5, 5, 5], [5, 5, 5], [5, 5, 5]]
PEAK = [[1, 1, 1], [1, 5, 1], [1, 1, 1]]
STEP = [[9, 9, 9], [5, 5, 5], [1, 1, 1]]
CROSS = [[0, 9, 0], [9, 5, 9], [0, 9, 0]]


@pytest.mark.parametrize(
    ("image", "pattern"),
    [(FLAT, 8), (PEAK, 0), (STEP, 5), (CROSS, 9)],
    ids=["flat: all ones", "peak: none", "step: east over north to west", "cross: eight changes"],
)
def test_patterns_by_hand(image, pattern):
    assert lbp_patterns(np.array([image], np.uint8)).tolist() == [[[pattern]]]


@settings(max_examples=50, deadline=None)
@given(
    st.one_of(
        arrays(np.uint8, (12, 17)),
        arrays(np.uint8, (12, 17), elements=st.integers(100, 102)),  # many ties
    )
)
def test_patterns_are_those_of_scikit_image(image):
    theirs = local_binary_pattern(image, P=8, R=1, method="uniform")[1:-1, 1:-1]
    np.testing.assert_array_equal(lbp_patterns(image[None])[0], theirs)


def test_histograms_count_each_cell_of_the_grid():
    patterns = np.array([[[0, 0, 8, 8], [0, 9, 8, 8]]], np.uint8)
    shares = lbp_histograms(patterns, rows=1, columns=2)
    expected = np.zeros((1, 1, 2, 10))
    expected[0, 0, 0, [0, 9]] = 0.75, 0.25
    expected[0, 0, 1, 8] = 1
    np.testing.assert_array_equal(shares, expected)


def test_a_change_of_level_changes_no_pattern():
    image = np.random.default_rng(0).integers(0, 200, (1, 20, 20), dtype=np.uint8)
    np.testing.assert_array_equal(lbp_patterns(image), lbp_patterns(image + np.uint8(55)))

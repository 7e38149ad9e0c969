"""The index on hand-computed shares, and the two mistakes that are usual with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.monitoring.stability import quantile_edges, stability_index

COUNTS = st.lists(st.integers(0, 500), min_size=4, max_size=4).filter(any).map(np.array)


def test_by_hand():
    """Shares with half a clip a cell: 30.5/101 and 70.5/101 against 50.5/101 twice."""
    r, c = np.array([50.5, 50.5]) / 101, np.array([30.5, 70.5]) / 101
    expected = (c[0] - r[0]) * np.log(c[0] / r[0]) + (c[1] - r[1]) * np.log(c[1] / r[1])
    assert stability_index(np.array([50, 50]), np.array([30, 70])) == pytest.approx(expected)


@given(reference=COUNTS, current=COUNTS)
def test_is_never_negative_and_the_same_both_ways(reference, current):
    index = stability_index(reference, current)
    assert index >= 0
    assert stability_index(current, reference) == pytest.approx(index)


def test_ten_times_the_clips_is_no_drift():
    """Planted: on counts in place of shares it would be about 9 * 500 * ln 10."""
    assert stability_index(np.array([500, 500]), np.array([5000, 5000])) == pytest.approx(0)


def test_an_empty_cell_counts_by_what_it_could_have_held():
    """Planted: the smallest float in place of an empty cell makes an index of 100 and more."""
    few, many = (stability_index(np.array([n, n // 20, 0]), np.array([n, 0, n // 20])) for n in (100, 10_000))
    assert 0.1 < few < many < 1


def test_edges_cut_the_reference_into_equal_shares_and_skip_repeats():
    assert quantile_edges(np.arange(101.0), 4).tolist() == [25, 50, 75]
    assert quantile_edges(np.array([0.0, 0, 0, 0, 1, np.inf]), 4).tolist() == [0]
    assert quantile_edges(np.full(3, np.inf), 4).size == 0

"""Rearranging keeps actors whole and sizes as they are."""

import numpy as np
import pytest

from cremad.monitoring.permutation import (
    chi_square,
    kolmogorov_smirnov,
    p_value,
    permute_actors,
    total_variation,
)


def test_actors_of_one_window_move_whole_and_those_of_both_swap_their_parts():
    """a and b are reference only, c current only, d in both."""
    actor = np.array(["a", "a", "b", "c", "d", "d", "d"])
    is_reference = np.array([True, True, True, False, True, False, False])
    moved = permute_actors(actor, is_reference, 200, np.random.default_rng(0))
    of_clip = moved.in_reference[:, moved.part_of_clip]
    assert of_clip[0].tolist() == is_reference.tolist(), "the first is as observed"
    assert np.array_equal(of_clip[:, 0], of_clip[:, 1])
    assert (of_clip[:, [0, 2, 3]].sum(axis=1) == 2).all(), "two of a, b, c are always reference"
    assert (of_clip[:, 4] + of_clip[:, 5] == 1).all(), "d stays in both"
    assert np.array_equal(of_clip[:, 5], of_clip[:, 6])
    assert {tuple(row) for row in of_clip[:, [0, 2, 3, 4]]} == {
        (*(float(name != out) for name in "abc"), swapped) for out in "abc" for swapped in (0.0, 1.0)
    }


def test_counts_are_of_clips_by_cell():
    actor = np.array(["a", "a", "b", "c"])
    moved = permute_actors(actor, np.array([True, True, False, False]), 50, np.random.default_rng(0))
    reference, current = moved.count(np.array([0, 1, 1, 2]), cells=4)
    assert reference[0].tolist() == [1, 1, 0, 0]
    assert current[0].tolist() == [0, 1, 1, 0]
    assert (reference + current == [1, 2, 1, 0]).all()


def test_statistics_by_hand():
    reference, current = np.array([[2.0, 1, 1]]), np.array([[1.0, 1, 2]])
    assert kolmogorov_smirnov(reference, current) == pytest.approx([0.25])
    assert total_variation(reference, current) == pytest.approx([0.25])
    assert chi_square(reference, current) == pytest.approx([4 * 4 * (0.0625 / 3 + 0.0625 / 3)])


def test_p_value_is_the_rank_of_the_first():
    assert p_value(np.array([3.0, 1, 2, 0])) == 0.25
    assert p_value(np.array([1.0, 1, 2, 0])) == 0.75
    assert p_value(np.array([0.3, 0.1 + 0.2 - 1e-16, 0, 0])) == 0.5, "equal but for rounding"
    assert p_value(np.zeros(4)) == 1

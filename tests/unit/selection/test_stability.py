"""The index and its interval by hand, by their definition, and by what they must obey."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cremad.selection.stability import stability


def test_index_by_hand():
    """Frequencies 1, 2/3, 1/3, 0; mean size 2 of 4: 1 - 3/2 (4/9 / 4) / (1/4) = 1/3."""
    kept = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0]], dtype=bool)
    assert stability(kept).value == pytest.approx(1 / 3)


def test_interval_by_hand():
    """The same sets: phi_i is 4 (5/12 - 1/4) + c for the first two and 4 (1/3 - 1/4) + c for the third, 1/3 apart;
    squares about their mean add up to 2/27, and the variance is 4/9 of that."""
    kept = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0]], dtype=bool)
    half = 1.959964 * np.sqrt(4 / 9 * 2 / 27)
    assert stability(kept)[1:] == pytest.approx((1 / 3 - half, 1 / 3 + half), abs=1e-6)


def test_sets_of_different_size_have_the_variance_of_the_infinitesimal_jackknife():
    """The index as a function of the folds' weights, differentiated numerically at equal weights."""
    kept = (np.random.default_rng(0).random((400, 30)) < np.linspace(0.05, 0.95, 30)).astype(float)
    kept[:100, :12] = 0
    folds = len(kept)

    def weighted(weights: np.ndarray) -> float:
        frequency = weights @ kept / weights.sum()
        size = frequency.mean()
        return 1 - folds / (folds - 1) * np.mean(frequency * (1 - frequency)) / (size * (1 - size))

    steps = 1e-5 * np.eye(folds)
    slopes = np.array([(weighted(1 + each) - weighted(1 - each)) / 2e-5 for each in steps])
    found = stability(kept.astype(bool))
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 * np.sqrt(np.sum(slopes**2)), rel=1e-2)


def test_sets_drawn_at_random_have_none_whatever_their_size():
    rng = np.random.default_rng(0)
    for size in (10, 50, 90):
        kept = np.array([rng.permutation(100) < size for _ in range(200)])
        assert stability(kept).value == pytest.approx(0, abs=0.01)


def test_not_defined_where_nothing_is_chosen():
    assert np.isnan(stability(np.ones((5, 4), dtype=bool))).all()
    assert np.isnan(stability(np.zeros((5, 4), dtype=bool))).all()
    assert np.isnan(stability(np.array([[True, False]]))).all()


@given(arrays(bool, st.tuples(st.integers(2, 6), st.integers(2, 12))))
def test_laws(kept):
    index, low, high = stability(kept)
    if np.isnan(index):
        assert kept.all() or not kept.any()
        return
    assert -1 / (len(kept) - 1) - 1e-9 <= index <= 1 + 1e-9
    assert low - 1e-9 <= index <= high + 1e-9
    assert stability(~kept).value == pytest.approx(index)
    assert stability(kept[::-1, ::-1]).value == pytest.approx(index)
    assert (index == pytest.approx(1)) == bool((kept == kept[0]).all())

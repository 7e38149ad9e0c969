"""Adjusted p-values by hand and by their laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.evaluation.significance.multiplicity import benjamini_hochberg, holm

p_lists = st.lists(st.floats(0, 1), min_size=1, max_size=20)


def test_holm_by_hand():
    # the second of four is .01 * 3 and may not fall below the first, .005 * 4
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_benjamini_hochberg_by_hand():
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])


@given(p_lists)
def test_adjusting_keeps_the_order_and_never_flatters(p_values):
    for adjusted in (holm(p_values), benjamini_hochberg(p_values)):
        assert (adjusted >= np.array(p_values) - 1e-12).all()
        assert (adjusted <= 1).all()
        assert (np.diff(adjusted[np.argsort(p_values, kind="stable")]) >= -1e-12).all()
    assert (benjamini_hochberg(p_values) <= holm(p_values) + 1e-12).all()


def test_no_comparison_is_nothing_to_adjust():
    assert holm([]).size == benjamini_hochberg([]).size == 0


def test_any_false_finding_stays_at_the_level():
    p_values = np.random.default_rng(0).random((2000, 10))
    assert np.mean([holm(each).min() <= 0.05 for each in p_values]) == pytest.approx(0.05, abs=0.015)

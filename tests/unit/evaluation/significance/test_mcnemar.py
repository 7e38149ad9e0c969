"""McNemar's test against the binomial test, by hand, and by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cremad.errors import ContractError
from cremad.evaluation.significance.mcnemar import exact_p_value, mcnemar, mid_p_value

counts = st.integers(0, 60)


@given(counts, counts)
def test_exact_p_value_is_that_of_the_binomial_test(only_first, only_second):
    if only_first + only_second:
        expected = stats.binomtest(only_first, only_first + only_second).pvalue
        assert exact_p_value(only_first, only_second) == pytest.approx(expected)


@given(counts, counts)
def test_mid_p_lies_below_the_exact_one(only_first, only_second):
    assert 0 <= mid_p_value(only_first, only_second) <= exact_p_value(only_first, only_second) <= 1


def test_values_by_hand():
    # of 6 clips the first alone is right on 1: 2 (1 + 6) / 64, and half of 2 * 6 / 64 less
    assert exact_p_value(1, 5) == pytest.approx(14 / 64)
    assert mid_p_value(1, 5) == pytest.approx(8 / 64)
    assert mid_p_value(3, 3) == exact_p_value(0, 0) == mid_p_value(0, 0) == 1


def test_only_clips_on_which_models_disagree_count():
    first = np.array([1, 1, 1, 1, 1, 0, 0, 0], bool)
    second = np.array([0, 0, 0, 0, 1, 1, 0, 0], bool)
    result = mcnemar(first, second)
    assert (result.test, result.statistic) == ("mcnemar_exact", 1)
    assert result.p_value == pytest.approx(2 * 6 / 32)
    assert mcnemar(first, second, mid_p=True).p_value == pytest.approx(2 * 6 / 32 - 5 / 32)
    assert "one actor" in result.caveat


def test_other_clips_are_refused():
    with pytest.raises(ContractError):
        mcnemar(np.ones(3, bool), np.ones(4, bool))


def test_false_positives_where_clips_are_independent():
    both = np.random.default_rng(0).binomial(1, 0.3, size=(4000, 2, 100)).astype(bool)
    alone = (both[:, 0] & ~both[:, 1]).sum(1), (both[:, 1] & ~both[:, 0]).sum(1)
    low, high = stats.binom.ppf([0.0005, 0.9995], 4000, 0.05) / 4000
    assert np.mean(exact_p_value(*alone) < 0.05) < high
    assert low < np.mean(mid_p_value(*alone) < 0.05) < high

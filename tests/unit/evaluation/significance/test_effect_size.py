"""Effect sizes by hand, against scipy, and whether intervals cover."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cremad.errors import ContractError
from cremad.evaluation.significance.effect_size import (
    cliffs_delta,
    cohens_d_paired,
    cohens_d_pooled,
    odds_ratio,
    odds_ratio_paired,
)


def test_paired_d_by_hand():
    d, low, high = cohens_d_paired([1.0, 2.0, 3.0])
    assert d == pytest.approx(2.0)
    # under either end the t that was seen is just at the edge
    t = 2 * np.sqrt(3)
    assert stats.nct.sf(t, 2, low * np.sqrt(3)) == pytest.approx(0.025)
    assert stats.nct.cdf(t, 2, high * np.sqrt(3)) == pytest.approx(0.025)


def test_pooled_d_by_hand():
    d, low, high = cohens_d_pooled([2.0, 4.0], [1.0, 3.0])
    assert d == pytest.approx(1 / np.sqrt(2))
    assert low < 0 < d < high
    assert cohens_d_pooled([1.0, 3.0], [2.0, 4.0]) == pytest.approx((-d, -high, -low))


@given(st.floats(-40, 40), st.integers(3, 100))
def test_every_size_has_an_interval_around_it(shift, n):
    d, low, high = cohens_d_paired(shift + np.linspace(-1, 1, n))
    assert low < d < high


def test_intervals_of_d_cover():
    samples = np.random.default_rng(0).normal(0.5, 1, size=(1000, 20))
    covered = [low <= 0.5 <= high for _, low, high in map(cohens_d_paired, samples)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.023)


@pytest.mark.parametrize("differences", [[], [1.0, 2.0], [0.0, 0.0, 0.0], [0.1 + 0.2, 0.3, 0.3]])
def test_no_spread_has_no_d(differences):
    assert np.isnan(cohens_d_paired(differences)).all()
    assert np.isnan(cohens_d_pooled(differences[:2] * 2, [])).all()


@given(st.floats(-250, 250), st.integers(-3, 8), st.integers(3, 50))
def test_d_is_of_no_unit(exponent, shift, n):
    """Values so large that their squares overflow, or so small that they vanish; d itself up to 10 ** 8."""
    plain = 10.0**shift + np.linspace(-1, 1, n)
    d, low, high = cohens_d_paired(plain)
    assert 0 < d < np.inf
    assert low < d < high
    assert cohens_d_paired(10.0**exponent * plain) == pytest.approx((d, low, high), rel=2e-3)
    assert cohens_d_pooled(10.0**exponent * plain, 10.0**exponent * (plain - 1)).value == pytest.approx(
        cohens_d_pooled(plain, plain - 1).value, rel=1e-5
    )


def test_what_is_not_defined_says_why():
    assert "too few" in cohens_d_paired([1.0, 2.0]).reason
    assert "do not vary" in cohens_d_paired([0.1, 0.1, 0.1]).reason
    assert "nothing differs" in cohens_d_paired([0.0, 0.0, 0.0]).reason
    assert "finite" in cohens_d_paired([0.1, np.inf, 0.3]).reason
    assert "do not vary" in cohens_d_pooled([2.0, 2.0], [1.0, 1.0]).reason
    assert "same clips" in odds_ratio_paired(0, 0).reason
    assert cohens_d_paired([1.0, 2.0, 3.0]).reason is None


def test_cliffs_delta_by_hand():
    # of 9 pairs 5 are higher, 2 are lower, 2 are equal
    delta, low, high = cliffs_delta([1, 3, 4], [1, 2, 3])
    assert delta == pytest.approx(3 / 9)
    assert -1 <= low < delta < high <= 1


def test_cliffs_delta_is_the_area_under_the_curve():
    rng = np.random.default_rng(1)
    first, second = rng.normal(0.4, 1, 30), rng.normal(0, 1, 25)
    expected = 2 * stats.mannwhitneyu(first, second).statistic / 750 - 1
    assert cliffs_delta(first, second).value == pytest.approx(expected)
    assert np.isnan(cliffs_delta([1], [2, 3])).all()


def test_separate_samples_keep_one_end_open():
    delta, low, high = cliffs_delta(np.arange(10) + 20, np.arange(10))
    assert (delta, high) == (1, 1)
    assert low == pytest.approx((10 - 3.8415) / (10 + 3.8415), abs=1e-4)
    assert cliffs_delta(np.arange(10), np.arange(10) + 20) == pytest.approx((-1, -1, -low))


def test_intervals_of_cliffs_delta_cover():
    rng = np.random.default_rng(2)
    truth = 2 * stats.norm.cdf(0.5 / np.sqrt(2)) - 1
    pairs = zip(rng.normal(0.5, 1, (1000, 20)), rng.normal(0, 1, (1000, 25)), strict=True)
    covered = [low <= truth <= high for _, low, high in (cliffs_delta(*pair) for pair in pairs)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.03)


def test_odds_ratios():
    table = [[8, 2], [1, 5]]
    expected = stats.contingency.odds_ratio(table)
    assert odds_ratio(table) == (expected.statistic, *expected.confidence_interval(0.95))
    ratio, low, high = odds_ratio_paired(15, 5)
    ends = stats.binomtest(15, 20).proportion_ci()
    assert (ratio, low, high) == pytest.approx((3, ends.low / (1 - ends.low), ends.high / (1 - ends.high)))
    assert odds_ratio_paired(4, 0)[::2] == (np.inf, np.inf)
    assert np.isnan(odds_ratio_paired(0, 0)).all()
    with pytest.raises(ContractError):
        odds_ratio([1, 2])

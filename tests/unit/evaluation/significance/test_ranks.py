"""Tests by ranks against scipy and Demšar's paper."""

import numpy as np
import pytest
from scipy import stats

from cremad.errors import ContractError
from cremad.evaluation.significance.ranks import (
    average_ranks,
    friedman,
    nemenyi,
    nemenyi_critical_difference,
    wilcoxon,
)

SCORES = np.random.default_rng(0).normal(size=(12, 4)) + np.array([0, 0, 0, 3])


def test_wilcoxon_is_scipys():
    result, expected = wilcoxon(SCORES[:, 0], SCORES[:, 3]), stats.wilcoxon(SCORES[:, 0], SCORES[:, 3])
    assert (result.statistic, result.p_value) == (expected.statistic, expected.pvalue)
    assert wilcoxon([0.5, 0.6], [0.5, 0.6]).p_value == 1
    assert "folds" in result.caveat


def test_friedman_is_scipys():
    result, expected = friedman(SCORES), stats.friedmanchisquare(*SCORES.T)
    assert (result.statistic, result.p_value) == (expected.statistic, expected.pvalue)
    assert friedman(np.ones((3, 3))).p_value == 1


def test_scores_equal_but_for_rounding_are_equal():
    third = [0.1 + 0.2, 0.7, 0.8]
    assert wilcoxon([0.3, 0.7, 0.8], third).p_value == 1
    # sizes of differences tie too: .1 and .1, which binary fractions tell apart
    first, second = [0.4, 0.9, 0.8, 0.6], [0.3, 0.8, 0.9, 0.2]
    assert wilcoxon(first, second).statistic == stats.wilcoxon([1, 1, -1, 4]).statistic
    assert friedman(np.column_stack([[0.3, 0.7, 0.8], third, [0.3, 0.7, 0.8]])).p_value == 1
    assert average_ranks(np.array([[0.3, 0.1 + 0.2, 0.1], [0.5, 0.5, 0.4]])).tolist() == [1.5, 1.5, 3]


def test_ranks_by_hand():
    assert average_ranks(np.array([[0.9, 0.8, 0.7], [0.9, 0.7, 0.9]])).tolist() == [1.25, 2.5, 2.25]


@pytest.mark.parametrize(
    ("models", "blocks", "alpha", "expected"),
    # table 5 of the paper gives q = 2.569 and 2.291 for 4 models, 2.728 for 5; its example is 4 over 14
    [(4, 14, 0.05, 1.25), (4, 14, 0.1, 1.12), (5, 30, 0.05, 1.11)],
)
def test_critical_difference_of_demsars_paper(models, blocks, alpha, expected):
    assert nemenyi_critical_difference(models, blocks, alpha) == pytest.approx(expected, abs=0.006)


def test_p_values_fall_below_the_level_beyond_the_critical_difference():
    ranks, p_values = average_ranks(SCORES), nemenyi(SCORES)
    apart = np.abs(ranks[:, None] - ranks)
    assert ((p_values < 0.05) == (apart > nemenyi_critical_difference(4, 12))).all()
    assert np.diag(p_values).tolist() == [1.0] * 4
    assert p_values[0, 3] < 0.05 < p_values[0, 1]


@pytest.mark.parametrize("scores", [np.ones((1, 3)), np.ones((3, 2)), np.full((3, 3), np.nan)])
def test_too_little_is_refused(scores):
    with pytest.raises(ContractError):
        friedman(scores)

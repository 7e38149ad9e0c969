"""t-tests over folds: the plain one against scipy, the corrected one by hand and by simulation."""

import numpy as np
import pytest
from scipy import stats

from cremad.errors import ContractError
from cremad.evaluation.significance.paired_t import corrected_t, paired_t

FIRST, SECOND = [0.61, 0.62, 0.63, 0.64], [0.60, 0.60, 0.60, 0.60]


def test_plain_test_is_scipys_and_says_what_is_wrong_with_it():
    result = paired_t(FIRST, SECOND)
    expected = stats.ttest_rel(FIRST, SECOND)
    assert (result.statistic, result.p_value) == pytest.approx((expected.statistic, expected.pvalue))
    assert "too small" in result.caveat


def test_corrected_test_by_hand():
    # mean .025, variance (.015² + .005² + .005² + .015²) / 3, times 1/4 + 10/40
    result = corrected_t(FIRST, SECOND, n_train=40, n_test=10)
    assert result.statistic == pytest.approx(0.025 / np.sqrt(0.0005 / 3 * 0.5))
    assert result.p_value == pytest.approx(2 * stats.t.sf(result.statistic, 3))
    assert result.caveat is None


def test_pairs_that_all_differ_alike():
    assert paired_t([0.5, 0.6], [0.5, 0.6]).p_value == 1
    alike = corrected_t([0.75, 1.0, 0.3], [0.5, 0.75, 0.05], n_train=4, n_test=1)
    assert np.isnan([alike.statistic, alike.p_value]).all()
    assert "Not defined" in alike.caveat


@pytest.mark.parametrize("second", [[0.1], [0.1, np.nan, 0.2, 0.3], [[0.1]] * 4])
def test_what_are_no_pairs_is_refused(second):
    with pytest.raises(ContractError):
        paired_t(FIRST, second)


@pytest.mark.long
def test_over_repeated_folds_the_plain_test_finds_too_much_and_the_corrected_does_not():
    """Two models of equal worth, each of a feature of its own, in 10 x 5 folds of 60 clips."""
    rng = np.random.default_rng(0)
    found = [_find_nothing(rng) for _ in range(1000)]
    plain, corrected = np.mean(np.array(found) < 0.05, axis=0)
    # 99.9 % of samples of 1000 at a true rate of .05 lie below this
    assert corrected < stats.binom.ppf(0.999, 1000, 0.05) / 1000
    assert plain > 0.2


def _find_nothing(rng: np.random.Generator) -> tuple[float, float]:
    truth = np.repeat([-1.0, 1.0], 30)
    features = rng.normal(size=(60, 2)) + 0.7 * truth[:, None]
    scores = []
    for _ in range(10):
        order = rng.permutation(60)
        for test in np.split(order, 5):
            train = np.setdiff1d(order, test)
            middle = (features[train][truth[train] > 0].mean(0) + features[train][truth[train] < 0].mean(0)) / 2
            scores.append(((features[test] > middle) == (truth[test] > 0)[:, None]).mean(0))
    first, second = np.transpose(scores)
    return paired_t(first, second).p_value, corrected_t(first, second, n_train=48, n_test=12).p_value

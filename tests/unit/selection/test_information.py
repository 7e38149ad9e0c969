"""Features that tell of the emotion alone, in a straight line or not, are found."""

import numpy as np
import pytest
from sklearn.feature_selection import mutual_info_classif
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.selection.information import InformationSelector, binned_information


@parametrize_with_checks([InformationSelector(), InformationSelector(bins=None)])
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("bins", [8, None])
def test_what_tells_and_its_copies_are_kept(planted, bins):
    fitted = InformationSelector(share=6 / 18, bins=bins).fit(planted.X, planted.y)
    assert set(fitted.get_feature_names_out()) == {"t0", "t1", "t2", "r0", "r1", "r2"}


def test_information_by_hand():
    """Two bins, one clip of four astray in each: 3/8 ln(3/2) and 1/8 ln(1/2) twice, all four cells filled."""
    X, y = np.arange(8.0)[:, None], np.array(list("aaabbbba"))
    counted = 2 * (3 / 8 * np.log(3 / 2) + 1 / 8 * np.log(1 / 2))
    assert binned_information(X, y, 2) == pytest.approx([counted + (2 + 2 - 4 - 1) / 16])


def test_equal_values_tell_nothing_in_whatever_order_the_clips_are():
    y = np.repeat(["happy", "sad"], 50)
    assert binned_information(np.zeros((100, 1)), y, 8).tolist() == [0.0]


def test_noise_is_not_taken_for_information():
    """Uncorrected, 8 bins and 6 labels would seem to tell (8 - 1)(6 - 1) / 1200 = .029 nats of 600 clips."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(600, 300)), rng.integers(6, size=600)
    assert binned_information(X, y, 8).mean() < 0.012


def test_bins_agree_with_nearest_neighbours(planted):
    fast, slow = (
        binned_information(planted.X.to_numpy(), planted.y.to_numpy(), 8),
        mutual_info_classif(*planted[:2]),
    )
    assert fast == pytest.approx(slow, abs=0.11)


def test_a_feature_that_tells_by_its_distance_from_the_middle_is_found():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 10))
    y = np.where(np.abs(X[:, 4]) > 0.7, "anger", "sad")
    assert InformationSelector(share=0.1).fit(X, y).get_support(indices=True).tolist() == [4]


def test_at_least_one_is_kept(planted):
    assert InformationSelector(share=0.001).fit(planted.X, planted.y).get_support().sum() == 1

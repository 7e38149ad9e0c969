"""Features weighed by their families, by hand and by scikit-learn's checks."""

import numpy as np
import pandas as pd
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.models.baselines import logistic_regression
from cremad.models.family_scaler import LEVEL_WEIGHT, FamilyScaler


@parametrize_with_checks([FamilyScaler()])
def test_is_a_scikit_learn_transformer(estimator, check):
    check(estimator)


def test_a_family_of_four_has_less_weight_than_one_of_one():
    rows = pd.DataFrame(
        {**{f"mfcc_0{number}_mean": [0.0, 2.0] for number in range(4)}, "hog_0": [0.0, 2.0], "same": [1.0, 1.0]}
    )
    scaled = FamilyScaler(exponent=-0.5).fit_transform(rows)
    np.testing.assert_allclose(scaled, [[-0.5] * 4 + [-1, 0], [0.5] * 4 + [1, 0]])


def test_the_own_level_has_less_weight_than_the_distance_from_the_actor():
    rows = pd.DataFrame({"hog_0": [0.0, 2.0], "hog_0_from_actor": [0.0, 2.0]})
    np.testing.assert_allclose(FamilyScaler().fit_transform(rows)[1], [LEVEL_WEIGHT, 1])


@pytest.mark.parametrize("exponent", [-0.5, -0.25, 0])
def test_columns_without_names_are_one_family(exponent):
    rows = np.array([[0.0, 0.0], [2.0, 4.0]])
    np.testing.assert_allclose(FamilyScaler(exponent).fit_transform(rows)[1], [2**exponent] * 2)


def test_the_weight_of_families_is_chosen_on_held_out_actors():
    """Only one of 41 columns tells anything; the 40 of its neighbours drown it unless families weigh the same."""
    rng = np.random.default_rng(0)
    y = np.tile(["happy", "sad"], 60)
    noise = pd.DataFrame(rng.normal(size=(120, 40))).add_prefix("mfcc_")
    rows = noise.assign(rms_mean=(y == "sad") + 0.3 * rng.normal(size=120))
    fitted = logistic_regression(0, family_weights=True).fit(rows, y, np.repeat(np.arange(30), 4))
    assert fitted.best_params_ == {"scaler__exponent": -0.5}

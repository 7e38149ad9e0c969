"""Of two features that say the same, the one that tells more of the emotion stays."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.selection.correlation import CorrelationSelector


@parametrize_with_checks([CorrelationSelector()])
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def test_eta_squared_by_hand():
    """Values 1, 3 | 5, 7: between the emotions 16, about the whole mean 20."""
    fitted = CorrelationSelector().fit([[1.0], [3.0], [5.0], [7.0]], ["happy", "happy", "sad", "sad"])
    assert fitted.scores_ == pytest.approx([16 / 20])


def test_the_less_telling_of_a_pair_goes_and_the_others_stay(planted):
    fitted = CorrelationSelector().fit(planted.X, planted.y)
    kept = set(fitted.get_feature_names_out())
    assert kept >= {f"n{number}" for number in range(12)}
    for number in range(3):
        pair = {f"t{number}", f"r{number}"}
        score = dict(zip(planted.X, fitted.scores_, strict=True))
        assert kept & pair == {max(pair, key=score.get)}


def test_a_chain_is_cut_by_what_is_kept_alone():
    """b goes for a; c, which repeats b and not a, stays."""
    a, noise = np.random.default_rng(0).normal(size=(2, 400))
    y = np.where(a > 0, "happy", "sad")
    X = np.column_stack([a + 1.3 * noise, a + 0.6 * noise, a])
    r = np.corrcoef(X.T)
    assert min(r[0, 1], r[1, 2]) > 0.8 > 0.7 > r[0, 2]
    assert CorrelationSelector(0.8).fit(X, y).get_support().tolist() == [True, False, True]


def test_opposite_features_are_redundant_and_the_first_of_equals_stays():
    x = np.array([1.0, 2.0, 4.0, 8.0])
    assert CorrelationSelector().fit(np.column_stack([x, -x]), list("aabb")).get_support().tolist() == [
        True,
        False,
    ]


def test_constants_are_left_out_unless_there_is_nothing_else():
    X = np.column_stack([np.full(4, 0.1), [1.0, 2.0, 3.0, 4.0]])
    assert CorrelationSelector().fit(X, list("aabb")).get_support().tolist() == [False, True]
    assert CorrelationSelector().fit(np.full((4, 2), 0.1), list("aabb")).get_support().tolist() == [True, False]


def test_units_do_not_matter(planted):
    plain = CorrelationSelector().fit(planted.X, planted.y).get_support()
    assert (CorrelationSelector().fit(1e4 + 1e-3 * planted.X, planted.y).get_support() == plain).all()

"""What the sentence alone tells: counts by hand and published formulas."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.contingency import association, crosstab
from sklearn.base import clone
from sklearn.utils.estimator_checks import (
    check_estimator_repr,
    check_no_attributes_set_in_init,
    check_parameters_default_constructible,
)

from cremad.features.text.yardstick import SentenceLookup, cramers_v

SENTENCES = ["IEO", "IEO", "IEO", "TIE", None]
EMOTIONS = ["anger", "anger", "sad", "sad", "anger"]


def test_probabilities_by_hand():
    lookup = SentenceLookup(smoothing=1).fit(SENTENCES, EMOTIONS)
    prior = np.array([3, 2]) / 5
    expected = [(np.array([2, 1]) + prior) / 4, (np.array([0, 1]) + prior) / 2, prior, prior]
    np.testing.assert_allclose(lookup.predict_proba(["IEO", "TIE", "DFA", None]), expected)
    assert lookup.predict(["IEO", "TIE", "DFA", None]).tolist() == ["anger", "sad", "anger", "anger"]


def test_balanced_rows_have_a_uniform_prior():
    lookup = SentenceLookup(class_weight="balanced").fit(SENTENCES, EMOTIONS)
    np.testing.assert_allclose(lookup.prior_, [0.5, 0.5])
    # Rows weigh 5/6 (anger) and 5/4 (sad), so that IEO has 5/3 and 5/4 of them.
    np.testing.assert_allclose(lookup.predict_proba(["IEO"]), [[13 / 23.5, 10.5 / 23.5]])


def test_a_column_of_a_frame_will_do():
    frame = pd.DataFrame({"sentence": SENTENCES})
    by_frame = SentenceLookup().fit(frame, EMOTIONS).predict_proba(frame)
    by_list = SentenceLookup().fit(SENTENCES, EMOTIONS).predict_proba(SENTENCES)
    np.testing.assert_array_equal(by_frame, by_list)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1), st.floats(0.01, 100))
def test_probabilities_sum_to_one(rows, smoothing):
    sentences, emotions = zip(*rows, strict=True)
    probabilities = SentenceLookup(smoothing).fit(sentences, emotions).predict_proba([*sentences, "unseen"])
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert (probabilities > 0).all()


@pytest.mark.parametrize(
    "check",
    [check_no_attributes_set_in_init, check_parameters_default_constructible, check_estimator_repr],
)
def test_scikit_learns_own_checks(check):
    check("SentenceLookup", SentenceLookup())
    assert clone(SentenceLookup(2.0)).smoothing == 2.0


def table(counts: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    rows, columns = np.indices(np.shape(counts))
    repeats = np.ravel(counts)
    return np.repeat(rows.ravel(), repeats), np.repeat(columns.ravel(), repeats)


def test_full_dependence_is_one():
    strength, p_value = cramers_v(*table([[40, 0], [0, 40]]), np.random.default_rng(0))
    assert strength == pytest.approx(1)
    assert p_value == 1 / 1000


def test_equal_rows_are_independent():
    strength, p_value = cramers_v(*table([[20, 20], [20, 20]]), np.random.default_rng(0))
    assert (strength, p_value) == (0, 1)


def test_a_two_by_two_table_by_hand():
    # chi-square 15: phi² = .15, less 1/99, by 2 - 1/99 - 1
    strength, p_value = cramers_v(*table([[30, 20], [10, 40]]), np.random.default_rng(0))
    chi2 = 100 * (30 * 40 - 20 * 10) ** 2 / (50 * 50 * 40 * 60)
    assert strength == pytest.approx(np.sqrt((chi2 / 100 - 1 / 99) / (1 - 1 / 99)))
    assert p_value < 0.005


def test_the_correction_takes_off_what_chance_gives():
    generator = np.random.default_rng(0)
    x, y = generator.integers(12, size=(40, 200)), generator.integers(6, size=(40, 200))
    corrected = np.array([cramers_v(a, b, generator, permutations=1)[0] for a, b in zip(x, y, strict=True)])
    plain = np.array([association(crosstab(a, b).count) for a, b in zip(x, y, strict=True)])
    assert plain.mean() > 0.2
    assert corrected.mean() < 0.05


def test_p_values_are_uniform_without_dependence():
    generator = np.random.default_rng(1)
    p_values = [
        cramers_v(*generator.integers(3, size=(2, 60)), generator, permutations=99).p_value for _ in range(200)
    ]
    assert 0.02 <= np.mean(np.array(p_values) <= 0.05) <= 0.09


def test_nulls_are_left_out_and_a_constant_tells_nothing():
    x, y = ["a", None, "a", "b"] * 20, ["s", "s", None, "t"] * 20
    assert cramers_v(x, y, np.random.default_rng(0)).cramers_v == pytest.approx(1)
    assert cramers_v(["a"] * 5, list("stust"), np.random.default_rng(0)) == (0, 1)

"""Numbers are written alike everywhere."""

import doctest

import pytest

from cremad.visualization import numbers, summaries


@pytest.mark.parametrize("module", [numbers, summaries])
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, ".000"), (-0.0001, ".000"), (0.9996, "1.000"), (12.3456, "12.346")]
)
def test_a_score_has_three_digits_and_no_leading_zero(value, written):
    assert numbers.score(value) == written


def test_a_difference_bears_its_sign_unless_it_is_zero():
    assert [numbers.score(each, signed=True) for each in (0.12, -0.12, 0.0)] == ["+.120", "−.120", ".000"]


def test_an_interval_that_is_not_defined_is_not_written():
    assert numbers.interval(float("nan"), float("nan")) == ""

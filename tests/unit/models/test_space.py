"""Spaces give points within their ends, and parameters only where they apply."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cremad.models.space import Categorical, Integer, Real, Space

BRANCHED = Space(
    parameters={
        "selector": Categorical(values=("none", "pca")),
        "pca.n": Integer(low=2, high=3, when={"selector": ("pca",)}, steps=2),
        "C": Real(low=0.01, high=1.0, log=True, steps=3),
    }
)


def test_grid_has_every_combination_that_applies():
    points = [tuple(point.values()) for point in BRANCHED.grid()]
    assert points == [
        ("none", 0.01),
        ("none", 0.1),
        ("none", 1.0),
        *[("pca", n, C) for n in (2, 3) for C in (0.01, 0.1, 1.0)],
    ]


@given(st.integers(0, 2**32 - 1))
def test_draws_and_neighbours_stay_within_the_ends(seed):
    rng = np.random.default_rng(seed)
    point = BRANCHED.draw(rng)
    assert ("pca.n" in point) == (point["selector"] == "pca")
    near = BRANCHED.parameters["C"].near(point["C"], rng)
    assert 0.01 <= point["C"] <= 1.0
    assert 0.01 <= near <= 1.0
    assert float(f"{near:.4g}") == near


def test_a_logarithmic_number_is_even_in_its_ratios():
    rng = np.random.default_rng(0)
    drawn = np.array([BRANCHED.parameters["C"].draw(rng) for _ in range(2000)])
    assert np.mean(drawn < 0.1) == pytest.approx(0.5, abs=0.04)


def test_whole_numbers_are_whole_in_every_way_of_choosing():
    count, rng = Integer(low=1, high=100, log=True), np.random.default_rng(0)
    assert {type(value) for value in (*count.grid(), count.draw(rng), count.near(5, rng))} == {int}
    assert count.grid() == (1, 3, 10, 32, 100)


def test_a_space_is_data_and_refuses_what_it_does_not_know():
    assert Space.model_validate_json(BRANCHED.model_dump_json()) == BRANCHED
    with pytest.raises(ValidationError, match="steps"):
        Real(low=0, high=1, steps=1)

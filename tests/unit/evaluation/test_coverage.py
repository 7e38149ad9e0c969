"""Intervals hold the truth as often as they say, in simulated corpora: a coarse grid of benchmarks/coverage.py."""

import numpy as np
import pytest

from benchmarks.coverage import cover_differences, cover_scores, cover_shares, error_of

LEAST = 0.93


@pytest.mark.long
def test_shares_of_right_clips():
    draws = 400
    found = [each for _, each in cover_shares(draws)]
    chosen = [each["chosen"] for each in found]
    assert min(each.covered for each in chosen) > LEAST - 3 * error_of(draws)
    assert np.mean([each.covered for each in chosen]) > 0.95
    assert max(each.empty for each in chosen) == 0
    before = [each["bootstrap percentiles"].covered for each in found]
    assert min(before) < 0.6


@pytest.mark.long
def test_differences():
    draws = 200
    found = [each for _, each in cover_differences(draws)]
    assert min(each.covered for each in found) > LEAST - 3 * error_of(draws)
    assert np.mean([each.covered for each in found]) > 0.95
    assert max(each.empty for each in found) == 0


@pytest.mark.long
def test_every_score():
    draws = 300
    found = cover_scores(draws, ((5, 12), (12, 2), (91, 8)), (0.7, 0.97), (0.1,))
    assert len(found) == 22
    for score, (cell, each) in ((name, line) for name, lines in found.items() for line in lines):
        assert each.covered > LEAST - 3 * error_of(draws), (score, cell)
        assert each.empty == 0, (score, cell)

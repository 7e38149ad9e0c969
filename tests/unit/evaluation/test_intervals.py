"""The intervals hold what they promise."""

import numpy as np
import pytest

from cremad.evaluation.intervals import draw_weights, interval


def test_every_resample_draws_as_many_actors_as_there_are():
    weights = draw_weights(9, 100, np.random.default_rng(0))
    assert weights.shape == (100, 9)
    assert (weights.sum(1) == 9).all()


def test_many_actors_give_nearly_plain_percentiles():
    resampled = np.random.default_rng(0).normal(size=20_000)
    assert interval(resampled, 10_000) == pytest.approx((-1.96, 1.96), abs=0.05)


def test_few_actors_widen_the_interval():
    resampled = np.random.default_rng(0).normal(size=20_000)
    few, many = interval(resampled, 8), interval(resampled, 1000)
    assert few[0] < many[0] < many[1] < few[1]


def test_undefined_where_actors_or_resamples_do_not_suffice():
    assert np.isnan(interval(np.ones(100), 1)).all()
    assert np.isnan(interval(np.r_[np.ones(40), np.full(60, np.nan)], 9)).all()
    assert np.isnan(interval(np.array([]), 9)).all()


@pytest.mark.long
@pytest.mark.parametrize("actors", [12, 30, 91])
def test_coverage_over_simulated_corpora(actors):
    """Actors differ in how well they are recognised; the truth is the mean over all actors that there could be."""
    rng = np.random.default_rng(actors)
    corpora, clips, covered = 1500, 20, 0
    for _ in range(corpora):
        skill = rng.beta(6, 4, size=actors)
        right = rng.binomial(clips, skill)
        weights = draw_weights(actors, 1000, rng)
        low, high = interval(weights @ right / (actors * clips), actors)
        covered += low <= 0.6 <= high
    # three standard errors of the simulation on either side, and half a point for the discrete draws
    margin = 3 * np.sqrt(0.95 * 0.05 / corpora) + 0.005
    assert covered / corpora == pytest.approx(0.95, abs=margin)

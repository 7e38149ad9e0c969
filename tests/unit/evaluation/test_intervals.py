"""The intervals hold what they promise."""

import numpy as np
import pytest
from scipy import stats

from cremad.evaluation.intervals import (
    LEAST_ACTORS,
    basis_of,
    difference_intervals,
    leave_out_weights,
    score_intervals,
    why_no_interval,
)


def shares(right, clips):
    """Share of clips that were right, of all and without each actor, and what it rests on."""
    weights = leave_out_weights(len(right))
    return ((weights @ right) / (weights @ clips))[:, None], basis_of(np.asarray(clips, float)[:, None])


def ends_of(right, clips):
    return score_intervals(*shares(np.asarray(right, float), np.asarray(clips, float)))[0]


def test_weights_leave_out_one_actor_each():
    assert leave_out_weights(3).tolist() == [[1, 1, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_what_a_score_rests_on_by_hand():
    # 10 clips, of which an actor has (16 + 36) / 10 = 5.2 on average over clips
    basis = basis_of(np.array([[4.0], [6.0], [0.0]]))
    assert (basis.clips.item(), basis.actors.item()) == (10, 2)
    assert basis.independent.item() == pytest.approx(10 / (1 + 4.2 * 0.2))


def test_many_equal_actors_give_nearly_the_binomial_interval():
    rng = np.random.default_rng(0)
    right = rng.binomial(1, 0.6, 2000)
    low, high = ends_of(right, np.ones(2000))
    exact = stats.binomtest(int(right.sum()), 2000).proportion_ci()
    assert (low, high) == pytest.approx((exact.low, exact.high), abs=2e-3)


def test_few_actors_widen_the_interval():
    few, many = (np.diff(ends_of([6, 9] * (n // 2), [10] * n)).item() * np.sqrt(n) for n in (6, 60))
    assert few > 1.2 * many


@pytest.mark.parametrize("n", [5, 30, 91])
@pytest.mark.parametrize("clips", [1, 12, 80])
def test_all_right_or_all_wrong_still_leaves_doubt(n, clips):
    low, high = ends_of([clips] * n, [clips] * n)
    assert 0 < low < 1 == high
    low, high = ends_of([0] * n, [clips] * n)
    assert low == 0 < high < 1


def test_a_score_that_does_not_vary_is_not_known_without_error():
    low, high = score_intervals(np.full((31, 1), 0.4), basis_of(np.full((30, 1), 5.0)), clip_variance=np.zeros(1))[
        0
    ]
    assert 0 < low < 0.4 < high < 1


def test_no_interval_below_five_actors_or_without_a_score():
    assert LEAST_ACTORS == 5
    assert why_no_interval(4) == "No interval: the spread between fewer than 5 actors cannot be told."
    assert why_no_interval(5) is None
    assert np.isnan(ends_of([3, 4, 5, 2], [6] * 4)).all()
    assert np.isfinite(ends_of([3, 4, 5, 2, 3], [6] * 5)).all()
    assert np.isnan(ends_of([3, 4, 5, 2, 0, 0], [6, 6, 6, 6, 0, 0])).all()
    assert np.isnan(score_intervals(np.full((7, 1), np.nan), basis_of(np.ones((6, 1))))).all()


def test_other_ranges_are_scaled():
    table, basis = shares(np.arange(1.0, 9), np.full(8, 10.0))
    assert score_intervals(2 * table, basis, highest=2.0) == pytest.approx(2 * score_intervals(table, basis))


def test_actors_that_pull_a_score_move_the_end_on_their_side():
    rng = np.random.default_rng(0)
    losses = np.r_[rng.normal(0.3, 0.02, 38), 0.9, 0.9][:, None]
    weights, basis = leave_out_weights(40), basis_of(np.full((40, 1), 4.0))
    scores = (weights @ losses) / weights.sum(1, keepdims=True)
    kind = {"highest": 16.0, "clip_variance": np.array([0.02])}
    low, high = score_intervals(scores, basis, **kind)[0]
    assert high - scores[0] > 1.2 * (scores[0] - low)
    mirrored = score_intervals(0.6 - scores, basis, **kind)[0]
    assert (0.6 - scores[0]) - mirrored[0] > 1.2 * (mirrored[1] - (0.6 - scores[0]))


def test_differences_are_symmetric_and_never_certain():
    table, basis = shares(np.arange(1.0, 9), np.full(8, 10.0))
    other = shares(np.arange(8.0, 0, -1) / 2, np.full(8, 10.0))[0]
    low, high = difference_intervals(table - other, basis)[0]
    assert difference_intervals(other - table, basis)[0] == pytest.approx((-high, -low))
    low, high = difference_intervals(table - table, basis)[0]
    assert -0.2 < low < 0 < high < 0.2
    assert difference_intervals(np.ones((9, 1)), basis)[0][1] == 1


@pytest.mark.parametrize("truth", [0.3, 0.95, 0.99])
@pytest.mark.parametrize("actors", [5, 12, 91])
def test_coverage_over_simulated_corpora(truth, actors):
    """Actors differ in how well they are recognised; the truth is the mean over all that there could be."""
    rng = np.random.default_rng(actors)
    right = rng.binomial(12, rng.beta(4 * truth, 4 * (1 - truth), (400, actors)))
    covered = [low <= truth <= high for low, high in (ends_of(each, np.full(actors, 12)) for each in right)]
    # less three standard errors of the simulation
    assert np.mean(covered) > 0.93 - 3 * np.sqrt(0.93 * 0.07 / 400)

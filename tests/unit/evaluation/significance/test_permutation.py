"""Swapping actors: by hand, for any score, and what it finds where there is nothing and something to find."""

import itertools

import numpy as np
import pytest
from scipy import stats

from cremad.errors import ContractError
from cremad.evaluation.resampling import ActorSums
from cremad.evaluation.scoring import actor_sums
from cremad.evaluation.significance.mcnemar import exact_p_value
from cremad.evaluation.significance.permutation import draw_swaps, permutation_test, sign_flip_p_values

LABELS = ("happy", "sad")


def sums_of(choice, probabilities=None, times=1):
    """Three actors with four clips each."""
    truth = np.tile([0, 0, 1, 1], 3)
    arrays = (np.repeat(each, times) for each in (truth, np.asarray(choice)))
    return ActorSums(*arrays, probabilities, np.repeat([0, 1, 2], 4 * times), LABELS)


def test_few_actors_are_swapped_in_every_way():
    swaps = draw_swaps(3, 100, np.random.default_rng(0))
    assert swaps.tolist() == [list(each)[::-1] for each in itertools.product([False, True], repeat=3)]


def test_many_actors_are_swapped_at_random_and_never_in_the_first_row():
    swaps = draw_swaps(20, 1000, np.random.default_rng(0))
    assert swaps.shape == (1001, 20)
    assert not swaps[0].any()
    assert swaps[1:].mean() == pytest.approx(0.5, abs=0.02)


def test_p_value_by_hand():
    """The first is right throughout, the second wrong throughout: 2 of 8 swaps are as extreme."""
    truth = np.tile([0, 0, 1, 1], 3)
    result = permutation_test(
        sums_of(truth), sums_of(1 - truth), "uar", permutations=100, rng=np.random.default_rng(0)
    )
    assert (result.statistic, result.p_value) == (1.0, 0.25)


@pytest.mark.parametrize("metric", ["uar", "macro_f1", "auc", "average_precision.sad", "log_loss", "ece"])
def test_any_score_is_that_of_clips_that_are_really_swapped(metric):
    rng = np.random.default_rng(1)
    first, second = (sums_of(table.argmax(1), table) for table in rng.dirichlet([1, 1], size=(2, 12)))
    result = permutation_test(first, second, metric, permutations=100, rng=rng)
    differences = []
    for swap in itertools.product([False, True], repeat=3):
        is_swapped = np.array(swap)[first.actors][:, None]
        tables = [
            np.where(is_swapped, ours, theirs)
            for ours, theirs in (
                (second.probabilities, first.probabilities),
                (first.probabilities, second.probabilities),
            )
        ]
        ours, theirs = (sums_of(table.argmax(1), table).score()[metric].item() for table in tables)
        differences.append(ours - theirs)
    assert result.statistic == pytest.approx(differences[0])
    assert result.p_value == np.mean(np.abs(differences) >= abs(differences[0]) - 1e-9)


def test_sign_flips_are_the_same_test_of_uar(predictions):
    rng = np.random.default_rng(2)
    other = predictions.assign(y_pred=predictions["y_pred"].sample(frac=1, random_state=0).to_numpy())
    noisy = predictions.assign(y_pred=predictions["y_pred"].where(rng.random(len(predictions)) > 0.1, "sad"))
    first = actor_sums(predictions)
    truths = np.bincount(first.truth)
    for second in map(actor_sums, (other, noisy)):
        right = (first.truth == first.choice).astype(float) - (second.truth == second.choice)
        shares = np.bincount(first.actors, right / truths[first.truth] / 6)
        fast = sign_flip_p_values(shares[None], 4095, np.random.default_rng(0))
        for each in (first, second):
            each.probabilities = None
        slow = permutation_test(first, second, "uar", permutations=4095, rng=np.random.default_rng(0))
        assert fast == pytest.approx([slow.p_value])
        assert shares.sum() == pytest.approx(slow.statistic)


def test_repeats_count_as_one():
    rng = np.random.default_rng(3)
    ours, theirs = rng.integers(0, 2, (2, 12))
    once = permutation_test(sums_of(ours), sums_of(theirs), "uar", permutations=99, rng=rng)
    thrice = permutation_test(sums_of(ours), sums_of(theirs, times=3), "uar", permutations=99, rng=rng)
    assert thrice == once


def test_a_score_that_is_not_defined_has_no_p_value():
    never = ActorSums(np.zeros(12, int), np.zeros(12, int), np.full((12, 2), 0.5), np.repeat([0, 1, 2], 4), LABELS)
    for metric in ("auc.sad", "recall.sad"):
        result = permutation_test(never, never, metric, permutations=9, rng=np.random.default_rng(0))
        assert np.isnan([result.statistic, result.p_value]).all()
        assert f"has no {metric}" in result.caveat
    with pytest.raises(ContractError, match="joy is not a score"):
        permutation_test(never, never, "joy", permutations=9, rng=np.random.default_rng(0))


def test_other_clips_are_refused():
    truth = np.tile([0, 0, 1, 1], 3)
    others = ActorSums(truth, truth, None, np.repeat([0, 0, 1, 2], 3), LABELS)
    with pytest.raises(ContractError, match="same clips"):
        permutation_test(sums_of(truth), others, "uar", permutations=9, rng=np.random.default_rng(0))


def simulate(experiments: int, gain: float) -> tuple[np.ndarray, np.ndarray]:
    """P-values of swapped actors and of McNemar; 30 actors x 12 clips, and each actor suits one model better."""
    rng = np.random.default_rng(0)
    suits = rng.normal(0, 0.25, (experiments, 30, 1))
    first, second = (
        rng.random((experiments, 30, 12)) < np.clip(0.6 + sign * (suits + gain) / 2, 0, 1) for sign in (1, -1)
    )
    shares = (first.sum(2) - second.sum(2).astype(float)) / 360
    alone = (first & ~second).sum((1, 2)), (second & ~first).sum((1, 2))
    return sign_flip_p_values(shares, 1999, rng), exact_p_value(*alone)


def test_false_positives_are_as_stated_and_mcnemars_are_not():
    permuted, plain = simulate(2000, gain=0.0)
    low, high = stats.binom.ppf([0.0005, 0.9995], 2000, 0.05) / 2000
    assert low < np.mean(permuted <= 0.05) < high
    assert np.mean(plain <= 0.05) > 0.1


def test_a_gain_is_found():
    permuted, _ = simulate(300, gain=0.25)
    assert np.mean(permuted <= 0.05) > 0.9

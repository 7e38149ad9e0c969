"""Every score has an interval that holds it, keeps within the range and is never empty."""

import numpy as np
import pytest

from cremad.evaluation.resampling import ActorSums
from cremad.evaluation.scored_actors import bases, loss_variance, score_with_intervals, sure_as
from cremad.evaluation.scoring import actor_sums

LABELS = ("happy", "sad")


def constant_sums(actors, choice=None):
    """Two clips an actor, one of each class, with probabilities that are always the same."""
    truth = np.tile([0, 1], actors)
    chosen = truth if choice is None else np.full(2 * actors, choice)
    return ActorSums(truth, chosen, np.full((2 * actors, 2), 0.5), np.repeat(np.arange(actors), 2), LABELS)


@pytest.mark.parametrize("choice", [None, 0])
@pytest.mark.parametrize("actors", [5, 40])
def test_intervals_are_never_empty_nor_outside(actors, choice):
    for name, (value, low, high) in score_with_intervals(constant_sums(actors, choice)).items():
        if name == "precision.sad" and choice == 0:
            continue  # never chosen: there is nothing that an interval could rest on
        highest = {"log_loss": 16, "brier": 2}.get(name, 1)
        assert 0 <= low <= value <= high <= highest, name
        assert high - low > 1e-3, name


def test_every_score_lies_within(predictions):
    scored = score_with_intervals(actor_sums(predictions))
    assert len(scored) == 42
    for name, (value, low, high) in scored.items():
        assert low < value < high, name


def test_fewer_than_five_actors_have_scores_but_no_intervals():
    scored = score_with_intervals(constant_sums(4))
    assert scored["uar"].value == 1
    assert np.isnan([each[1:] for each in scored.values()]).all()


def test_a_class_of_few_actors_has_no_interval(predictions):
    few = predictions[(predictions["y_true"] != "fear") | predictions["actor"].isin(["000", "001", "002"])]
    scored = score_with_intervals(actor_sums(few))
    assert np.isnan(scored["recall.fear"].ci_low)
    assert np.isfinite(scored["recall.sad"].ci_low)
    assert np.isfinite(scored["uar"].ci_low)


def test_bases_by_hand():
    # three clips of happy, one of sad, all called happy
    sums = ActorSums(np.array([0, 0, 0, 1]), np.zeros(4, int), None, np.array([0, 0, 1, 1]), LABELS)
    names = ["accuracy", "recall.sad", "precision.happy", "auc.happy", "uar"]
    basis = bases(sums, names)
    assert basis.clips == pytest.approx([4, 1, 4, 1, 4 / (1 / 3 + 1)])
    assert basis.actors.tolist() == [2, 1, 2, 1, 2]
    assert sure_as(np.array([5, 5])) == pytest.approx(10)


def test_variance_of_losses_counts_one_clip_more():
    assert loss_variance(np.zeros(3), 2.0) == pytest.approx(np.var([0, 0, 0, 2]))
    assert loss_variance(np.array([0.0, 5.0]), 2.0) == pytest.approx(np.var([0, 5, 5]))


def test_reported_calibration_error_may_be_noise_alone():
    """Confidences that are right on average: the truth, 0, lies within though the estimate is far from it."""
    rng = np.random.default_rng(0)
    right = rng.random(60) < 0.7
    sums = ActorSums(
        np.zeros(60, int),
        np.where(right, 0, 1),
        np.where(right[:, None], [0.7, 0.3], [0.3, 0.7]),
        np.arange(60) % 6,
        LABELS,
    )
    ece = score_with_intervals(sums)["ece"]
    assert ece.ci_low < 0.02 < ece.ci_high

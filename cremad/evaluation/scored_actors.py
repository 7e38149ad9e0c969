"""Every score of one row of a results table with its interval, and what each rests on."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cremad.evaluation import calibration
from cremad.evaluation.intervals import Basis, basis_of, leave_out_weights, score_intervals
from cremad.evaluation.metric import metrics, score_added
from cremad.evaluation.resampling import AVERAGES, ActorSums

HIGHEST = {"log_loss": -np.log(calibration.EPSILON), "brier": 2.0}
"""The most that scores can be that may exceed 1."""


class Scored(NamedTuple):
    """A score and the ends of its 95 % interval, which are NaN below five actors."""

    value: float
    ci_low: float
    ci_high: float


def score_with_intervals(sums: ActorSums) -> dict[str, Scored]:
    """Every score of `ActorSums` by name, with its interval."""
    weights = leave_out_weights(sums.n_actors)
    scores = sums.score(weights)
    scores |= score_added(sums.confusions(weights), scores)
    names = list(scores)
    lowest = np.array([metrics()[name].lowest if name in metrics() else 0.0 for name in names])
    spans = np.array([metrics()[name].highest if name in metrics() else 1.0 for name in names]) - lowest
    table = (np.stack(list(scores.values()), axis=1) - lowest) / spans
    highest = np.array([HIGHEST.get(name, 1.0) for name in names])
    losses = {} if sums.probabilities is None else _losses(sums)
    clip_variance = np.array([losses.get(name, np.nan) for name in names])
    ends = score_intervals(table, bases(sums, names), highest=highest, clip_variance=clip_variance)
    if "ece" in scores:
        # the error of calibration is too high by as much as the bins vary, for it counts their gaps without sign
        at = names.index("ece")
        ends[at, 0] = np.maximum(ends[at, 0] - sums.calibration_noise, 0.0)
    lines = np.c_[table[0], ends] * spans[:, None] + lowest[:, None]
    return {name: Scored(*map(float, line)) for name, line in zip(names, lines, strict=True)}


def bases(sums: ActorSums, names: Sequence[str]) -> Basis:
    """What each score rests on.

    A class's recall rests on its clips, its precision on the clips for which it was chosen, its ranking on its
    clips or on all others, whichever are fewer; a mean over classes is as sure as its rarest classes let it be.
    """
    confusions = sums.confusions(np.eye(sums.n_actors))
    true, chosen, clips = confusions.sum(2), confusions.sum(1), confusions.sum((1, 2))
    others = clips[:, None] - true
    fewer = np.where(true.sum(0) <= others.sum(0), true, others)
    of_classes = {"precision": chosen, "macro_precision": chosen, "auc": fewer}
    occurs = true.any(0)
    counts, totals = [], []
    for name in names:
        score, _, label = name.partition(".")
        by_class = of_classes.get(score, true)
        counts.append(by_class[:, sums.labels.index(label)] if label else clips)
        is_average = score in AVERAGES and not label
        totals.append(sure_as(by_class.sum(0)[occurs]) if is_average else counts[-1].sum())
    return basis_of(np.stack(counts, axis=1), np.array(totals))


def _losses(sums: ActorSums) -> dict[str, float]:
    probabilities, truth = sums.known_probabilities, sums.truth
    guess = np.log(len(sums.labels))
    return {
        "log_loss": loss_variance(calibration.log_losses(probabilities, truth), guess),
        "brier": loss_variance(calibration.brier_scores(probabilities, truth), HIGHEST["brier"]),
    }


def loss_variance(losses: np.ndarray, worst: float) -> float:
    """Variance of clips' losses as if one more had cost the most that was seen, and no less than `worst`.

    A few clips show how much a wrong one costs only where one of them is wrong.
    """
    return float(np.var(np.append(losses, max(worst, losses.max(initial=0.0)))))


def sure_as(clips: np.ndarray) -> float:
    """How many clips would leave a share as sure as a mean over classes that have so many each."""
    return len(clips) ** 2 / (1 / np.maximum(clips, 1)).sum() if len(clips) else 0.0

"""Confidence intervals of scores over clips that come in actors, of whom each one's stand or fall together.

The variance of a score is that of the delete-one-actor jackknife. It says little where few actors carry it, and
nothing where all clips are right, so it is raised towards the variance that clips would have whose results
within an actor correlate by `CORRELATION`: with the weight of `PRIOR_ACTORS` against the number of actors that
the jackknife really rests on. Score and variance then give an effective number of clips, which is cut for few
actors by the ratio of the normal's quantile to Student's t and put into the interval of Clopper and Pearson,
as is done for proportions of surveys. Where a few actors pull a score to one side, the end on that side is moved
out to Johnson's, which is Student's corrected for skewness. Such an interval is neither empty nor inverted and
keeps within the score's range. The method was chosen by simulation, of which docs/intervals.md holds the table.

References
----------
Korn and Graubard, "Confidence intervals for proportions with small expected number of positive counts estimated
from survey data", Survey Methodology 24(2), 1998; Clopper and Pearson, Biometrika 26, 1934; Efron and Stein,
"The jackknife estimate of variance", Annals of Statistics 9, 1981; Kish, Survey Sampling, 1965, for design
effects; Johnson, "Modified t tests and confidence intervals for asymmetrical populations", Journal of the
American Statistical Association 73, 1978; Satterthwaite, Biometrics Bulletin 2, 1946, for the number of actors
that a variance rests on.
"""

from typing import NamedTuple

import numpy as np
from scipy import stats

LEVEL = 0.95

LEAST_ACTORS = 5
"""With fewer actors there is no interval: the spread between them cannot be told."""

CORRELATION = 0.2
"""Correlation within an actor that is assumed before anything is seen."""

PRIOR_ACTORS = 2.0
"""How many actors that assumption counts for."""

UNSEEN = 3.0
"""Clips that may differ though none was seen to: the 95 % bound on a count of which 0 was seen."""


class Basis(NamedTuple):
    """What scores rest on; each field an array of shape (scores,), or one number for all."""

    clips: np.ndarray
    """Clips, in effect: of a mean over classes those that would leave it as sure."""
    independent: np.ndarray
    """Those clips less what the assumed correlation within actors takes from them."""
    actors: np.ndarray
    """Actors who have such clips."""


def basis_of(counts: np.ndarray, clips: np.ndarray | None = None) -> Basis:
    """What scores rest on, from how many clips of each actor they are over.

    Parameters
    ----------
    counts : ndarray, shape (actors, scores)
        Clips of each actor.
    clips : ndarray, shape (scores,), optional
        Clips in effect, where those are not the sum of the counts.
    """
    total = counts.sum(0)
    per_actor = np.divide((counts**2).sum(0), total, out=np.ones(len(total)), where=total > 0)
    clips = np.maximum(total if clips is None else clips, 1.0)
    # of a fractional count, which averages over repeats make, no more is left than there was
    design_effect = np.maximum(1 + (per_actor - 1) * CORRELATION, 1.0)
    return Basis(clips, np.maximum(clips / design_effect, 1.0), (counts > 0).sum(0))


def why_no_interval(actors: int) -> str | None:
    """A sentence for reports on why scores over so many actors have no interval; None where they have one.

    >>> why_no_interval(3)
    'No interval: the spread between fewer than 5 actors cannot be told.'
    """
    if actors >= LEAST_ACTORS:
        return None
    return f"No interval: the spread between fewer than {LEAST_ACTORS} actors cannot be told."


def leave_out_weights(actors: int) -> np.ndarray:
    """Weights of the whole and of each actor left out.

    Returns
    -------
    ndarray, shape (1 + actors, actors), float64
    """
    return np.vstack([np.ones((1, actors)), 1 - np.eye(actors)])


def score_intervals(
    scores: np.ndarray, basis: Basis, *, highest: np.ndarray | float = 1.0, clip_variance: np.ndarray | None = None
) -> np.ndarray:
    """Ends of the 95 % intervals of scores between 0 and `highest`.

    Parameters
    ----------
    scores : ndarray, shape (1 + actors, scores)
        Each score of the whole and without each actor, as under `leave_out_weights`; NaN where leaving an actor
        out leaves nothing to score.
    basis : Basis
    highest : ndarray, shape (scores,), or float
        The most that each score can be.
    clip_variance : ndarray, shape (scores,), optional
        Variance between the clips of a score that is a mean over clips. Not given, or NaN, that between clips
        that are right or wrong.

    Returns
    -------
    ndarray, shape (scores, 2)
        NaN where there are fewer than `LEAST_ACTORS`, or the score itself is NaN.
    """
    share = np.clip(scores[0] / highest, 0, 1)
    of_clip = share * (1 - share)
    if clip_variance is not None:
        of_clip = np.where(np.isnan(clip_variance), of_clip, clip_variance / np.square(highest))
    spread = _spread(scores / highest, of_clip / basis.independent)
    return _ends(share, *spread, basis) * np.expand_dims(highest, -1)


def difference_intervals(differences: np.ndarray, basis: Basis, *, highest: float = 1.0) -> np.ndarray:
    """Ends of the 95 % intervals of differences of two scores over the same clips.

    Parameters
    ----------
    differences : ndarray, shape (1 + actors, differences)
        Of the whole and without each actor.
    basis : Basis
    highest : float
        The most that either score can be.

    Returns
    -------
    ndarray, shape (differences, 2)
        NaN as of `score_intervals`.
    """
    apart = differences / highest
    # at least so many clips differ as the scores do; and some may that were not seen
    differing = np.abs(apart[0]) + UNSEEN / basis.clips
    variance, skewness = _spread(apart, differing / basis.independent)
    return (2 * _ends((np.clip(apart[0], -1, 1) + 1) / 2, variance / 4, skewness, basis) - 1) * highest


def _spread(scores: np.ndarray, assumed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The jackknife's variance, raised where it rests on few actors and is below `assumed`, and its skewness."""
    left_out = np.where(np.isnan(scores[1:]), scores[0], scores[1:])
    actors = len(left_out)
    pulls = left_out.mean(0) - left_out
    total, fourth = (pulls**2).sum(0), (pulls**4).sum(0)
    rests_on = np.divide(total**2, fourth, out=np.zeros(len(total)), where=fourth > 0)
    seen = total * (actors - 1) / actors
    raised = (rests_on * seen + PRIOR_ACTORS * assumed) / (rests_on + PRIOR_ACTORS)
    skewness = np.divide((pulls**3).sum(0), total**1.5, out=np.zeros(len(total)), where=fourth > 0)
    return np.maximum(seen, raised), skewness


def _ends(share: np.ndarray, variance: np.ndarray, skewness: np.ndarray, basis: Basis) -> np.ndarray:
    """Clopper and Pearson's interval of a share with a known variance, or Johnson's where that reaches further."""
    defined = (basis.actors >= LEAST_ACTORS) & ~np.isnan(share)
    tail = (1 - LEVEL) / 2
    t = stats.t.isf(tail, np.maximum(basis.actors - 1, 1))
    spread = share * (1 - share)
    # a score that hardly varies, such as the loss of constant probabilities, is still not known without error
    most = np.square(basis.independent, dtype=float)
    spread_clips = np.divide(spread, variance, out=np.broadcast_to(most, share.shape).copy(), where=variance > 0)
    clips = np.where(spread > 0, np.minimum(spread_clips, most), basis.independent)
    right, wrong = (clips * (stats.norm.isf(tail) / t) ** 2 * each for each in (share, 1 - share))
    low = np.where(right > 0, stats.beta.ppf(tail, np.maximum(right, 1e-12), wrong + 1), 0.0)
    high = np.where(wrong > 0, stats.beta.isf(tail, right + 1, np.maximum(wrong, 1e-12)), 1.0)
    lean, error = skewness * (1 + 2 * t**2) / 6, np.sqrt(variance)
    low = np.where(lean < 0, np.clip(share - error * (t - lean), 0, low), low)
    high = np.where(lean > 0, np.clip(share + error * (t + lean), high, 1), high)
    return np.where(defined[..., None], np.stack([low, high], -1), np.nan)

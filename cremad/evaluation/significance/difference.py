"""Difference of a score of two rows over the same clips, with its interval: an actor is left out of both alike."""

from typing import NamedTuple

import numpy as np

from cremad.errors import ContractError
from cremad.evaluation.intervals import difference_intervals, leave_out_weights
from cremad.evaluation.resampling import ActorSums
from cremad.evaluation.scored_actors import HIGHEST, bases


class Difference(NamedTuple):
    """Two scores, the first less the second, and the ends of its 95 % interval."""

    first: float
    second: float
    difference: float
    ci_low: float
    ci_high: float


def score_difference(first: ActorSums, second: ActorSums, metric: str) -> Difference:
    """Difference of two rows over the same actors, with its interval.

    Parameters
    ----------
    first, second : ActorSums
        Rows over the same actors, numbered alike, and over the same clips but for repeats.
    metric : str
        Name of a score, such as ``uar``.

    Raises
    ------
    ContractError
        If the numbers of actors differ, equally many clips are not equally many of each actor and class, or a
        row has no such score.
    """
    actors = first.n_actors
    if actors != second.n_actors:
        raise ContractError(f"the rows are over {actors} and {second.n_actors} actors")
    if first.labels != second.labels or (len(first.truth) == len(second.truth) and not _alike(first, second)):
        raise ContractError("the rows differ in labels, or in the truth or the actors of their clips")
    scored = [each.score(leave_out_weights(actors)) for each in (first, second)]
    if not all(metric in scores for scores in scored):
        raise ContractError(f"{metric} is not a score of both rows")
    ours, theirs = (scores[metric] for scores in scored)
    apart = (ours - theirs)[:, None]
    ends = difference_intervals(apart, bases(first, [metric]), highest=HIGHEST.get(metric, 1.0))[0]
    return Difference(*map(float, (ours[0], theirs[0], apart[0, 0], *ends)))


def _alike(first: ActorSums, second: ActorSums) -> bool:
    ours, theirs = (np.sort(each.actors * len(each.labels) + each.truth) for each in (first, second))
    return np.array_equal(ours, theirs)

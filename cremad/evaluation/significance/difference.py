"""Interval of the difference of a score, by drawing actors: a draw weights both rows alike."""

from typing import NamedTuple

import numpy as np

from cremad.errors import ContractError
from cremad.evaluation.intervals import draw_weights, interval
from cremad.evaluation.resampling import ActorSums


class Difference(NamedTuple):
    """Two scores, the first less the second, and the ends of its 95 % interval."""

    first: float
    second: float
    difference: float
    ci_low: float
    ci_high: float


def bootstrap_difference(
    first: ActorSums, second: ActorSums, metric: str, *, resamples: int, rng: np.random.Generator
) -> Difference:
    """Difference of two rows over the same actors, with its interval.

    Parameters
    ----------
    first, second : ActorSums
        Rows over the same actors, numbered alike.
    metric : str
        Name of a score, such as ``uar``.
    resamples : int
        Draws of the actors.

    Raises
    ------
    ContractError
        If the numbers of actors differ.
    """
    actors = first.n_actors
    if actors != second.n_actors:
        raise ContractError(f"the rows are over {actors} and {second.n_actors} actors")
    weights = np.vstack([np.ones(actors), draw_weights(actors, resamples, rng)])
    ours, theirs = (each.score(weights)[metric] for each in (first, second))
    difference = ours - theirs
    return Difference(ours[0], theirs[0], difference[0], *interval(difference[1:], actors))

"""Successive halving: many points on a ninth of the resource, the best third of them on a third, and so on.

The resource is the number of training actors, since it means the same for every model; trees and iterations do
not, and few of them favour high learning rates. A promoted point keeps its actors and gets more. For networks the
resource is the number of epochs, over which the learning rate runs through its whole schedule; a promoted point is
trained again. Points are drawn at random, or are a generation of the genetic search.

Jamieson & Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016.
"""

from collections.abc import Sequence

from cremad.errors import OptionError
from cremad.models.space import Space
from cremad.randomness.streams import child_stream
from cremad.search.genetic import propose_generation
from cremad.search.sampling import new_points
from cremad.search.trial import Proposal, Trial

FACTOR, RUNGS = 3, 3
SHARES = tuple(FACTOR ** (rung + 1.0 - RUNGS) for rung in range(RUNGS))
"""Resource of the rungs: 1/9, 1/3 and 1."""


def propose_rung(space: Space, history: Sequence[Trial], trials: int, at_once: int, seed: int) -> list[Proposal]:
    """The next rung, all of it in one round; the first has random points.

    Raises
    ------
    OptionError
        If there are too few trials for one complete bracket.
    """
    if history:
        return next_rung(history)
    rng = child_stream(seed, "search", "halving")
    return new_points(lambda: Proposal(space.draw(rng), SHARES[0]), points_of_first_rung(trials), [])


def propose_halved_generation(
    space: Space, history: Sequence[Trial], trials: int, at_once: int, seed: int
) -> list[Proposal]:
    """The next rung of a generation; after its last, the first rung of the next generation."""
    if history and (rung := next_rung(history)):
        return rung
    children = propose_generation(space, history, trials, at_once, seed)
    return [child._replace(share=SHARES[0]) for child in children]


def next_rung(history: Sequence[Trial]) -> list[Proposal]:
    """The best third of the last round on the next share; empty where none is promoted."""
    last = [trial for trial in history if trial.round == history[-1].round]
    scored = sorted((trial for trial in last if trial.state != "failed"), key=lambda trial: trial.merit)
    if not scored or last[0].share == SHARES[-1]:
        return []
    share = SHARES[SHARES.index(last[0].share) + 1]
    kept = scored[::-1][: max(1, len(last) // FACTOR)]
    return [Proposal(trial.params, share, (trial.number,)) for trial in kept]


def points_of_first_rung(trials: int) -> int:
    """Number of points in the first rung, so that all rungs together have at most `trials`.

    >>> points_of_first_rung(13), points_of_first_rung(40)
    (9, 28)
    """
    least = FACTOR ** (RUNGS - 1)
    fitting = [n for n in range(least, trials) if sum(n // FACTOR**rung for rung in range(RUNGS)) <= trials]
    if not fitting:
        raise OptionError(f"{RUNGS} rungs of a factor {FACTOR} need at least {least + least // FACTOR + 1} trials")
    return fitting[-1]

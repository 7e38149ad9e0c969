"""Successive halving: many points on few actors, the best third of them on three times as many, and so on.

What is rationed is the share of the training actors, since that means the same for every model; trees and
iterations do not, and few of them favour high learning rates. Shares are nested: a point that goes on keeps its
actors and gets more.

Jamieson & Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization", AISTATS 2016.
"""

from collections.abc import Sequence

from cremad.errors import OptionError
from cremad.randomness.streams import child_stream
from cremad.search.sampling import new_points
from cremad.search.space import Space
from cremad.search.trial import Proposal, Trial

FACTOR, RUNGS = 3, 3
"""Shares are 1/9, 1/3 and 1."""


def propose_rung(space: Space, history: Sequence[Trial], trials: int, at_once: int, seed: int) -> list[Proposal]:
    """The next rung, all of it in one round.

    Raises
    ------
    OptionError
        If so few trials are allowed that no point could come out on top of others.
    """
    if not history:
        rng = child_stream(seed, "search", "halving")
        share = FACTOR ** (1.0 - RUNGS)
        return new_points(lambda: Proposal(space.draw(rng), share), points_of_first_rung(trials), [])
    last = [trial for trial in history if trial.round == history[-1].round]
    scored = sorted((trial for trial in last if trial.state != "failed"), key=lambda trial: trial.merit)
    if last[0].share == 1 or not scored:
        return []
    kept = scored[::-1][: max(1, len(last) // FACTOR)]
    share = FACTOR ** (last[0].round + 2.0 - RUNGS)
    return [Proposal(trial.params, share, (trial.number,)) for trial in kept]


def points_of_first_rung(trials: int) -> int:
    """How many points to begin with, so that all rungs together have no more than `trials`.

    >>> points_of_first_rung(13), points_of_first_rung(40)
    (9, 29)
    """
    least = FACTOR ** (RUNGS - 1)
    fitting = [n for n in range(least, trials) if sum(n // FACTOR**rung for rung in range(RUNGS)) <= trials]
    if not fitting:
        raise OptionError(f"{RUNGS} rungs of a factor {FACTOR} need at least {least + least // FACTOR + 1} trials")
    return fitting[-1]

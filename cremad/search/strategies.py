"""Search strategies by name: which points to try next.

A strategy is a function of the space, the options, the seed and the trials so far, without state: with the same
trials, also after a kill, it proposes the same points. It proposes one round at a time, whose trials are scored in
parallel; the next round depends on their scores.
"""

from collections.abc import Callable, Sequence
from typing import Literal

from cremad.models.space import Space
from cremad.search.bayesian import propose_bayesian
from cremad.search.genetic import propose_generation
from cremad.search.halving import propose_halved_generation, propose_rung
from cremad.search.sampling import propose_grid, propose_random
from cremad.search.trial import Proposal, Trial

Strategy = Callable[[Space, Sequence[Trial], int, int, int], list[Proposal]]
"""Space, trials so far, trials allowed, trials of a round, seed → the next round; an empty one ends the study."""

StrategyName = Literal["grid", "random", "halving", "bayesian", "genetic", "genetic_halving"]

STRATEGIES: dict[StrategyName, Strategy] = {
    "grid": propose_grid,
    "random": propose_random,
    "halving": propose_rung,
    "bayesian": propose_bayesian,
    "genetic": propose_generation,
    "genetic_halving": propose_halved_generation,
}

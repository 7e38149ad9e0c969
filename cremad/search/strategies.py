"""What to try next, by name of the strategy.

A strategy is a function of the space, the options, the seed and the trials so far, and keeps nothing to itself:
asked again with the same trials, after a kill too, it proposes the same. It proposes a round at a time; the trials
of a round are scored side by side, and it sees their scores in the next.
"""

from collections.abc import Callable, Sequence
from typing import Literal, get_args

from cremad.models.space import Space
from cremad.search.bayesian import propose_bayesian
from cremad.search.genetic import propose_generation
from cremad.search.halving import propose_halved_generation, propose_rung
from cremad.search.sampling import propose_grid, propose_random
from cremad.search.trial import Proposal, Trial

Strategy = Callable[[Space, Sequence[Trial], int, int, int], list[Proposal]]
"""Space, trials so far, trials allowed, trials of a round, seed → the next round; an empty one ends the study."""

StrategyName = Literal["grid", "random", "halving", "bayesian", "genetic", "genetic_halving"]

STRATEGIES: dict[StrategyName, Strategy] = dict(
    zip(
        get_args(StrategyName),
        (
            propose_grid,
            propose_random,
            propose_rung,
            propose_bayesian,
            propose_generation,
            propose_halved_generation,
        ),
        strict=True,
    )
)

"""Genetic search: the better points of a generation are crossed and mutated into the next.

A point's genes are its parameters, so that in the space `structure` families of features, preparation and the
model with its own parameters are inherited separately. The best of all generations stay parents without being
scored again. Each trial names its parents.

Goldberg, "Genetic Algorithms in Search, Optimization, and Machine Learning", 1989.
"""

from collections.abc import Sequence

import numpy as np

from cremad.models.space import Parameter, Params, Space
from cremad.randomness.streams import child_stream
from cremad.search.sampling import new_points
from cremad.search.trial import Proposal, Trial

ELITES = 2
TOURNAMENT = 3
"""Tournament size of the selection of a parent."""


def propose_generation(
    space: Space, history: Sequence[Trial], trials: int, at_once: int, seed: int
) -> list[Proposal]:
    """The next generation, of new points; the first is random."""
    rng = child_stream(seed, "search", "genetic", len(history))
    if not history:
        return new_points(lambda: Proposal(space.draw(rng)), at_once, [])
    pool = survivors(history)

    def make_child() -> Proposal:
        first, second = select(pool, rng), select(pool, rng)
        child = mutate(space, cross(space, first.params, second.params, rng), rng)
        return Proposal(child, parents=tuple(sorted({first.number, second.number})))

    return new_points(make_child, at_once, (trial.params for trial in history))


def survivors(history: Sequence[Trial]) -> list[Trial]:
    """The last generation and the best of all, worst first; each point once, by its largest share."""
    least = min(trial.share for trial in history)
    gone_on = {number for trial in history if trial.share > least for number in trial.parents}
    standing = sorted((t for t in history if t.number not in gone_on), key=lambda trial: trial.merit)
    last = max(trial.round for trial in history if trial.share == least)
    elites = standing[-ELITES:]
    return [trial for trial in standing if trial.round >= last or trial in elites]


def select(pool: Sequence[Trial], rng: np.random.Generator) -> Trial:
    """Tournament selection: the best of some that are drawn from a pool, which is sorted from worst to best."""
    return pool[max(rng.integers(len(pool), size=TOURNAMENT))]


def cross(space: Space, first: Params, second: Params, rng: np.random.Generator) -> Params:
    """Each gene from a random parent that has it; drawn where neither has it."""

    def choose(name: str, parameter: Parameter):
        values = [parent[name] for parent in (first, second) if name in parent]
        return values[rng.integers(len(values))] if values else parameter.draw(rng)

    return space.walk(choose)


def mutate(space: Space, params: Params, rng: np.random.Generator) -> Params:
    """Change one gene on average; genes that become active by it are drawn."""
    # a parameter with a single value is no gene
    rate = 1 / max(1, sum(len(space.parameters[name].grid()) > 1 for name in params))

    def choose(name: str, parameter: Parameter):
        if name not in params:
            return parameter.draw(rng)
        return parameter.near(params[name], rng) if rng.random() < rate else params[name]

    return space.walk(choose)

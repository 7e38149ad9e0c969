"""Grid and random search."""

from collections.abc import Callable, Iterable, Sequence

from cremad.errors import OptionError
from cremad.models.space import Params, Space
from cremad.randomness.streams import child_stream
from cremad.search.trial import Proposal, Trial

ATTEMPTS = 30
"""Most draws for one new point, after which a space counts as exhausted."""


def propose_grid(space: Space, history: Sequence[Trial], trials: int, at_once: int, seed: int) -> list[Proposal]:
    """The next points of the grid, whose order is that of the space.

    Raises
    ------
    OptionError
        If the grid has more points than trials are allowed: part of a grid would favour the first values.
    """
    points = list(space.grid())
    if len(points) > trials:
        raise OptionError(
            f"the grid has {len(points)} points, and {trials} trials are allowed",
            remedy="Allow as many trials, or choose another strategy.",
        )
    return [Proposal(point) for point in points[len(history) :][:at_once]]


def propose_random(space: Space, history: Sequence[Trial], trials: int, at_once: int, seed: int) -> list[Proposal]:
    """Points at random, none twice (Bergstra & Bengio, JMLR 13, 2012)."""
    rng = child_stream(seed, "search", "random", len(history))
    return list(new_points(lambda: Proposal(space.draw(rng)), at_once, (trial.params for trial in history)))


def new_points(make: Callable[[], Proposal], count: int, known: Iterable[Params]) -> list[Proposal]:
    """Proposals that differ from the known points and from each other; fewer if the space is almost exhausted."""
    found: list[Proposal] = []
    seen = list(known)
    for _ in range(ATTEMPTS * count):
        if len(found) == count:
            break
        proposal = make()
        if proposal.params not in seen:
            seen.append(proposal.params)
            found.append(proposal)
    return found

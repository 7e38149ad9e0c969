"""Every learner by name, from the records next to the builders and from the entry points of other packages."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from cremad.errors import OptionError
from cremad.extensions import by_name, find_added, find_listed
from cremad.models.learner import Learner


@cache
def learners() -> Mapping[str, Learner]:
    """Name → learner: those of this project, then those of the entry points ``cremad.learners``.

    Raises
    ------
    OptionError
        If two have the same name, or an entry point leads to something else.
    """
    own = [*find_listed("cremad.models", "LEARNERS"), *find_listed("cremad.networks", "LEARNERS")]
    return MappingProxyType(by_name((*own, *find_added("cremad.learners", Learner))))


def find_learner(name: str) -> Learner:
    """The learner of a name.

    Raises
    ------
    OptionError
        If there is none; the message suggests similar names.
    """
    if name not in learners():
        near = get_close_matches(name, learners(), n=5, cutoff=0.4) or sorted(learners())
        raise OptionError(f"no learner {name!r}", remedy=f"Did you mean {' or '.join(near)}?")
    return learners()[name]


def trainable_names() -> tuple[str, ...]:
    """Learners that are not controls, in the order of their modules."""
    return tuple(name for name, learner in learners().items() if not learner.is_control)

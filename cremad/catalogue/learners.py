"""Every learner by name, from the records next to the builders and from the entry points of other packages."""

import pkgutil
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from cremad.errors import OptionError
from cremad.extensions import by_name
from cremad.models.learner import Learner
from data_contracts.extensions import extensions

ROOMS = ("cremad.models", "cremad.networks")
LIST = "LEARNERS"
"""Name of a module's list of records."""


@cache
def learners() -> Mapping[str, Learner]:
    """Name → learner: those of this project, then those of the entry points ``cremad.learners``.

    Raises
    ------
    OptionError
        If two learners have the same name.
    """
    return MappingProxyType(by_name((*_records(), *extensions("cremad.learners").values())))


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


def control_names() -> tuple[str, ...]:
    """Learners that are controls."""
    return tuple(name for name, learner in learners().items() if learner.is_control)


def _records() -> Iterator[Learner]:
    """Records of the modules that list any; other modules are not imported, since some need torch."""
    for room in ROOMS:
        for module in pkgutil.iter_modules(import_module(room).__path__, f"{room}."):
            path = Path(module.module_finder.find_spec(module.name).origin)
            if f"\n{LIST} = " in path.read_text():
                yield from getattr(import_module(module.name), LIST)

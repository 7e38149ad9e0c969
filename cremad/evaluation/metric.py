"""The record of a metric that another installed package adds; it is scored beside those of this project."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from cremad.errors import OptionError
from cremad.extensions import by_name, find_added
from data_contracts.contract import load_table


@dataclass(frozen=True)
class Metric:
    """One number of the choices that were made; higher need not be better."""

    name: str
    """In the table `metrics`: lower-case letters, digits and underscores."""
    title: str
    """For people."""
    of_confusions: Callable[[np.ndarray], np.ndarray]
    """Counts, truth by choice, shape (weightings, classes, classes) float64 → values, shape (weightings,);
    NaN where it is not defined, as where leaving an actor out leaves a class without a clip and the
    mean over classes is meant."""

    lowest: float = 0.0
    highest: float = 1.0
    """Ends of the range of its values, which its interval keeps within."""

    def __post_init__(self):
        if not load_table("metrics").field("metric").matches(self.name):
            raise OptionError(
                f"a metric cannot be called {self.name!r}",
                remedy="Use lower-case letters, digits and underscores.",
            )


@cache
def metrics() -> Mapping[str, Metric]:
    """Name → metric, of those that the entry points ``cremad.metrics`` lead to.

    Raises
    ------
    OptionError
        If two have one name, or an entry point leads to something else.
    """
    return MappingProxyType(by_name(find_added("cremad.metrics", Metric)))


def score_added(confusions: np.ndarray, known: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The value of each of `metrics` under each weighting of the actors.

    Parameters
    ----------
    confusions : ndarray, shape (weightings, classes, classes), float64
        Counts, truth by choice.
    known : mapping
        Scores that there are already, by name.

    Returns
    -------
    dict of str to ndarray of shape (weightings,)

    Raises
    ------
    OptionError
        If a metric has the name of a known score, or gives something else than one value of its range a weighting.
    """
    if taken := metrics().keys() & known.keys():
        raise OptionError(
            f"there is a metric {', '.join(sorted(taken))} already",
            remedy="Uninstall the package that adds another of that name.",
        )
    scores = {name: np.asarray(metric.of_confusions(confusions), float) for name, metric in metrics().items()}
    for name, values in scores.items():
        if values.shape != confusions.shape[:1]:
            raise OptionError(
                f"metric {name!r} gives values of shape {values.shape} for {len(confusions)} weightings",
                remedy="Correct or uninstall the package that it is from.",
            )
        lowest, highest = metrics()[name].lowest, metrics()[name].highest
        if np.any((values < lowest) | (values > highest)):
            raise OptionError(
                f"metric {name!r} gives values from {np.nanmin(values):g} to {np.nanmax(values):g}, "
                f"not all within its range of {lowest:g} to {highest:g}",
                remedy="Correct the range that its record states.",
            )
    return scores

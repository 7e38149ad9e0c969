"""Search spaces: parameters as data, some of them active only when others have certain values."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from cremad.settings import Options

Value = bool | int | float | str
Params = dict[str, Any]
"""Name of each active parameter → its value."""

DIGITS = 4
"""Significant digits of a real parameter, so that tables show exactly what was run."""


class _Parameter(Options):
    when: dict[str, tuple[Value, ...]] = Field(default_factory=dict)
    """Earlier parameter of the space → values under which this one is active; all conditions must hold."""


class Categorical(_Parameter):
    """One of several values."""

    kind: Literal["categorical"] = "categorical"
    values: tuple[Value, ...] = Field(min_length=1)

    def draw(self, rng: np.random.Generator) -> Value:
        return self.values[rng.integers(len(self.values))]

    def near(self, value: Value, rng: np.random.Generator) -> Value:
        """A different value, if there is one."""
        others = [each for each in self.values if each != value]
        return others[rng.integers(len(others))] if others else value

    def grid(self) -> tuple[Value, ...]:
        return self.values


class _Number(_Parameter):
    low: float
    high: float
    log: bool = False
    """Whether the scale is logarithmic."""
    steps: int = Field(default=5, ge=2)
    """Values that a grid tries, ends included."""

    def draw(self, rng: np.random.Generator) -> float:
        return self._at(rng.uniform())

    def near(self, value: float, rng: np.random.Generator) -> float:
        """A value at a distance of about a fifth of the range."""
        return self._at(np.clip(self._position(value) + rng.normal(0, 0.2), 0, 1))

    def grid(self) -> tuple[float, ...]:
        return tuple(dict.fromkeys(map(self._at, np.linspace(0, 1, self.steps))))

    def _at(self, position: float) -> float:
        """The value at a position from 0, the low end, to 1, the high end."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        value = low + position * (high - low)
        return self.rounded(np.exp(value) if self.log else value)

    def _position(self, value: float) -> float:
        low, high = self._scaled(self.low), self._scaled(self.high)
        return (self._scaled(value) - low) / (high - low)

    def _scaled(self, value: float) -> float:
        return float(np.log(value) if self.log else value)


class Real(_Number):
    """A number between two bounds."""

    kind: Literal["real"] = "real"

    def rounded(self, value: float) -> float:
        return float(f"{value:.{DIGITS}g}")


class Integer(_Number):
    """An integer between two bounds."""

    kind: Literal["integer"] = "integer"
    low: int
    high: int

    def rounded(self, value: float) -> int:
        return round(float(value))


Parameter = Annotated[Categorical | Real | Integer, Field(discriminator="kind")]


class Space(Options):
    """Parameters by name, in the order in which they are chosen."""

    parameters: dict[str, Parameter]
    rationed: str | None = None
    """Integer parameter that a trial at a reduced budget is run with a share of; None: the number of training
    actors is reduced, which means the same for every learner."""

    def walk(self, choose: Callable[[str, Parameter], Value]) -> Params:
        """Choose every parameter that is active under those chosen before it."""
        params: Params = {}
        for name, parameter in self.parameters.items():
            if _is_active(parameter, params):
                params[name] = choose(name, parameter)
        return params

    def draw(self, rng: np.random.Generator) -> Params:
        """One point at random."""
        return self.walk(lambda name, parameter: parameter.draw(rng))

    def ration(self, params: Params, share: float) -> tuple[Params, float]:
        """What is run at a reduced budget: parameters, and the share of the training actors.

        >>> Space(parameters={}).ration({"epochs": 27}, 1 / 9)
        ({'epochs': 27}, 0.1111111111111111)
        >>> Space(parameters={}, rationed="epochs").ration({"epochs": 27}, 1 / 9)
        ({'epochs': 3}, 1.0)
        """
        if self.rationed is None:
            return params, share
        return params | {self.rationed: max(1, round(share * params[self.rationed]))}, 1.0

    def grid(self) -> Iterator[Params]:
        """Every combination of the values that a grid tries, the last parameter varying fastest."""
        return self._grid(list(self.parameters), {})

    def _grid(self, names: list[str], params: Params) -> Iterator[Params]:
        if not names:
            yield params
            return
        parameter = self.parameters[names[0]]
        if not _is_active(parameter, params):
            yield from self._grid(names[1:], params)
            return
        for value in parameter.grid():
            yield from self._grid(names[1:], params | {names[0]: value})


def part_of(params: Params, part: str) -> Params:
    """Parameters of one part, by their names within the part.

    >>> part_of({"learner": "svm_rbf", "svm_rbf.C": 2.0}, "svm_rbf")
    {'C': 2.0}
    """
    return {name.removeprefix(f"{part}."): value for name, value in params.items() if name.startswith(f"{part}.")}


def _is_active(parameter: Parameter, params: Params) -> bool:
    return all(params.get(other) in values for other, values in parameter.when.items())

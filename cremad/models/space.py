"""What a search may choose: parameters as data, some of them there only when others have certain values."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from cremad.settings import Options

Value = bool | int | float | str
Params = dict[str, Any]
"""Name of each active parameter → its value."""

DIGITS = 4
"""Significant digits of a real parameter: what a table shows is what was run."""


class _Parameter(Options):
    when: dict[str, tuple[Value, ...]] = Field(default_factory=dict)
    """Parameter that stands earlier in the space → values under which this one is there; all must hold."""


class Categorical(_Parameter):
    """One of some values."""

    kind: Literal["categorical"] = "categorical"
    values: tuple[Value, ...] = Field(min_length=1)

    def draw(self, rng: np.random.Generator) -> Value:
        return self.values[rng.integers(len(self.values))]

    def near(self, value: Value, rng: np.random.Generator) -> Value:
        """Another value, if there is one."""
        others = [each for each in self.values if each != value]
        return others[rng.integers(len(others))] if others else value

    def grid(self) -> tuple[Value, ...]:
        return self.values


class _Number(_Parameter):
    low: float
    high: float
    log: bool = False
    """Whether ratios count, and not differences."""
    steps: int = Field(default=5, ge=2)
    """Values that a grid tries, ends included."""

    def draw(self, rng: np.random.Generator) -> float:
        return self._at(rng.uniform())

    def rounded(self, value: float) -> float:
        """The value that stands for all that are as near."""
        raise NotImplementedError

    def near(self, value: float, rng: np.random.Generator) -> float:
        """A value about a fifth of the range away."""
        return self._at(np.clip(self._place(value) + rng.normal(0, 0.2), 0, 1))

    def grid(self) -> tuple[float, ...]:
        return tuple(dict.fromkeys(map(self._at, np.linspace(0, 1, self.steps))))

    def _at(self, place: float) -> float:
        """The value at a place between 0, the low end, and 1."""
        low, high = self._scaled(self.low), self._scaled(self.high)
        value = low + place * (high - low)
        return self.rounded(np.exp(value) if self.log else value)

    def _place(self, value: float) -> float:
        low, high = self._scaled(self.low), self._scaled(self.high)
        return (self._scaled(value) - low) / (high - low)

    def _scaled(self, value: float) -> float:
        return float(np.log(value) if self.log else value)


class Real(_Number):
    """A number between two ends."""

    kind: Literal["real"] = "real"

    def rounded(self, value: float) -> float:
        return float(f"{value:.{DIGITS}g}")


class Integer(_Number):
    """A whole number between two ends."""

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
    """Parameter, a whole number, of which a trial on a share is run with the share; None: the training actors are
    rationed, which means the same for every learner."""

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
        """What is run on a share: parameters, and the share of the training actors.

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
    """Parameters of a part, by the names that it has for them.

    >>> part_of({"learner": "svm_rbf", "svm_rbf.C": 2.0}, "svm_rbf")
    {'C': 2.0}
    """
    return {name.removeprefix(f"{part}."): value for name, value in params.items() if name.startswith(f"{part}.")}


def _is_active(parameter: Parameter, params: Params) -> bool:
    return all(params.get(other) in values for other, values in parameter.when.items())

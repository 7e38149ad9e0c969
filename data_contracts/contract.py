"""Fields and tables as frozen models, read from the YAML files beside this module.

A field is described once in ``fields.yaml``: type, unit, range, meaning. A table in ``tables/*.yaml`` names
its fields in order, its key, and families of columns such as ``mfcc_{index:02d}_{statistic}`` that are
written out for every combination of what they range over. A table that `extends` another has its columns and
families first.
"""

import itertools
import re
from functools import cache, cached_property
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict

from data_contracts import vocabulary

FieldType = Literal["string", "bool", "int32", "int64", "float32", "float64", "json"]


def _known_vocabulary(name: str | None) -> str | None:
    if name is not None and not hasattr(vocabulary, name):
        raise ValueError(f"{name} is not in data_contracts.vocabulary")
    return name


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Field(_Frozen):
    """A column: what it is called, what it means, and what it may hold."""

    name: str
    type: FieldType
    meaning: str
    unit: str | None = None
    """SI symbol or word; None for what has no unit."""
    minimum: float | None = None
    maximum: float | None = None
    values: Annotated[str | None, AfterValidator(_known_vocabulary)] = None
    """Name of the tuple or mapping in `vocabulary` that lists what is allowed."""
    pattern: str | None = None
    """Regular expression that the whole text must match."""
    nullable: bool = False
    finite: bool = True
    """Whether NaN and infinities are refused (float fields; a null is governed by `nullable`)."""

    @property
    def allowed(self) -> tuple[str, ...] | None:
        """The allowed values, in their order."""
        return None if self.values is None else tuple(getattr(vocabulary, self.values))


class Table(_Frozen):
    """A table's contract: its columns in order, its key, its version."""

    name: str
    version: int
    purpose: str
    key: tuple[str, ...]
    """Columns that together name a row, each combination at most once."""
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}


@cache
def load_table(name: str) -> Table:
    """Read a table's contract.

    Parameters
    ----------
    name : str
        A name of `table_names()`.

    Raises
    ------
    KeyError
        If there is no such table, listing those that there are.
    """
    if name not in table_names():
        raise KeyError(f"no contract for table {name!r}; there are {', '.join(table_names())}")
    raw = describe_table(name)
    nullable = set(raw.pop("nullable", ()))
    families = raw.pop("families", ())
    fields = [_plain_field(column, nullable) for column in raw.pop("columns")]
    fields += [field for family in families for field in expand_family(family)]
    _refuse_repeats(name, [field.name for field in fields])
    return Table(name=name, fields=tuple(fields), **raw)


def describe_table(name: str) -> dict:
    """What a table's file says, after what it extends."""
    raw = yaml.safe_load((files(__package__) / "tables" / f"{name}.yaml").read_text())
    if base := raw.pop("extends", None):
        extended = describe_table(base)
        for part in ("columns", "families", "nullable"):
            raw[part] = [*extended.get(part, ()), *raw.get(part, ())]
    return raw


@cache
def table_names() -> tuple[str, ...]:
    """Names of all tables that have a contract, sorted."""
    folder = files(__package__) / "tables"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def expand_family(family: dict) -> list[Field]:
    """Write out a family of columns, the last of `over` varying fastest.

    >>> spec = {"name": "x_{i:02d}_{s}", "over": {"i": "1..2", "s": ["mean", "std"]},
    ...         "type": "float32", "meaning": "{s} of x {i}"}
    >>> [field.name for field in expand_family(spec)]
    ['x_01_mean', 'x_01_std', 'x_02_mean', 'x_02_std']
    """
    rest = {key: value for key, value in family.items() if key not in ("name", "over", "meaning")}
    over = {key: _range(values) for key, values in family["over"].items()}
    return [
        Field(
            name=family["name"].format(**choice),
            meaning=family["meaning"].format(**choice),
            **rest,
        )
        for choice in (dict(zip(over, values, strict=True)) for values in itertools.product(*over.values()))
    ]


def _range(values: list | str) -> list:
    if isinstance(values, str) and (bounds := re.fullmatch(r"(-?\d+)\.\.(-?\d+)", values)):
        return list(range(int(bounds[1]), int(bounds[2]) + 1))
    if isinstance(values, str):
        return list(getattr(vocabulary, values))
    return list(values)


def _plain_field(name: str, nullable: set[str]) -> Field:
    try:
        described = _fields()[name]
    except KeyError:
        raise KeyError(f"column {name!r} is not described in fields.yaml") from None
    return Field(name=name, nullable=name in nullable, **described)


@cache
def _fields() -> dict[str, dict]:
    return yaml.safe_load((files(__package__) / "fields.yaml").read_text())


def _refuse_repeats(table: str, names: list[str]) -> None:
    repeated = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    if repeated:
        raise ValueError(f"table {table}: columns described twice: {sorted(repeated)}")

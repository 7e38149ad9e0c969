"""Fields and tables as frozen models, read from the YAML files of this package.

A field is described once in ``fields.yaml``: type, unit, range, meaning. A table in ``tables/*.yaml`` names
its fields in order, its key, and families of columns such as ``mfcc_{index:02d}_{statistic}`` that are
written out for every combination of what they range over. A table that `extends` another has its columns and
families first. Contracts of feature sets from other installed packages come with those (see `extensions`).

A table of features states its `modality`, and the `family` of its columns: in an entry of `families` that of its
columns, at the top level that of all numbers among the plain ones. `cremad.features.families` has the rule for
columns whose family is not stated.
"""

import itertools
import re
from functools import cache, cached_property
from importlib.resources import files
from typing import Annotated, Final, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict

from data_contracts import vocabulary
from data_contracts.extensions import extensions

FieldType = Literal["string", "bool", "int32", "int64", "float32", "float64", "json"]
NUMBERS: Final = ("int32", "int64", "float32", "float64")
Modality = Literal["audio", "image", "text"]

FEATURE_SET_EXTENSIONS: Final = "cremad.feature_sets"
"""Group of entry points of feature sets; one whose attribute `contract` is a `Table` brings its own contract."""


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
    family: str | None = None
    """Of a feature: features of one kind, such as all statistics of all MFCC; None where it is not stated."""
    measure: str | None = None
    """Of a feature that is a statistic over frames: what it is a statistic of, such as ``mfcc_03``."""

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
    modality: Modality | None = None
    """Of a table of features: what they are computed from."""

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
    if name not in own_table_names():
        if (added := _added_tables().get(name)) is not None:
            return added
        raise KeyError(f"no contract for table {name!r}; there are {', '.join(table_names())}")
    raw = describe_table(name)
    nullable = set(raw.pop("nullable", ()))
    families = raw.pop("families", ())
    family = raw.pop("family", None)
    fields = [field for column in raw.pop("columns") for field in _load_fields(column, nullable, family)]
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
        raw = {part: extended[part] for part in ("modality", "family") if part in extended} | raw
    return raw


@cache
def table_names() -> tuple[str, ...]:
    """Names of all tables that have a contract, those of other installed packages among them, sorted."""
    return tuple(sorted({*own_table_names(), *_added_tables()}))


@cache
def own_table_names() -> tuple[str, ...]:
    """Names of the tables that this package describes, sorted."""
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
    measure = family["name"].removesuffix("_{statistic}")
    over = {key: _range(values) for key, values in family["over"].items()}
    return [
        Field(
            name=family["name"].format(**choice),
            meaning=family["meaning"].format(**choice),
            measure=measure.format(**choice) if measure != family["name"] else None,
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


def _load_fields(column: str | dict, nullable: set[str], family: str | None) -> list[Field]:
    """The field of a column; of ``{each: NAME, prefix: other_}`` those of all columns that a vocabulary lists."""
    if isinstance(column, str):
        return [load_field(column, nullable=column in nullable, family=family)]
    named = [
        load_field(name, nullable=name in vocabulary.ROW_NULLABLE) for name in getattr(vocabulary, column["each"])
    ]
    return [field.model_copy(update={"name": column.get("prefix", "") + field.name}) for field in named]


def load_field(name: str, *, nullable: bool = False, family: str | None = None) -> Field:
    """Read a column of ``fields.yaml``; `family` is that of numbers, and text has none."""
    try:
        described = _fields()[name]
    except KeyError:
        raise KeyError(f"column {name!r} is not described in fields.yaml") from None
    if described["type"] not in NUMBERS:
        family = None
    return Field(name=name, nullable=nullable, family=family, **described)


@cache
def _fields() -> dict[str, dict]:
    return yaml.safe_load((files(__package__) / "fields.yaml").read_text())


def _added_tables() -> dict[str, Table]:
    """Contracts that feature sets of other installed packages bring."""
    contracts = (getattr(added, "contract", None) for added in extensions(FEATURE_SET_EXTENSIONS).values())
    return {contract.name: contract for contract in contracts if contract is not None}


def _refuse_repeats(table: str, names: list[str]) -> None:
    repeated = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    if repeated:
        raise ValueError(f"table {table}: columns described twice: {sorted(repeated)}")

"""The contracts of feature tables and of sequences of frames: what each column is computed from."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from data_contracts.contract import (
    FEATURE_SET_EXTENSIONS,
    Field,
    Modality,
    Table,
    load_field,
    load_table,
    table_names,
)
from data_contracts.extensions import extensions
from data_contracts.vocabulary import PARENT


def feature_table(
    name: str,
    columns: Mapping[str, str],
    modality: Modality,
    *,
    family: str | None = None,
    purpose: str | None = None,
    version: int = 1,
) -> Table:
    """The contract of a feature set that is described in code: one row a clip, columns of float32.

    Parameters
    ----------
    name : str
        Of the feature set; the table is ``features_<name>``.
    columns : mapping of str to str
        Column → its meaning, in the table's order.
    modality : {"audio", "image", "text"}
        What the features are computed from.
    family : str, optional
        Family of all columns; None for the first word of each column's name.
    purpose : str, optional
        One sentence for the documentation.
    version : int
        To be raised when columns change.

    Examples
    --------
    >>> table = feature_table("level", {"level_db": "Mean level of the clip"}, "audio")
    >>> table.name, table.columns
    ('features_level', ('clip_id', 'level_db'))
    """
    described = (
        Field(name=column, type="float32", meaning=meaning, family=family) for column, meaning in columns.items()
    )
    return Table(
        name=f"features_{name}",
        version=version,
        purpose=purpose or f"Features of the set {name}, one row a clip.",
        key=("clip_id",),
        modality=modality,
        fields=(load_field("clip_id"), *described),
    )


@cache
def feature_tables() -> tuple[Table, ...]:
    """Contracts of the feature sets, in the order of their names; tables of augmented clips are left out."""
    tables = (load_table(name) for name in table_names() if name.startswith("features_"))
    return tuple(table for table in tables if PARENT not in table.columns)


@cache
def sequence_kinds() -> dict[str, Modality]:
    """Kind of sequence of frames → what it is computed from."""
    own = yaml.safe_load((files(__package__) / "sequences.yaml").read_text())
    kinds = {kind: described["modality"] for kind, described in own.items()}
    for added in extensions(FEATURE_SET_EXTENSIONS).values():
        kinds |= dict.fromkeys(getattr(added, "kinds", ()), getattr(added, "modality", None))
    return kinds

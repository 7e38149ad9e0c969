"""docs/COLUMNS.md: every table with its columns, written from the contracts; run by `make docs`."""

from collections.abc import Iterator
from pathlib import Path

from data_contracts import vocabulary
from data_contracts.contract import Field, Table, describe_table, expand_family, load_table, own_table_names

PAGE = Path("docs/COLUMNS.md")

MOST_LISTED = 15
"""Allowed values that the page lists of a column; of more it says how many there are."""

_BEGINNING = """\
# Columns

Every table with its columns, written by `make docs` from `data_contracts/fields.yaml` and
`data_contracts/tables/`. The key names a row. A family stands for the columns of all combinations of what is
listed below it.
"""


def columns_page() -> str:
    """The page as Markdown: of every column or family its type, unit, range and meaning."""
    return "\n".join([_BEGINNING, *(line for name in own_table_names() for line in _section(load_table(name)))])


def _section(table: Table) -> Iterator[str]:
    families = _families(table.name)
    members = {field.name for family in families for field in expand_family(family)}
    yield f"## {table.name}\n"
    yield f"{table.purpose} Version {table.version}, key {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | unit | allowed | null | meaning |"
    yield "|---|---|---|---|---|---|"
    yield from (_row(field.name, field) for field in table.fields if field.name not in members)
    for family in families:
        columns = expand_family(family)
        count = f" ({len(columns)} columns)" if len(columns) > 1 else ""
        yield _row(family["name"], columns[0].model_copy(update={"meaning": family["meaning"] + count}))
    yield ""
    for family in families:
        if family["over"]:
            over = (f"{choice} {_listed(values)}" for choice, values in family["over"].items())
            yield f"- `{family['name']}`: {'; '.join(over)}"
    yield ""


def _families(table: str) -> list[dict]:
    return describe_table(table).get("families", [])


def _row(name: str, field: Field) -> str:
    cells = [
        f"`{name}`",
        field.type,
        field.unit or "",
        _allowed(field),
        "yes" if field.nullable else "",
        field.meaning,
    ]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _listed(values: list | str) -> str:
    """What a family ranges over: a list, a range such as ``0..5``, or a name in the vocabulary."""
    return ", ".join(map(str, getattr(vocabulary, values, [values]) if isinstance(values, str) else values))


def _allowed(field: Field) -> str:
    """What the field may hold, in words.

    >>> _allowed(Field(name="x", type="float32", meaning="", minimum=0))
    '≥ 0'
    """
    if field.allowed is not None:
        if len(field.allowed) > MOST_LISTED:
            return f"{', '.join(field.allowed[:3])}, … ({len(field.allowed)} in all)"
        return ", ".join(field.allowed)
    if field.pattern is not None:
        return f"`{field.pattern}`"
    if field.minimum is not None and field.maximum is not None:
        return f"{field.minimum:g} to {field.maximum:g}"
    if field.minimum is not None:
        return f"≥ {field.minimum:g}"
    return "" if field.maximum is None else f"≤ {field.maximum:g}"


if __name__ == "__main__":
    PAGE.write_text(columns_page(), encoding="utf-8")

import pyarrow as pa
import pytest

from data_contracts.arrow import arrow_schema
from data_contracts.contract import Field, Table, load_table, table_names


def table(*fields: Field) -> Table:
    return Table(name="mine", version=4, purpose="Mine.", key=("a", "b"), fields=fields)


@pytest.mark.parametrize(
    ("written", "arrow"),
    [
        ("string", pa.string()),
        ("json", pa.string()),
        ("bool", pa.bool_()),
        ("int32", pa.int32()),
        ("int64", pa.int64()),
        ("float32", pa.float32()),
        ("float64", pa.float64()),
    ],
)
def test_every_type_has_its_arrow_type(written, arrow):
    assert arrow_schema(table(Field(name="a", type=written, meaning=""))).field("a").type == arrow


def test_nulls_and_meanings_are_passed_on():
    schema = arrow_schema(
        table(
            Field(name="a", type="float32", unit="Hz", meaning="Pitch"),
            Field(name="b", type="string", meaning="Note", nullable=True),
        )
    )
    assert [field.nullable for field in schema] == [False, True]
    assert schema.field("a").metadata == {b"meaning": b"Pitch", b"unit": b"Hz"}
    assert schema.field("b").metadata == {b"meaning": b"Note"}
    assert schema.metadata == {
        b"contract": b"mine",
        b"contract_version": b"4",
        b"purpose": b"Mine.",
        b"key": b"a,b",
    }


@pytest.mark.parametrize("name", table_names())
def test_every_table_has_a_schema_of_its_columns(name):
    contract = load_table(name)
    assert tuple(arrow_schema(contract).names) == contract.columns

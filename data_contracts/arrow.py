"""Contract → pyarrow schema with units, meanings and the contract's version in its metadata."""

import pyarrow as pa

from data_contracts.contract import Field, Table

ARROW_TYPES = {
    "string": pa.string(),
    "json": pa.string(),
    "bool": pa.bool_(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float32": pa.float32(),
    "float64": pa.float64(),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a contract: types, nullability, and the descriptions as metadata."""
    return pa.schema(
        [_arrow_field(field) for field in table.fields],
        metadata={
            "contract": table.name,
            "contract_version": str(table.version),
            "purpose": table.purpose,
            "key": ",".join(table.key),
        },
    )


def _arrow_field(field: Field) -> pa.Field:
    metadata = {"meaning": field.meaning} | ({"unit": field.unit} if field.unit else {})
    return pa.field(field.name, ARROW_TYPES[field.type], nullable=field.nullable, metadata=metadata)

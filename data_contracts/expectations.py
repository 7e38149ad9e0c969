"""Contract → Great Expectations suite. Importing this module imports Great Expectations, which takes seconds."""

from typing import Any, ClassVar

import numpy as np
from great_expectations import ExpectationSuite
from great_expectations import expectations as gxe
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics import ColumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider import column_condition_partial
from great_expectations.render.components import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer

from data_contracts.contract import Field, Table
from data_contracts.conversion import PANDAS_TYPES


class ColumnValuesWithin(ColumnMapMetricProvider):
    """Whether values lie in a closed range; infinities never do."""

    condition_metric_name = "column_values.within"
    condition_value_keys = ("min_value", "max_value")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column, min_value, max_value, **_):  # noqa: N805 - Great Expectations makes it a class method
        return column.between(min_value, max_value)


class ExpectColumnValuesToBeWithin(gxe.ExpectColumnValuesToBeBetween):
    """Great Expectations' own `between` walks over float32 value by value; this one compares whole columns."""

    map_metric = "column_values.within"


class ExpectTableColumnTypesToMatch(BatchExpectation):
    """All columns have the contract's types; one expectation, where one a column would cost seconds."""

    column_types: dict[str, str]

    metric_dependencies = ("table.column_types",)
    success_keys = ("column_types",)
    domain_keys: ClassVar[tuple[str, ...]] = ()

    def _validate(self, metrics: dict, runtime_configuration=None, execution_engine=None) -> dict[str, Any]:
        found = {column["name"]: str(column["type"]) for column in metrics["table.column_types"]}
        wrong = {
            name: f"{found[name]} instead of {wanted}"
            for name, wanted in self.column_types.items()
            if name in found and found[name] not in PANDAS_TYPES[wanted]
        }
        return {"success": not wrong, "result": {"observed_value": wrong}}

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(cls, configuration=None, **_):
        counts = f"The {len(configuration.kwargs['column_types'])} columns must have the types of the contract."
        template = {"template": counts, "params": {}}
        return [RenderedStringTemplateContent(content_block_type="string_template", string_template=template)]


def suite_for(table: Table) -> ExpectationSuite:
    """The suite of a table's contract, built with its whole list at once.

    Parameters
    ----------
    table : Table
        A contract; see `data_contracts.contract.load_table`.

    Returns
    -------
    ExpectationSuite
        Of the table: at least one row, the columns in order, their types, the key unique. Of each column what
        the contract says: nulls, range and finiteness, allowed values, pattern.
    """
    types = {field.name: field.type for field in table.fields}
    return ExpectationSuite(
        name=table.name,
        expectations=[
            gxe.ExpectTableRowCountToBeBetween(min_value=1),
            gxe.ExpectTableColumnsToMatchOrderedList(column_list=list(table.columns)),
            ExpectTableColumnTypesToMatch(column_types=types),
            _unique(table.key),
            *(expectation for field in table.fields for expectation in _field_expectations(field)),
        ],
        meta={"contract": table.name, "version": table.version, "purpose": table.purpose},
    )


def _unique(key: tuple[str, ...]) -> gxe.Expectation:
    if len(key) == 1:
        return gxe.ExpectColumnValuesToBeUnique(column=key[0])
    return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(key), ignore_row_if="never")


def _field_expectations(field: Field) -> list[gxe.Expectation]:
    found: list[gxe.Expectation] = []
    if not field.nullable:
        found.append(gxe.ExpectColumnValuesToNotBeNull(column=field.name))
    if (bounds := _bounds(field)) is not None:
        found.append(
            ExpectColumnValuesToBeWithin(column=field.name, min_value=bounds[0], max_value=bounds[1])
        )
    if field.allowed is not None:
        found.append(gxe.ExpectColumnValuesToBeInSet(column=field.name, value_set=list(field.allowed)))
    if field.pattern is not None:
        found.append(gxe.ExpectColumnValuesToMatchRegex(column=field.name, regex=f"^(?:{field.pattern})$"))
    return found


def _bounds(field: Field) -> tuple[float, float] | None:
    """The range of a numeric field; the type's largest numbers where only finiteness is asked for."""
    largest = np.finfo(field.type).max.item() if field.type.startswith("float") and field.finite else np.inf
    if field.minimum is None and field.maximum is None and largest == np.inf:
        return None
    return (
        -largest if field.minimum is None else field.minimum,
        largest if field.maximum is None else field.maximum,
    )

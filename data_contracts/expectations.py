"""Contract → Great Expectations suite. Importing this module imports Great Expectations, which takes seconds.

Columns that are limited alike, such as a family of features, are judged together by two expectations of our own:
Great Expectations needs about 3 ms an expectation however little there is to judge, and features have thousands
of columns.
"""

from collections import defaultdict
from typing import Any, ClassVar, NamedTuple

import numpy as np
import pandas as pd
from great_expectations import ExpectationSuite
from great_expectations import expectations as gxe
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation, MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.render.components import LegacyRendererType, RenderedStringTemplateContent
from great_expectations.render.renderer.renderer import renderer

from data_contracts.contract import Field, Table
from data_contracts.conversion import PANDAS_TYPES

SLICE = 200
"""So many columns are judged at a time. For each column that an expectation names, Great Expectations goes through
all columns that there are; of a table of thousands as one, it would do nothing else."""


class MulticolumnValuesWithin(MulticolumnMapMetricProvider):
    """Whether all of a row's values lie in a closed range; the columns are of one type."""

    condition_metric_name = "multicolumn_values.within"
    condition_domain_keys = (
        "batch_id",
        "table",
        "column_list",
        "row_condition",
        "condition_parser",
        "ignore_row_if",
    )
    condition_value_keys = ("min_value", "max_value", "nullable")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, *, min_value, max_value, nullable, **_) -> pd.Series:
        precision = np.float32 if column_list.dtypes.iloc[0] == np.float32 else np.float64
        values = column_list.to_numpy(precision, na_value=np.nan)
        within = (values >= min_value) & (values <= max_value)
        if nullable:
            within |= np.isnan(values)
        return pd.Series(within.all(axis=1), index=column_list.index)


class ExpectMulticolumnValuesToBeWithin(MulticolumnMapExpectation):
    """Values of several columns lie in a closed range, and are nowhere null unless they may be."""

    min_value: float
    max_value: float
    nullable: bool

    map_metric = "multicolumn_values.within"
    success_keys = ("min_value", "max_value", "nullable", "mostly")

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[RenderedStringTemplateContent]:
        asked = configuration.kwargs
        columns = asked["column_list"]
        nulls = "or be null" if asked["nullable"] else "and never be null"
        return _sentence(
            "values of the $n columns $first … $last must lie within $low and $high $nulls.",
            n=len(columns),
            first=columns[0],
            last=columns[-1],
            low=f"{asked['min_value']:g}",
            high=f"{asked['max_value']:g}",
            nulls=nulls,
        )


class ExpectTableColumnTypesToMatch(BatchExpectation):
    """All columns have the contract's types."""

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
        return {"success": not wrong, "result": {"observed_value": wrong or "all as described"}}

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[RenderedStringTemplateContent]:
        return _sentence(
            "the $n columns must have the contract's types.", n=len(configuration.kwargs["column_types"])
        )


class Suites(NamedTuple):
    """What a contract expects."""

    table: ExpectationSuite
    """Of the table: at least one row, the columns in order, their types, the key unique."""
    columns: dict[tuple[str, ...], ExpectationSuite]
    """Some columns → what is expected of them, so that they can be judged alone: nulls, range and finiteness,
    allowed values, pattern."""


def suites_for(table: Table) -> Suites:
    """The suites of a table's contract, each built with its whole list at once.

    Parameters
    ----------
    table : Table
        A contract; see `data_contracts.contract.load_table`.
    """
    of_table = [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=list(table.columns)),
        ExpectTableColumnTypesToMatch(column_types={field.name: field.type for field in table.fields}),
        _unique(table.key),
    ]
    slices = [table.fields[start : start + SLICE] for start in range(0, len(table.fields), SLICE)]
    of_columns = {
        tuple(field.name for field in fields): ExpectationSuite(
            name=f"{table.name} from {fields[0].name}", expectations=_expectations_of_slice(fields)
        )
        for fields in slices
    }
    return Suites(ExpectationSuite(name=table.name, expectations=of_table), of_columns)


def _expectations_of_slice(fields: tuple[Field, ...]) -> list[gxe.Expectation]:
    """What is expected of the fields, those that are limited alike together."""
    alike: dict[tuple, list[Field]] = defaultdict(list)
    for field in fields:
        alike[(field.type, field.nullable, _bounds(field) or field.name)].append(field)
    return [expectation for each in alike.values() for expectation in _expectations(each)]


def _unique(key: tuple[str, ...]) -> gxe.Expectation:
    if len(key) == 1:
        return gxe.ExpectColumnValuesToBeUnique(column=key[0])
    return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(key), ignore_row_if="never")


def _expectations(fields: list[Field]) -> list[gxe.Expectation]:
    """What is expected of one field, or of several that are limited alike."""
    field, bounds = fields[0], _bounds(fields[0])
    limits: dict[str, Any] = {} if bounds is None else {"min_value": bounds[0], "max_value": bounds[1]}
    if len(fields) > 1:
        names = [each.name for each in fields]
        return [
            ExpectMulticolumnValuesToBeWithin(
                column_list=names, nullable=field.nullable, ignore_row_if="never", **limits
            )
        ]
    found: list[gxe.Expectation] = []
    if not field.nullable:
        found.append(gxe.ExpectColumnValuesToNotBeNull(column=field.name))
    if limits:
        found.append(gxe.ExpectColumnValuesToBeBetween(column=field.name, **limits))
    if field.allowed is not None:
        found.append(gxe.ExpectColumnValuesToBeInSet(column=field.name, value_set=list(field.allowed)))
    if field.pattern is not None:
        whole = rf"^(?:{field.pattern})\Z"  # $ would allow a line break at the end
        found.append(gxe.ExpectColumnValuesToMatchRegex(column=field.name, regex=whole))
    return found


def _bounds(field: Field) -> tuple[float, float] | None:
    """The range of a number, its type's largest where the field has none; None of what is no number."""
    if field.type.startswith("float"):
        largest = np.finfo(field.type).max.item() if field.finite else np.inf
    elif field.type.startswith("int"):
        largest = float(np.iinfo(field.type).max)
    else:
        return None
    return (
        -largest if field.minimum is None else field.minimum,
        largest if field.maximum is None else field.maximum,
    )


def _sentence(template: str, **words: Any) -> list[RenderedStringTemplateContent]:
    return [
        RenderedStringTemplateContent(
            content_block_type="string_template", string_template={"template": template, "params": words}
        )
    ]

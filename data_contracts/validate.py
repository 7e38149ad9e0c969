"""Judging a table by its contract: Great Expectations finds, this module says which rows and why."""

import json
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from data_contracts.contract import Field, Table
from data_contracts.conversion import convert, find_misfits

if TYPE_CHECKING:  # importing Great Expectations takes seconds, so it waits until a table is judged
    from great_expectations import ExpectationSuite
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

MAX_FAILED_SHARE = 0.25
"""Where more of the rows than this break the contract, the table is at fault and not the rows."""

NAMED_COLUMNS = 3
"""A reason names so many columns and counts the others."""

EXAMPLES = 50
"""So many findings stand in the statistics; all of them are in `Validation.findings`."""

_KEPT = ("element_count", "missing_percent", "unexpected_count", "unexpected_percent", "observed_value")


@dataclass(frozen=True)
class Validation:
    """A table divided by its contract into rows that hold and rows that do not."""

    table: Table
    good: pd.DataFrame
    """Rows that hold, in the contract's types and order of columns."""
    findings: pd.DataFrame
    """The key, rule, reason, severity: one line for each bad row and rule."""
    critical: tuple[str, ...]
    """What is wrong with the table as a whole."""
    statistics: dict[str, Any]
    """Counts for the report, and under ``result`` Great Expectations' own account for the Data Docs."""


def validate(frame: pd.DataFrame, table: Table, *, max_failed_share: float = MAX_FAILED_SHARE) -> Validation:
    """Judge a frame by its contract with Great Expectations.

    Columns are first brought to the contract's types where no value changes by it; a row with a value that cannot
    be is not judged further. All expectations are then judged yes or no; only for those that fail are the rows
    asked for.

    Parameters
    ----------
    frame : DataFrame
        All rows of the table; the index has no meaning.
    table : Table
        The contract.
    max_failed_share : float
        Share of the rows, in [0, 1], that may break the contract before the table counts as broken.
    """
    frame = convert(frame, table).reset_index(drop=True)
    misfits = _misfits(frame, table, max_failed_share)
    typed = convert(frame.drop(index={row for row, *_ in misfits}), table)
    result = _judge(typed, table)
    failed = [each for each in result.results if not each.success]
    structural = [message for each in failed for message in _table_failure(each, table)]
    cells = [] if structural else [*misfits, *(cell for each in failed for cell in _bad_cells(each, typed, table))]
    bad = pd.DataFrame(cells, columns=["row", "column", "rule", "reason"])
    bad["column"] = pd.Categorical(bad["column"], table.columns)
    bad = bad.sort_values(["row", "column"])
    bad_rows = bad["row"].unique()
    if len(bad_rows) > max_failed_share * len(frame):
        structural.append(
            f"{len(bad_rows)} of {len(frame)} rows break it, more than the allowed {max_failed_share:.0%}"
            f" (first: {bad['reason'].iloc[0]})"
        )
    good = typed.drop(index=bad_rows, errors="ignore")
    findings = _findings(bad, frame, table)
    statistics = {
        "table": table.name,
        "version": table.version,
        "rows": len(frame),
        "good": len(good),
        "expectations": len(result.results),
        "failed_expectations": len(failed),
        "rules": bad.drop_duplicates(["row", "rule"])["rule"].value_counts().sort_index().to_dict(),
        "critical": structural,
        "examples": findings.head(EXAMPLES).astype(str).to_dict("records"),
        "result": _document(result),
    }
    return Validation(table, good, findings, tuple(structural), statistics)


def _misfits(frame: pd.DataFrame, table: Table, most: float) -> list[tuple[int, str, str, str]]:
    """Row, column, rule and reason of values of a wrong type; of too large a share, the column is at fault."""
    return [
        (row, name, "type", f"column {name}: value {value!r} is not of type {table.field(name).type}")
        for name, rows in find_misfits(frame, table).items()
        if len(rows) <= most * len(frame)
        for row, value in frame.loc[rows, name].items()
    ]


def _judge(frame: pd.DataFrame, table: Table) -> "ExpectationSuiteValidationResult":
    """Great Expectations' verdict on everything: of the table, then of its columns, a slice at a time."""
    import great_expectations as gx
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from great_expectations.validator.validation_statistics import calc_validation_statistics

    from data_contracts.expectations import suites_for

    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        ),
    )
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset(table.name)
    frames = asset.add_batch_definition_whole_dataframe("all")
    suites = suites_for(table)
    batch = frames.get_batch({"dataframe": frame})
    results = batch.validate(suites.table, result_format="COMPLETE").results
    for columns, suite in suites.columns.items():
        batch = frames.get_batch({"dataframe": frame[[name for name in columns if name in frame]]})
        results += _judge_columns(batch, suite)
    statistics = calc_validation_statistics(results)._asdict()
    return ExpectationSuiteValidationResult(
        success=statistics.pop("success"), results=results, suite_name=table.name, statistics=statistics
    )


def _judge_columns(batch: "Batch", suite: "ExpectationSuite") -> list["ExpectationValidationResult"]:
    """Yes or no first; of what failed the rows too."""
    judged = batch.validate(suite, result_format="BOOLEAN_ONLY").results
    failed = [_asked(each).to_domain_obj() for each in judged if not each.success]
    if not failed:
        return judged
    detailed = batch.validate(type(suite)(name=suite.name, expectations=failed), result_format="COMPLETE")
    return detailed.results + [each for each in judged if each.success]


def _table_failure(failed: "ExpectationValidationResult", table: Table) -> Iterator[str]:
    """What an expectation that failed says of the table as a whole, if anything."""
    kind, _, found = _parts(failed)
    observed: Any = found.get("observed_value")
    if kind == "expect_table_row_count_to_be_between":
        yield "it is empty"
    elif kind == "expect_table_columns_to_match_ordered_list":
        yield from (f"column {name} is missing" for name in table.columns if name not in observed)
        yield from (f"column {name} is unknown" for name in observed if name not in table.columns)
    elif kind == "expect_table_column_types_to_match":
        yield from (f"column {name} is {types}" for name, types in observed.items())
    elif kind in ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique") and found:
        yield f"{found['unexpected_count']} rows share their key ({', '.join(table.key)})"


def _bad_cells(
    failed: "ExpectationValidationResult", frame: pd.DataFrame, table: Table
) -> Iterator[tuple[int, str, str, str]]:
    """Row, column, rule and reason of every value that an expectation refused."""
    kind, asked, found = _parts(failed)
    # Great Expectations names all rows, but gives the values of the first 200 only
    for name in asked.get("column_list") or [asked["column"]]:
        for row, value in frame.loc[found["unexpected_index_list"], name].items():
            if (verdict := _verdict(kind, value, table.field(name))) is not None:
                yield row, name, verdict[0], f"column {name}: {verdict[1]}"


def _verdict(kind: str, value: Any, field: Field) -> tuple[str, str] | None:
    """Rule and reason for a refused value; None for one that is only next to a refused one."""
    if pd.isna(value):
        return None if field.nullable else ("null", "no value where one is required")
    if kind == "expect_column_values_to_be_in_set":
        return "not_allowed", f"value {value!r} is none of {', '.join(field.allowed or ())}"
    if kind == "expect_column_values_to_match_regex":
        return "pattern", f"value {value!r} does not match {field.pattern}"
    if math.isinf(value) and field.finite:
        return "not_finite", f"value {value} is not finite"
    if field.maximum is not None and value > field.maximum:
        return "above_maximum", f"value {value:.7g} above maximum {field.maximum:g}"
    if field.minimum is not None and value < field.minimum:
        return "below_minimum", f"value {value:.7g} below minimum {field.minimum:g}"
    return None


def _findings(bad: pd.DataFrame, frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """One line for each row and rule, the reasons of several columns joined."""
    reasons: dict[tuple[int, str], list[str]] = defaultdict(list)
    for cell in bad.itertuples():
        reasons[cell.row, cell.rule].append(cell.reason)
    rows = [row for row, _ in reasons]
    keys = frame.loc[rows, [name for name in table.key if name in frame]].reset_index(drop=True)
    return keys.assign(
        rule=pd.Series([rule for _, rule in reasons], dtype="str"),
        reason=pd.Series([_join(each) for each in reasons.values()], dtype="str"),
        severity="error",
    )


def _join(reasons: list[str]) -> str:
    more = len(reasons) - NAMED_COLUMNS
    return "; ".join(reasons[:NAMED_COLUMNS]) + (f"; and {more} columns more" if more > 0 else "")


def _document(result: "ExpectationSuiteValidationResult") -> dict[str, Any]:
    """Great Expectations' account as strict JSON, without rows, times and random names."""
    document = result.to_json_dict() | {"id": None, "meta": {}}
    for each in document["results"]:
        found = each["result"]
        each["result"] = {name: found[name] for name in _KEPT if name in found} or {"unexpected_percent": 0.0}
    return json.loads(json.dumps(document), parse_constant=str)


def _parts(failed: "ExpectationValidationResult") -> tuple[str, dict[str, Any], dict[str, Any]]:
    config = _asked(failed)
    return config.type, config.kwargs, failed.result


def _asked(judged: "ExpectationValidationResult") -> "ExpectationConfiguration":
    assert judged.expectation_config is not None, "Great Expectations says what it judged"
    return judged.expectation_config

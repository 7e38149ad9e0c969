"""Admission of tables: only rows that pass their contract are published."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import write_json
from cremad.errors import ContractError
from cremad.tables import publish_table
from data_contracts.contract import Table, load_table
from data_contracts.validate import Validation, validate
from tasks.context import RunContext
from tasks.stage import Outcome, stage
from tasks.staging import read_staged


@stage(name="admit")
def admit(
    context: RunContext,
    rows: Artifact,
    contract: Table,
    failures: Artifact | None = None,
    group: str | None = None,
    recipe: dict[str, Any] | None = None,
) -> Outcome:
    """Validate rows by a contract with Great Expectations; publish the valid ones, quarantine the others.

    The rows are published under the given group, or that of the corpus; features together with their recipe.

    Raises
    ------
    ContractError
        If the table as a whole is invalid; then nothing is published and no later stage runs.
    """
    group = group or context.corpus
    lineage = {"rows": rows.sha256} | ({"recipe": recipe} if recipe else {})
    frame = read_staged(rows)
    if failures is not None and frame.empty:
        _refuse_without_rows(read_staged(failures), contract)
    judged = judge(context, frame, contract)
    table = publish_table(context.data.table(contract.name), contract, judged.good, group=group, lineage=lineage)
    kept_out = [judged.findings] if failures is None else [judged.findings, read_staged(failures)]
    findings = pd.concat(kept_out, ignore_index=True)
    quarantine = quarantine_rows(context, contract.name, contract.key, findings, group=group, lineage=lineage)
    return Outcome(
        artifacts={"table": table, "quarantine": quarantine},
        facts={"rows": len(judged.good), "quarantined": len(findings)},
    )


def _refuse_without_rows(failed: pd.DataFrame, contract: Table) -> None:
    if len(failed):
        raise ContractError(
            f"none of the {len(failed)} rows of {contract.name} could be made, the first because: "
            f"{failed['reason'].iloc[0]}"
        )


def judge(context: RunContext, frame: pd.DataFrame, contract: Table) -> Validation:
    """Validate a frame and keep the verdict for the Data Docs.

    Raises
    ------
    ContractError
        If the table as a whole is invalid, with all its faults.
    """
    judged = validate(frame, contract)
    write_json(context.data.validations / f"{context.corpus}.{contract.name}.json", judged.statistics)
    if judged.critical:
        raise ContractError(f"table {contract.name} breaks its contract: {'; '.join(judged.critical)}")
    return judged


def quarantine_rows(
    context: RunContext,
    table: str,
    key: Sequence[str],
    findings: pd.DataFrame,
    *,
    group: str,
    lineage: dict[str, Any],
) -> Artifact:
    """Publish the excluded rows of a table, each with its rule and reason."""
    keys = [name for name in key if name in findings.columns]
    rows = pd.DataFrame(
        {
            "table": table,
            "corpus": context.corpus,
            "row": findings[keys].astype(str).agg("/".join, axis=1) if len(findings) else pd.Series(dtype=str),
            "rule": findings["rule"],
            "reason": findings["reason"],
            "severity": "error",
        }
    )
    return publish_table(
        context.data.table("rows_quarantine"),
        load_table("rows_quarantine"),
        rows,
        group=f"{group}.{table}",
        lineage=lineage,
    )

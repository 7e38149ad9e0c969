"""The gate before a table: nothing is published that its contract has not passed."""

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
    """Judge rows by a contract with Great Expectations; publish the good ones, quarantine the others.

    The rows are published as a group of their own name, or else as those of the corpus; features together with the
    recipe that they were made by.

    Raises
    ------
    ContractError
        If the table as a whole is at fault; then nothing is published and no later stage runs.
    """
    judged = judge(context, read_staged(rows), contract)
    group = group or context.corpus
    lineage = {"rows": rows.sha256} | ({"recipe": recipe} if recipe else {})
    table = publish_table(context.data.table(contract.name), contract, judged.good, group=group, lineage=lineage)
    kept_out = [judged.findings] if failures is None else [judged.findings, read_staged(failures)]
    findings = pd.concat(kept_out, ignore_index=True)
    quarantine = quarantine_rows(context, contract.name, contract.key, findings, group=group, lineage=lineage)
    return Outcome(
        artifacts={"table": table, "quarantine": quarantine},
        facts={"rows": len(judged.good), "quarantined": len(findings)},
    )


def judge(context: RunContext, frame: pd.DataFrame, contract: Table) -> Validation:
    """Validate a frame and keep the verdict for the Data Docs.

    Raises
    ------
    ContractError
        Naming everything that is wrong with the table as a whole.
    """
    judged = validate(frame, contract)
    write_json(
        context.data.root / "cache" / "validations" / f"{context.corpus}.{contract.name}.json", judged.statistics
    )
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
    """Publish which rows of a table are not in it, each with its rule and reason."""
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

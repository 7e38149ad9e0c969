"""The gate before a table: nothing is published that its contract has not passed."""

from collections.abc import Sequence

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import write_json
from cremad.errors import ContractError
from cremad.tables import publish_table
from data_contracts.contract import Table, load_table
from data_contracts.validate import Validation, validate
from tasks.place import Place
from tasks.stage import Outcome, stage
from tasks.staging import take_up


@stage(name="admit")
def admit(
    place: Place,
    rows: Artifact,
    contract: Table,
    failures: Artifact | None = None,
    group: str | None = None,
) -> Outcome:
    """Judge rows by a contract with Great Expectations; publish the good ones, quarantine the others.

    The rows are published as a group of their own name, or else as those of the corpus.

    Raises
    ------
    ContractError
        If the table as a whole is at fault; then nothing is published and no later stage runs.
    """
    judged = judge(place, take_up(rows), contract)
    group = group or place.corpus
    lineage = {"rows": rows.sha256}
    table = publish_table(place.data.table(contract.name), contract, judged.good, group=group, lineage=lineage)
    kept_out = [judged.findings] if failures is None else [judged.findings, take_up(failures)]
    findings = pd.concat(kept_out, ignore_index=True)
    quarantine = quarantine_rows(place, contract.name, contract.key, findings, group=group, lineage=lineage)
    return Outcome(
        artifacts={"table": table, "quarantine": quarantine},
        facts={"rows": len(judged.good), "quarantined": len(findings)},
    )


def judge(place: Place, frame: pd.DataFrame, contract: Table) -> Validation:
    """Validate a frame and keep the verdict for the Data Docs.

    Raises
    ------
    ContractError
        Naming everything that is wrong with the table as a whole.
    """
    judged = validate(frame, contract)
    write_json(
        place.data.root / "cache" / "validations" / f"{place.corpus}.{contract.name}.json", judged.statistics
    )
    if judged.critical:
        raise ContractError(f"table {contract.name} breaks its contract: {'; '.join(judged.critical)}")
    return judged


def quarantine_rows(
    place: Place, table: str, key: Sequence[str], findings: pd.DataFrame, *, group: str, lineage: dict[str, str]
) -> Artifact:
    """Publish which rows of a table are not in it, each with its rule and reason."""
    keys = [name for name in key if name in findings.columns]
    rows = pd.DataFrame(
        {
            "table": table,
            "corpus": place.corpus,
            "row": findings[keys].astype(str).agg("/".join, axis=1) if len(findings) else pd.Series(dtype=str),
            "rule": findings["rule"],
            "reason": findings["reason"],
            "severity": "error",
        }
    )
    return publish_table(
        place.data.table("rows_quarantine"),
        load_table("rows_quarantine"),
        rows,
        group=f"{group}.{table}",
        lineage=lineage,
    )

"""The gate before a table: nothing is published that its contract has not passed."""

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import write_json
from cremad.tables import publish_table
from data_contracts.contract import Table, load_table
from data_contracts.validate import Validation, validate
from tasks.place import Place
from tasks.stage import Outcome, stage
from tasks.staging import take_up


@stage(name="admit")
def admit(place: Place, rows: Artifact, contract: Table, failures: Artifact | None = None) -> Outcome:
    """Judge rows by a contract with Great Expectations; publish the good ones, quarantine the others.

    Raises
    ------
    ContractError
        If the table as a whole is at fault; then nothing is published and no later stage runs.
    """
    judged = judge(place, take_up(rows), contract)
    table = publish(place, contract.name, judged.good, {"rows": rows.sha256})
    kept_out = [judged.findings] if failures is None else [judged.findings, take_up(failures)]
    quarantine = _rows_quarantine(place, contract, pd.concat(kept_out, ignore_index=True))
    published = publish_table(
        place.data.table("rows_quarantine"),
        load_table("rows_quarantine"),
        quarantine,
        group=f"{place.corpus}.{contract.name}",
        lineage={"rows": rows.sha256},
    )
    return Outcome(
        artifacts={"table": table, "quarantine": published},
        facts={"rows": len(judged.good), "quarantined": len(quarantine)},
    )


def judge(place: Place, frame: pd.DataFrame, contract: Table) -> Validation:
    """Validate a frame, keep the verdict for the Data Docs, and stop at a critical failure."""
    judged = validate(frame, contract)
    write_json(
        place.data.root / "cache" / "validations" / f"{place.corpus}.{contract.name}.json", judged.statistics
    )
    judged.raise_if_critical()
    return judged


def publish(place: Place, table: str, frame: pd.DataFrame, lineage: dict[str, str]) -> Artifact:
    """Publish the rows of this place's corpus."""
    return publish_table(
        place.data.table(table), load_table(table), frame, group=place.corpus, lineage=lineage
    )


def _rows_quarantine(place: Place, contract: Table, findings: pd.DataFrame) -> pd.DataFrame:
    keys = [name for name in contract.key if name in findings.columns]
    return pd.DataFrame(
        {
            "table": contract.name,
            "corpus": place.corpus,
            "row": findings[keys].astype(str).agg("/".join, axis=1) if len(findings) else pd.Series(dtype=str),
            "rule": findings["rule"],
            "reason": findings["reason"],
            "severity": "error",
        }
    )

"""Tasks of reporting: the Data Docs, the page of the run, and the same results as Prefect artifacts."""

import json
from dataclasses import fields
from functools import partial
from typing import Any

import pandas as pd
from prefect import task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.code import code_digests
from cremad.artifacts.digests import digest_json
from cremad.features.text.yardstick import cramers_v
from cremad.randomness.streams import child_stream
from cremad.tables import read_table
from cremad.visualization.content import ReportContent, StageAccount
from cremad.visualization.markdown import (
    metrics_markdown,
    pictures_markdown,
    quarantine_markdown,
    summary_markdown,
)
from cremad.visualization.report import write_report
from data_contracts import data_docs
from pipeline_config.profile import Profile
from tasks.context import RunContext
from tasks.stage import Outcome, StageRun

LISTED = 500
"""Rows of a table artifact; the whole table is in Parquet."""


@task(name="build-data-docs", persist_result=False)
def build_data_docs(context: RunContext) -> Outcome:
    """Write the Data Docs of every table that has been validated in this data directory."""
    verdicts = sorted(context.data.validations.glob("*.json"))
    index = data_docs.build(context.data.data_docs, {path.stem: json.loads(path.read_text()) for path in verdicts})
    return Outcome(facts={"index": str(index), "boundaries": len(verdicts)})


@task(name="write-report", persist_result=False)
def report_run(
    context: RunContext,
    run_id: str,
    tables: dict[str, Artifact],
    stages: list[StageRun],
    options: Profile,
    flow: str,
) -> Outcome:
    """Write the run's page, with the code of the flow's module, and publish the same results in Prefect."""
    content = _content(context, run_id, tables, stages, options, code_digests(flow))
    page = write_report(context.data.report(run_id), content)
    for key, publish in _artifacts(content, page).items():
        publish(key=key)
    return Outcome(artifacts={"report": page}, facts={"run_id": run_id})


def _content(
    context: RunContext,
    run_id: str,
    tables: dict[str, Artifact],
    stages: list[StageRun],
    options: Profile,
    code: dict[str, str],
) -> ReportContent:
    shown = {field.name for field in fields(ReportContent)}
    frames = {name: read_table(artifact) for name, artifact in tables.items() if name in shown}
    return ReportContent(
        run_id=run_id,
        corpus=context.corpus,
        **frames,
        dependence=_dependence(frames["clips"], options.seed),
        stages=tuple(map(_account, stages)),
        lineage={
            "corpus folder": context.corpus_dir,
            "data directory": context.data_dir,
            "tables": {name: artifact.sha256 for name, artifact in tables.items()},
            "code": digest_json(code),
            "libraries": {name: version for name, version in code.items() if "." not in name},
        },
        options=options.model_dump(mode="json"),
    )


def _dependence(clips: pd.DataFrame, seed: int) -> dict[str, Any] | None:
    """The dependence of emotion and sentence on these clips."""
    spoken = clips.dropna(subset="sentence")
    if spoken["sentence"].nunique() < 2:
        return None
    association = cramers_v(spoken["sentence"], spoken["emotion"], child_stream(seed, "dependence"))
    return association._asdict()


def _account(run: StageRun) -> StageAccount:
    if run.cached:
        return StageAccount(run.name, "cached", run.seconds)
    cache = run.facts.get("cache")
    divided = {"hits": cache["hits"], "misses": cache["misses"], "why": cache["reasons"]} if cache else {}
    return StageAccount(run.name, "computed", run.seconds, **divided)


def _artifacts(content: ReportContent, page: Artifact) -> dict[str, partial]:
    """Prefect artifacts by key; none for tables that the run has not made."""
    markdown = {
        "summary": summary_markdown(content),
        "metrics": metrics_markdown(content.metrics),
        "confusion": pictures_markdown(content.predictions, content.metrics),
    }
    if content.clips_quarantine is not None:
        markdown["quarantine"] = quarantine_markdown(content.clips_quarantine)
    tables = {name: getattr(content, name) for name in ("leaderboard", "leakage_premium", "drift")}
    return {
        **{key: partial(create_markdown_artifact, text) for key, text in markdown.items()},
        **{
            name.replace("_", "-"): partial(create_table_artifact, _records(table))
            for name, table in tables.items()
            if table is not None
        },
        "report": partial(create_link_artifact, page.path.as_uri(), "The run's page"),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON values, gaps as null."""
    return json.loads(table.head(LISTED).to_json(orient="records"))

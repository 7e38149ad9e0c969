"""Running the pipeline from a terminal, and finding what runs have made."""

import os
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from pipeline_config.paths import DataDirectory

SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # a busy laptop takes more than Prefect's 20
    "DASK_LOGGING__DISTRIBUTED": "warning",
}


def run_pipeline(**parameters: Any) -> None:
    """Run the pipeline flow in this process and say what it made."""
    made = run_by_name("pipeline", **parameters)
    data = DataDirectory(Path(parameters["data_dir"]))
    for what, path in [
        ("report", made["report"]),
        ("data docs", data.data_docs / "index.html"),
        ("tables", data.root / "tables"),
        ("models", data.models),
    ]:
        typer.echo(f"  {what:10} {path}")


def run_search(**parameters: Any) -> None:
    """Run the search flow in this process and say what it found."""
    made = run_by_name("search", **parameters)
    typer.echo(f"  best       {made['best']}\n  page       {made['page']}")


def run_with_report(flow: str, **parameters: Any) -> None:
    """Run a flow that ends in a page, and say where it is."""
    typer.echo(f"  report     {run_by_name(flow, **parameters)['report']}")


def run_cross_corpus(**parameters: Any) -> None:
    """Run the flow between two corpora in this process, and say where the page of each direction is."""
    for direction, page in run_by_name("cross_corpus", **parameters)["reports"].items():
        typer.echo(f"  {direction:22} {page}")


def list_reports(data_dir: Path) -> None:
    """Print the pages of all runs, the newest last."""
    pages = sorted(
        DataDirectory(data_dir).root.glob("reports/*/index.html"), key=lambda page: page.stat().st_mtime
    )
    if not pages:
        typer.echo(f"No report below {data_dir}; `cremad run` writes one.")
        raise typer.Exit(1)
    for page in pages:
        written = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(page.stat().st_mtime))
        typer.echo(f"{written}  {page.parent.name}  {page}")


def run_by_name(flow: str, **parameters: Any) -> Any:
    """Run a flow by its name, which its module has too, with the parameters that are given; print its stages.

    Without `PREFECT_API_URL` Prefect starts a server for the length of the run.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    typer.echo("Starting Prefect …")
    from prefect import tags

    began = time.perf_counter()
    with tags("cremad", "local"):
        called = getattr(import_module(f"flows.{flow}"), flow)
        made = called(**{name: value for name, value in parameters.items() if value is not None})
    stages, run_id = (made, flow) if isinstance(made, list) else (made["stages"], made["run_id"])
    _print_stages(stages)
    typer.echo(f"\nrun {run_id} took {time.perf_counter() - began:.0f} s")
    return made


def _print_stages(stages: list[dict]) -> None:
    table = Table("stage", "", "seconds", "partitions", box=None, pad_edge=False)
    for each in stages:
        cache = each["facts"].get("cache")
        partitions = (
            "" if cache is None or each["cached"] else f"{cache['hits']} cached, {cache['misses']} computed"
        )
        table.add_row(each["name"], "cached" if each["cached"] else "", f"{each['seconds']:.1f}", partitions)
    Console().print(table)
    if all(each["cached"] is not False for each in stages):
        typer.echo("All is cached: nothing has changed since the last run.")

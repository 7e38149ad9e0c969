"""Running flows from a terminal, and finding the results of runs."""

import os
import time
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table

from cremad.errors import OptionError
from flows.deployments import command_name
from pipeline_config.paths import DataDirectory

if TYPE_CHECKING:
    from prefect import Flow

SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # a busy laptop takes more than Prefect's 20
    "DASK_LOGGING__DISTRIBUTED": "warning",
}


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


def load_flow(name: str) -> "Flow":
    """A flow by its name, which its module has too; Prefect reads its settings when it is imported here."""
    for variable, value in SETTINGS.items():
        os.environ.setdefault(variable, value)
    return getattr(import_module(f"flows.{name}"), name)


def run_flow(name: str, /, **parameters: Any) -> Any:
    """Run a flow in this process, and print its stages and results; returns the flow's result.

    Without `PREFECT_API_URL` Prefect starts a server for the length of the run.

    Parameters
    ----------
    name : str
        Name of the flow.
    **parameters
        As the flow takes them.

    Raises
    ------
    OptionError
        If the flow refuses a parameter, before anything runs.
    """
    flow = load_flow(name)
    from prefect import tags
    from prefect.exceptions import ParameterTypeError, SignatureMismatchError

    try:
        flow.validate_parameters(parameters)
    except (ParameterTypeError, SignatureMismatchError) as error:
        raise OptionError(
            " ".join(str(error).split()), remedy=f"See cremad {command_name(name)} --help."
        ) from error
    typer.echo("Starting Prefect …")
    began = time.perf_counter()
    with tags("cremad", "local"):
        returned = flow(**parameters)
    stages, made = split_returned(returned)
    _print_stages(stages)
    typer.echo(f"\n{name} {made.pop('run_id', '')} took {time.perf_counter() - began:.0f} s")
    places = _places(parameters.get("data_dir", flow.parameters.properties["data_dir"]["default"]))
    for line in lines_of(made | places):
        typer.echo(f"  {line}")
    return returned


def split_returned(returned: dict[str, Any] | list[dict]) -> tuple[list[dict], dict[str, Any]]:
    """The stages that a flow ran, and its results by name.

    Parameters
    ----------
    returned : dict or list of dict
        Result of a flow: `stages` and results; or stages alone, or batches with their `stages`.
    """
    if isinstance(returned, Mapping):
        return returned["stages"], {name: value for name, value in returned.items() if name != "stages"}
    return [stage for each in returned for stage in each.get("stages", [each])], {}


def lines_of(made: Mapping[str, Any]) -> Iterator[str]:
    """The results of a flow, one line each; nested results are indented.

    >>> print(*lines_of({"best": {"C": 1.0, "gamma": "scale"}, "page": "a.html"}), sep="\\n")
    best
      C      1.0
      gamma  scale
    page  a.html
    """
    width = max((len(name) for name, value in made.items() if not isinstance(value, Mapping)), default=0)
    for name, value in made.items():
        if isinstance(value, Mapping):
            yield name
            yield from (f"  {line}" for line in lines_of(value))
        else:
            yield f"{name:{width}}  {value}"


def _places(data_dir: str) -> dict[str, Path]:
    """The pages that runs have written to a data directory."""
    data = DataDirectory(Path(data_dir))
    places = {"data docs": data.data_docs / "index.html", "tables": data.root / "tables", "models": data.models}
    return {name: path for name, path in places.items() if path.exists()}


def _print_stages(stages: list[dict]) -> None:
    table = Table("stage", "", "seconds", "partitions", box=None, pad_edge=False)
    for each in stages:
        cache = each["facts"].get("cache")
        partitions = (
            "" if cache is None or each["cached"] else f"{cache['hits']} cached, {cache['misses']} computed"
        )
        table.add_row(each["name"], "cached" if each["cached"] else "", f"{each['seconds']:.1f}", partitions)
    Console().print(table)
    if stages and all(each["cached"] is not False for each in stages):
        typer.echo("All stages are cached: nothing has changed since the last run.")

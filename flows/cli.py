"""The command line. It imports the heavy rooms only when a command needs them, so that help is quick."""

import sys
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from cremad.errors import CremadError
from flows.commands import FlowGroup

EXIT_CODES = (
    "Exit codes: 0 all went well; 1 data, files or options are at fault, which is said in a sentence; "
    "2 the command was typed wrongly, and nothing has run."
)

app = typer.Typer(
    cls=FlowGroup, no_args_is_help=True, add_completion=False, rich_markup_mode="rich", epilog=EXIT_CODES
)
corpus_app = typer.Typer(no_args_is_help=True, help="Make, fetch and verify corpora.")
app.add_typer(corpus_app, name="corpus")

ProfileName = StrEnum("ProfileName", ("demo", "local", "full"))
MediaKind = StrEnum("MediaKind", ("wav", "flv", "mp3", "csv"))

DataDir = Annotated[Path, typer.Option(help="Folder for tables, models, reports and the cache.")]


def main() -> None:
    """Run the command line; errors made on purpose are told in a line, without a traceback."""
    try:
        app()
    except CremadError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cremad {version('cremad')}")
        raise typer.Exit


@app.callback()
def about(
    _: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Emotion recognition on CREMA-D: from clips to a report with honest intervals."""


@app.command()
def flows() -> None:
    """List the flows and their deployments."""
    from rich.console import Console
    from rich.table import Table

    from flows.deployments import DEPLOYMENTS

    table = Table("deployment", "flow", "schedule (UTC)", "what it does")
    for each in DEPLOYMENTS:
        table.add_row(each.name, each.flow, each.cron or "on demand", each.description)
    Console().print(table)


@app.command()
def report(data_dir: DataDir = Path("data")) -> None:
    """List the reports that runs have written, the newest last."""
    from flows.local import list_reports

    list_reports(data_dir)


@app.command()
def models(data_dir: DataDir = Path("data")) -> None:
    """List the stored models by alias."""
    from flows.predictions import list_models

    list_models(data_dir)


@app.command()
def predict(
    files: Annotated[
        list[Path], typer.Argument(help="Media files: WAV, FLAC, MP3, FLV, MP4 …", show_default=False)
    ],
    model: Annotated[str, typer.Option(help="Id, alias or folder of a stored model; `cremad models` lists them.")],
    speaker: Annotated[
        list[str] | None,
        typer.Option(help="Who speaks in each file, in their order; for speaker-normalised models."),
    ] = None,
    data_dir: DataDir = Path("data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Predict media files by a stored model."""
    from flows.predictions import predict_files

    predict_files(files, model, speaker, data_dir, as_json)


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port of the server.")] = 4200,
    host: Annotated[str, typer.Option(help="Address that the server listens on.")] = "127.0.0.1",
) -> None:
    """Start a Prefect server, serve the deployments and print the address; Ctrl-C ends both."""
    from flows.server import serve_deployments

    serve_deployments(host, port)


@corpus_app.command()
def synth(
    folder: Annotated[Path, typer.Argument(help="Folder to write.")],
    profile: Annotated[
        ProfileName, typer.Option(help="Profile whose synthetic options are used.")
    ] = ProfileName.demo,
) -> None:
    """Write the synthetic corpus."""
    from flows.corpora import write_synthetic

    write_synthetic(folder, profile.value)


@corpus_app.command()
def download(
    folder: Annotated[Path, typer.Argument(help="Folder to fill; files that are there and right stay.")],
    kind: Annotated[list[MediaKind], typer.Option(help="Kinds of file; may be repeated.")] = [  # noqa: B006 - typer reads it
        MediaKind.wav,
        MediaKind.csv,
    ],
    actor: Annotated[
        list[str] | None, typer.Option(help="Actors, such as 1001; may be repeated; empty: all.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Files fetched at a time.")] = 8,
) -> None:
    """Fetch CREMA-D from its official place, each file checked against its official SHA-256."""
    from flows.corpora import download_official

    download_official(folder, [each.value for each in kind], actor, workers)


@corpus_app.command()
def verify(folder: Annotated[Path, typer.Argument(help="Folder in the official layout.")]) -> None:
    """Compare a CREMA-D folder with the official table of SHA-256."""
    from flows.corpora import verify_official

    verify_official(folder)

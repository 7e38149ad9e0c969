"""The commands under `cremad corpus`: what they do, drawn for a terminal."""

from pathlib import Path

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

from cremad.corpora.corpora import find_corpus
from cremad.corpora.download import download, verify
from pipeline_config.load import load_profile


def write_synthetic(folder: Path, profile: str) -> None:
    """Write the synthetic corpus of a profile and say where."""
    find_corpus("synthetic").write(folder, load_profile(profile).options_of("synthetic"))
    typer.echo(f"corpus: {folder}")


def download_official(folder: Path, kinds: list[str], actors: list[str] | None, workers: int) -> None:
    """Fetch official files with a progress bar."""
    with Progress(BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("download", total=None)
        summary = download(
            folder,
            kinds,
            actors,
            workers=workers,
            on_progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    typer.echo(str(summary))


def verify_official(folder: Path) -> None:
    """Print how many files are right, and each that is not; exit with 1 if any is wrong."""
    files = verify(folder)
    typer.echo(files["state"].value_counts().to_string())
    wrong = files[~files["state"].isin(["ok", "missing"])]
    if len(wrong):
        typer.echo(wrong.to_string(index=False))
        raise typer.Exit(1)

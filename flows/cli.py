"""The command line. It imports the heavy rooms only when a command needs them, so that help is quick."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from data_contracts.vocabulary import CORPORA, FEATURE_SETS

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode="rich")
corpus_app = typer.Typer(no_args_is_help=True, help="Make, fetch and verify corpora.")
app.add_typer(corpus_app, name="corpus")

CorpusName = StrEnum("CorpusName", {name: name for name in CORPORA})
ProfileName = StrEnum("ProfileName", {name: name for name in ("demo", "local", "full")})
FeatureSet = StrEnum("FeatureSet", {name: name for name in FEATURE_SETS})
MediaKind = StrEnum("MediaKind", {name: name for name in ("wav", "flv", "mp3", "csv")})

DataDir = Annotated[Path, typer.Option(help="Folder for tables, models, reports and the cache.")]


def main() -> None:
    """Run the command line; errors made on purpose are told in a line, without a traceback."""
    from cremad.errors import CremadError

    try:
        app()
    except CremadError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)


@app.callback()
def about() -> None:
    """Emotion recognition on CREMA-D: from clips to a report with honest intervals."""


@app.command()
def run(
    corpus: Annotated[CorpusName, typer.Option(help="Corpus to work on.")] = CorpusName.synthetic,
    corpus_dir: Annotated[Path | None, typer.Option(help="Its folder (of manifest: its file).")] = None,
    data_dir: DataDir = Path("data"),
    profile: Annotated[ProfileName, typer.Option(help="Set of options.")] = ProfileName.demo,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the run.")] = None,
    feature_set: Annotated[
        list[FeatureSet] | None, typer.Option(help="Set of features; may be repeated; the profile's.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Dask worker processes.")] = None,
    dask_address: Annotated[str | None, typer.Option(help="Running Dask scheduler.")] = None,
) -> None:
    """Run the whole pipeline: ingest, validate, features, train, evaluate, drift, report."""
    from flows.local import run_pipeline

    run_pipeline(
        corpus=corpus.value,
        corpus_dir=None if corpus_dir is None else str(corpus_dir),
        data_dir=str(data_dir),
        profile=profile.value,
        seed=seed,
        feature_sets=[each.value for each in feature_set] if feature_set else None,
        workers=workers,
        dask_address=dask_address,
    )


@app.command()
def search(
    corpus: Annotated[CorpusName, typer.Option(help="Corpus whose features are there.")] = CorpusName.synthetic,
    data_dir: DataDir = Path("data"),
    profile: Annotated[ProfileName, typer.Option(help="Set of options.")] = ProfileName.demo,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the run.")] = None,
    model: Annotated[
        str | None, typer.Option(help="Model; structure: features, preparation, model; network: its architecture.")
    ] = None,
    modality: Annotated[str | None, typer.Option(help="Sets of features, such as audio+image.")] = None,
    strategy: Annotated[
        str | None,
        typer.Option(help="grid, random, halving, bayesian, genetic or genetic_halving; the profile's."),
    ] = None,
    beside: Annotated[
        str | None, typer.Option(help="Strategy of a second search at the same budget, such as random.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Most epochs of a network in a trial.")] = None,
    trials: Annotated[int | None, typer.Option(min=1, help="Most trials of each study.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0, help="Computing time of each study.")] = None,
    nested: Annotated[bool | None, typer.Option(help="Score the search on actors that it has not met.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Dask worker processes.")] = None,
    dask_address: Annotated[str | None, typer.Option(help="Running Dask scheduler.")] = None,
) -> None:
    """Search over a model's options; a killed search goes on where it was."""
    from flows.local import run_search

    run_search(
        corpus=corpus.value,
        data_dir=str(data_dir),
        profile=profile.value,
        seed=seed,
        model=model,
        modality=modality,
        strategy=strategy,
        beside=beside,
        epochs=epochs,
        trials=trials,
        minutes=minutes,
        nested=nested,
        workers=workers,
        dask_address=dask_address,
    )


@app.command()
def leaderboard(
    corpus: Annotated[CorpusName, typer.Option(help="Corpus whose features are there.")] = CorpusName.synthetic,
    data_dir: DataDir = Path("data"),
    profile: Annotated[ProfileName, typer.Option(help="Set of options.")] = ProfileName.demo,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the run.")] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="Model of the sound; may be repeated; the profile's.")
    ] = None,
    repeats: Annotated[int | None, typer.Option(min=1, help="Times that folds are drawn.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Dask worker processes.")] = None,
    dask_address: Annotated[str | None, typer.Option(help="Running Dask scheduler.")] = None,
) -> None:
    """Every model side by side, with raters, controls, significance and cost."""
    from flows.local import run_with_report

    run_with_report(
        "leaderboard",
        corpus=corpus.value,
        data_dir=str(data_dir),
        profile=profile.value,
        seed=seed,
        models=model,
        repeats=repeats,
        workers=workers,
        dask_address=dask_address,
    )


@app.command()
def train_neural(
    corpus: Annotated[CorpusName, typer.Option(help="Corpus whose features are there.")] = CorpusName.synthetic,
    data_dir: DataDir = Path("data"),
    profile: Annotated[ProfileName, typer.Option(help="Set of options.")] = ProfileName.demo,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the run.")] = None,
    model: Annotated[
        list[str] | None, typer.Option(help="Model of the sound; may be repeated; the profile's.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="Most passes over the training clips.")] = None,
    start: Annotated[
        list[str] | None, typer.Option(help="Stored network that pretrained rows begin with; may be repeated.")
    ] = None,
    repeats: Annotated[int | None, typer.Option(min=1, help="Times that folds are drawn.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Dask worker processes.")] = None,
    dask_address: Annotated[str | None, typer.Option(help="Running Dask scheduler.")] = None,
) -> None:
    """Networks on sound, sight and both, beside raters and controls, with the curves of their training."""
    from flows.local import run_with_report

    run_with_report(
        "train_neural",
        corpus=corpus.value,
        data_dir=str(data_dir),
        profile=profile.value,
        seed=seed,
        models=model,
        epochs=epochs,
        starts=start,
        repeats=repeats,
        workers=workers,
        dask_address=dask_address,
    )


@app.command()
def cross_corpus(
    first: Annotated[CorpusName, typer.Option(help="Corpus whose features are there.")] = CorpusName["crema-d"],
    second: Annotated[CorpusName, typer.Option(help="Another one.")] = CorpusName.ravdess,
    data_dir: DataDir = Path("data"),
    profile: Annotated[ProfileName, typer.Option(help="Set of options.")] = ProfileName.local,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the run.")] = None,
) -> None:
    """Train on each of two corpora of one data directory, and test on the other."""
    from flows.local import run_cross_corpus

    run_cross_corpus(
        first=first.value, second=second.value, data_dir=str(data_dir), profile=profile.value, seed=seed
    )


@app.command()
def prepare(
    corpus: Annotated[CorpusName, typer.Option(help="Corpus whose features are there.")] = CorpusName.synthetic,
    data_dir: DataDir = Path("data"),
    profile: Annotated[ProfileName, typer.Option(help="Set of options.")] = ProfileName.demo,
    workers: Annotated[int | None, typer.Option(min=1, help="Dask worker processes.")] = None,
) -> None:
    """What cleaning does to each clip, and which features selection keeps in each fold."""
    from flows.local import run_by_name

    run_by_name("prepare", corpus=corpus.value, data_dir=str(data_dir), profile=profile.value, workers=workers)


@app.command()
def augment(
    corpus: Annotated[CorpusName, typer.Option(help="Corpus whose features are there.")] = CorpusName.synthetic,
    corpus_dir: Annotated[Path | None, typer.Option(help="Its folder (of manifest: its file).")] = None,
    data_dir: DataDir = Path("data"),
    profile: Annotated[ProfileName, typer.Option(help="Set of options.")] = ProfileName.demo,
    workers: Annotated[int | None, typer.Option(min=1, help="Dask worker processes.")] = None,
) -> None:
    """Change clips, and measure what each kind of change does to the recognition of unseen actors."""
    from flows.local import run_by_name

    run_by_name(
        "augment",
        corpus=corpus.value,
        corpus_dir=None if corpus_dir is None else str(corpus_dir),
        data_dir=str(data_dir),
        profile=profile.value,
        workers=workers,
    )


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
    actor: Annotated[list[str] | None, typer.Option(help="Actors, such as 1001; may be repeated; all.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Files fetched at a time.")] = 8,
) -> None:
    """Fetch CREMA-D from its official context, each file checked against its official SHA-256."""
    from flows.corpora import download_official

    download_official(folder, [each.value for each in kind], actor, workers)


@corpus_app.command()
def verify(folder: Annotated[Path, typer.Argument(help="Folder in the official layout.")]) -> None:
    """Compare a CREMA-D folder with the official table of SHA-256."""
    from flows.corpora import verify_official

    verify_official(folder)

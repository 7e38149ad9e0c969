"""The commands `cremad models` and `cremad predict`: stored models, drawn for a terminal or as JSON."""

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Column, Table

from cremad.registry.aliases import list_aliases
from cremad.registry.stored_model import load_model
from pipeline_config.paths import DataDirectory


def list_models(data_dir: Path) -> None:
    """Print every alias with its model; exit with 1 if there is none."""
    data = DataDirectory(data_dir)
    aliases = list_aliases(data.models)
    if not aliases:
        typer.echo(f"No stored model below {data_dir}; `cremad run` trains and stores some.")
        raise typer.Exit(1)
    table = Table(Column("alias", overflow="fold"), "id", "emotions", "clips", "speakers")
    for alias, model_id in aliases.items():
        model = load_model(model_id, data.root)
        sizes = (model.lineage.n_clips, model.lineage.n_speakers)
        table.add_row(alias, model_id, ", ".join(model.labels), *map(str, sizes))
    Console().print(table)


def predict_files(
    files: list[Path], model: str, speakers: list[str] | None, data_dir: Path, as_json: bool
) -> None:
    """Print the prediction of each file."""
    stored = load_model(model, DataDirectory(data_dir).root)
    answers = stored.predict_clips(files, speakers=speakers)
    if as_json:
        rows = [
            {
                "file": str(file),
                "model": stored.id,
                "prediction": row["y_pred"],
                "probabilities": {emotion: float(row[f"p_{emotion}"]) for emotion in stored.labels},
            }
            for file, (_, row) in zip(files, answers.iterrows(), strict=True)
        ]
        typer.echo(json.dumps(rows, indent=1))
        return
    table = Table(Column("file", overflow="fold"), "prediction", *stored.labels)
    for file, (_, row) in zip(files, answers.iterrows(), strict=True):
        table.add_row(str(file), row["y_pred"], *(f"{row[f'p_{emotion}']:.3f}" for emotion in stored.labels))
    Console().print(table)

"""All rows of a plan, computed side by side on workers that read the tables themselves."""

from collections.abc import Callable
from concurrent.futures import Executor, as_completed
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_json
from cremad.models.experiment import ExperimentOptions, Plan, fit_row, plan_rows, run_row
from cremad.models.outcome import Cost, RowOutcome, find_outcome, keep_outcome, row_key
from cremad.models.rows import Row
from cremad.models.storage import save_model
from cremad.tables import read_table
from cremad.training.crossvalidation import FittedFold

FeatureTables = tuple[tuple[str, Artifact], ...]
"""Modality and feature table, sorted by modality."""


class Inputs(NamedTuple):
    """What rows are computed from."""

    clips: pd.DataFrame
    features: dict[str, pd.DataFrame]
    """Modality → features indexed by clip id, of clips that still have the medium."""


class Comparison(NamedTuple):
    """All rows of a plan, done."""

    plan: Plan
    """Rows that apply, and what was left out."""
    predictions: pd.DataFrame
    """Columns of the contract `predictions` but for run_id."""
    costs: pd.DataFrame
    """Columns of the contract `costs` but for run_id and corpus: a row for each row that was fitted."""
    cached: int
    """Rows whose outcome was kept from an earlier run."""


@lru_cache(maxsize=2)
def read_inputs(clips: Artifact, features: FeatureTables) -> Inputs:
    """Read the tables once a process.

    A table of features may hold more clips than there are, from an earlier look at the corpus.
    """
    frame = read_table(clips)
    there = {
        modality: read_table(artifact).set_index("clip_id").loc[lambda table: table.index.isin(frame["clip_id"])]
        for modality, artifact in features
    }
    return Inputs(frame, there)


def compare_models(
    clips: Artifact,
    features: FeatureTables,
    options: ExperimentOptions,
    *,
    seed: int,
    published: pd.DataFrame | None,
    cache_dir: Path,
    executor: Executor,
    on_progress: Callable[[str, int, int], None],
) -> Comparison:
    """Predictions and cost of every row that the clips carry; only rows that have changed are computed.

    Parameters
    ----------
    clips : Artifact
        Table `clips`.
    features : tuple of (modality, Artifact)
    options : ExperimentOptions
    seed : int
        The run's seed.
    published : DataFrame, optional
        Actors of the published splits.
    cache_dir : Path
        Where outcomes of rows are kept; workers must see it.
    executor : Executor
        Where rows are computed; its workers see the tables.
    on_progress : callable
        Told a row's name, the rows done and the rows in all.
    """
    inputs = read_inputs(clips, features)
    plan = plan_rows(inputs.clips, inputs.features, options, seed=seed, published=published)
    digests = {"clips": clips.sha256} | {name: table.sha256 for name, table in features}
    if published is not None:
        digests["published"] = digest_json(published.to_json())
    keys = {row.name: row_key(row, digests, seed) for row in plan.rows}
    done = {name: found for name, key in keys.items() if (found := find_outcome(cache_dir, key))}
    cached = len(done)
    waiting = {
        executor.submit(compute_row, row, clips, features, seed, published, cache_dir, keys[row.name]): row
        for row in plan.rows
        if row.name not in done
    }
    for future in as_completed(waiting):
        row = waiting[future]
        done[row.name] = future.result()
        on_progress(row.name, len(done), len(plan.rows))
    outcomes = [done[row.name] for row in plan.rows]
    predictions = pd.concat([outcome.predictions for outcome in outcomes], ignore_index=True)
    return Comparison(plan, predictions, _cost_table(plan.rows, outcomes), cached)


def compute_row(
    row: Row,
    clips: Artifact,
    features: FeatureTables,
    seed: int,
    published: pd.DataFrame | None,
    cache_dir: Path,
    key: str,
) -> RowOutcome:
    """Compute one row from the tables and keep its outcome; runs on a worker."""
    inputs = read_inputs(clips, features)
    folds: list[FittedFold] = []
    predictions = run_row(row, inputs.clips, inputs.features, seed=seed, published=published, on_fold=folds.append)
    outcome = RowOutcome(predictions, Cost.of(folds))
    keep_outcome(cache_dir, key, outcome)
    return outcome


def _cost_table(rows: tuple[Row, ...], outcomes: list[RowOutcome]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {name: getattr(row, name) for name in ("labels", "modality", "model", "protocol")}
            | outcome.cost._asdict()
            for row, outcome in zip(rows, outcomes, strict=True)
            if outcome.cost is not None
        ]
    )


def keep_models(
    folder: Path,
    rows: dict[str, Row],
    clips: Artifact,
    features: FeatureTables,
    lineage: dict[str, Any],
    *,
    seed: int,
    executor: Executor,
) -> dict[str, Artifact]:
    """Fit each row's model on all of its clips and store it.

    Parameters
    ----------
    folder : Path
        Folder of models.
    rows : dict of str to Row
        Id of the model → its row.
    lineage : dict
        What all of them come from; the row is added.

    Returns
    -------
    dict of str to Artifact
        Id → stored model.
    """
    waiting = {
        model_id: executor.submit(_keep_model, folder / model_id, row, clips, features, lineage, seed)
        for model_id, row in rows.items()
    }
    return {model_id: future.result() for model_id, future in waiting.items()}


def _keep_model(
    folder: Path, row: Row, clips: Artifact, features: FeatureTables, lineage: dict[str, Any], seed: int
) -> Artifact:
    inputs = read_inputs(clips, features)
    estimator = fit_row(row, inputs.clips, inputs.features, seed=seed)
    columns = {
        modality: list(inputs.features[modality].select_dtypes("number")) for modality in row.modality.split("+")
    }
    return save_model(folder, estimator, lineage | {"row": row.model_dump(), "columns": columns})

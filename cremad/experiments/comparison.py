"""All rows of a plan, computed in parallel on workers that read the tables themselves."""

from collections.abc import Callable
from concurrent.futures import Executor, as_completed
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_json
from cremad.catalogue.rows import Row
from cremad.experiments.options import ExperimentOptions
from cremad.experiments.outcome import RowOutcome, find_outcome, keep_outcome, row_key
from cremad.experiments.plan import Plan, plan_rows
from cremad.experiments.run import run_row
from cremad.preprocessing.sequences import open_sequences, sequence_frame
from cremad.tables import read_table
from cremad.training.crossvalidation import FittedFold
from data_contracts.feature_tables import sequence_kinds

FeatureTables = tuple[tuple[str, Artifact], ...]
"""Set and feature table, or kind and sequences, sorted by name."""


class Inputs(NamedTuple):
    """The inputs that rows are computed from."""

    clips: pd.DataFrame
    features: dict[str, pd.DataFrame]
    """Set → features, and kind → column of sequences, indexed by clip id, of clips that still have the media."""


class Comparison(NamedTuple):
    """The results of all rows of a plan."""

    plan: Plan
    """Rows that apply, and what was excluded."""
    predictions: pd.DataFrame
    """Columns of the contract `predictions` but for run_id."""
    costs: pd.DataFrame | None
    """Columns of the contract `costs` but for run_id and corpus: a row for each row that was fitted."""
    history: pd.DataFrame | None
    """Columns of the contract `training_history` but for run_id and corpus, of rows that are trained by epochs."""
    cached: int
    """Number of rows whose outcome was kept from an earlier run."""


@lru_cache(maxsize=2)
def read_inputs(clips: Artifact, features: FeatureTables) -> Inputs:
    """Read the tables once per process.

    A table of features may hold clips that are no longer in the corpus.
    """
    frame = read_table(clips)
    tables = {
        name: sequence_frame(open_sequences(artifact)) if name in sequence_kinds() else _by_clip(artifact)
        for name, artifact in features
    }
    there = {name: table[table.index.isin(frame["clip_id"])] for name, table in tables.items()}
    return Inputs(frame, there)


def _by_clip(artifact: Artifact) -> pd.DataFrame:
    return read_table(artifact).set_index("clip_id")


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
    """Predictions and cost of every row that applies to the clips; only rows that have changed are computed.

    Parameters
    ----------
    clips : Artifact
        Table `clips`.
    features : tuple of (name, Artifact)
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
        Called with a row's name, the number of finished rows and of all rows.
    """
    inputs = read_inputs(clips, features)
    plan = plan_rows(inputs.clips, inputs.features, options, seed=seed, published=published)
    digests = {"clips": clips.sha256} | {name: table.sha256 for name, table in features}
    if published is not None:
        digests["published"] = digest_json(published.to_json())
    keys = {row.id: row_key(row, digests, seed) for row in plan.rows}
    done = {row_id: found for row_id, key in keys.items() if (found := find_outcome(cache_dir, key))}
    cached = len(done)
    waiting = {
        executor.submit(compute_row, row, clips, features, seed, published, cache_dir, keys[row.id]): row
        for row in plan.rows
        if row.id not in done
    }
    for future in as_completed(waiting):
        row = waiting[future]
        done[row.id] = future.result()
        on_progress(row.name, len(done), len(plan.rows))
    outcomes = [done[row.id] for row in plan.rows]
    predictions = pd.concat([outcome.predictions for outcome in outcomes], ignore_index=True)
    costs = [None if each.cost is None else pd.DataFrame([each.cost]) for each in outcomes]
    histories = [each.history for each in outcomes]
    return Comparison(plan, predictions, *(_named(plan.rows, tables) for tables in (costs, histories)), cached)


def compute_row(
    row: Row,
    clips: Artifact,
    features: FeatureTables,
    seed: int,
    published: pd.DataFrame | None,
    cache_dir: Path,
    key: str,
) -> RowOutcome:
    """Compute one row from the tables and keep its outcome; runs on a worker.

    Until then the checkpoints of trainings are kept, so that a killed row does not start again.
    """
    inputs = read_inputs(clips, features)
    folds: list[FittedFold] = []
    trainings = cache_dir / f"{key}.trainings"
    predictions = run_row(
        row,
        inputs.clips,
        inputs.features,
        seed=seed,
        published=published,
        on_fold=folds.append,
        checkpoint_dir=trainings,
    )
    outcome = RowOutcome.of(predictions, folds)
    keep_outcome(cache_dir, key, outcome)
    rmtree(trainings, ignore_errors=True)
    return outcome


def _named(rows: tuple[Row, ...], tables: list[pd.DataFrame | None]) -> pd.DataFrame | None:
    """The rows' tables as one, with the id of each row."""
    named = [table.assign(**row.columns()) for row, table in zip(rows, tables, strict=True) if table is not None]
    return pd.concat(named, ignore_index=True) if named else None

"""The drift check: whether new clips have the same distribution as those that the models were made from."""

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.monitoring.drift import Drift, DriftOptions, compare
from cremad.monitoring.observation import observe
from cremad.monitoring.predictions import mean_predictions
from cremad.monitoring.windows import WindowOptions, split_windows
from cremad.randomness.streams import child_stream
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from tasks.context import RunContext
from tasks.inputs import recipes_of
from tasks.references import RowRef, RunRef
from tasks.stage import Outcome, stage


@stage(name="check-drift")
def check_drift(
    context: RunContext,
    row: RowRef,
    clips: Artifact,
    features: dict[str, Artifact],
    predictions: Artifact,
    windows: WindowOptions,
    options: DriftOptions,
    seed: int,
) -> Outcome:
    """Compare two windows of one corpus: the newest clips with those before, or actors with other actors."""
    frame = read_table(clips)
    observed = observe(frame, _join(features), _predictions_of(row, predictions))
    halves = split_windows(frame, windows, child_stream(seed, "windows"))
    reference, current = (observed[observed["clip_id"].isin(half["clip_id"])] for half in halves)
    return _publish(context, row.run, compare(reference, current, options, child_stream(seed, "drift")))


@stage(name="check-drift-against-reference")
def check_drift_against(
    context: RunContext,
    row: RowRef,
    reference_clips: Artifact,
    reference_features: dict[str, Artifact],
    reference_predictions: Artifact,
    clips: Artifact,
    features: dict[str, Artifact],
    options: DriftOptions,
    seed: int,
) -> Outcome:
    """Compare this corpus with another: the reference as predicted out of fold, this one by the stored model."""
    predicted = _predictions_of(row, reference_predictions)
    reference = observe(read_table(reference_clips), _join(reference_features), predicted)
    frame = read_table(clips)
    tables = {name: read_table(table).set_index("clip_id") for name, table in features.items()}
    known = frame[frame["clip_id"].isin(set.intersection(*(set(table.index) for table in tables.values())))]
    answers = row.load(context).predict(tables, clips=known, recipes=recipes_of(features))
    now = answers.reset_index(names="clip_id").merge(
        frame[["clip_id", "actor"]], on="clip_id", validate="one_to_one"
    )
    current = observe(frame, _join(features), now)
    return _publish(context, row.run, compare(reference, current, options, child_stream(seed, "drift")))


def _predictions_of(row: RowRef, predictions: Artifact) -> pd.DataFrame:
    """Out-of-fold predictions of the row's model, one per clip."""
    rows = read_table(predictions)
    return mean_predictions(rows[rows["row_id"] == row.row_id])


def _join(features: dict[str, Artifact]) -> pd.DataFrame:
    """Features of all feature sets of each clip that has them."""
    first, *others = (read_table(table) for table in features.values())
    for other in others:
        first = first.merge(other, on="clip_id", validate="one_to_one")
    return first


def _publish(context: RunContext, run: RunRef, drift: Drift) -> Outcome:
    """Another corpus than the run's has a group of its own beside that of the run."""
    table = publish_table(
        context.data.table("drift"),
        load_table("drift"),
        drift.to_table(run.run_id, context.corpus),
        group=run.run_id if context.corpus == run.corpus else f"{run.run_id}.{context.corpus}",
        lineage={"run": run.run_id},
    )
    return Outcome(artifacts={"drift": table}, facts={"alarms": drift.alarms[:20], "too_few": drift.too_few})

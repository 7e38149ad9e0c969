"""The drift check: whether what comes in now is distributed as what the models were made from."""

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.monitoring.drift import Drift, DriftOptions, compare
from cremad.monitoring.observation import observe
from cremad.monitoring.windows import WindowOptions, split_windows
from cremad.randomness.streams import child_stream
from cremad.registry.stored import predict_stored
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from data_contracts.vocabulary import LABEL_SETS
from tasks.context import RunContext
from tasks.stage import Outcome, stage


@stage(name="check-drift")
def check_drift(
    context: RunContext,
    run_id: str,
    clips: Artifact,
    features: Artifact,
    predictions: Artifact,
    model: str,
    windows: WindowOptions,
    options: DriftOptions,
    seed: int,
) -> Outcome:
    """Compare two windows of one corpus: the newest clips with those before, or actors with other actors."""
    frame = read_table(clips)
    observed = observe(frame, read_table(features), _said_by(model, predictions))
    reference, current = split_windows(frame, windows, child_stream(seed, "windows"))
    halves = [observed[observed["clip_id"].isin(half["clip_id"])] for half in (reference, current)]
    return _publish(context, run_id, compare(*halves, options, child_stream(seed, "drift")))


@stage(name="check-drift-against-reference")
def check_drift_against(
    context: RunContext,
    run_id: str,
    reference_clips: Artifact,
    reference_features: Artifact,
    reference_predictions: Artifact,
    model: Artifact,
    model_name: str,
    clips: Artifact,
    features: Artifact,
    options: DriftOptions,
    seed: int,
) -> Outcome:
    """Compare this corpus with another: the reference by what its folds said, this one by the stored model."""
    said = _said_by(model_name, reference_predictions)
    reference = observe(read_table(reference_clips), read_table(reference_features), said)
    frame, numbers = read_table(clips), read_table(features)
    now_said = predict_stored(model, numbers.set_index("clip_id")).reset_index(names="clip_id")
    named = now_said.merge(frame[["clip_id", "actor"]], on="clip_id", validate="one_to_one")
    current = observe(frame, numbers, named)
    return _publish(context, run_id, compare(reference, current, options, child_stream(seed, "drift")))


def _said_by(model: str, predictions: Artifact) -> pd.DataFrame:
    """What a model of sound said, among the most emotions, of clips of actors that it was not trained on."""
    rows = read_table(predictions)
    honest = (
        rows["protocol"].str.fullmatch(r"actor_\d+fold") & (rows["modality"] == "audio") & (rows["model"] == model)
    )
    rows = rows[honest]
    return rows[rows["labels"] == next(name for name in LABEL_SETS if name in set(rows["labels"]))]


def _publish(context: RunContext, run_id: str, drift: Drift) -> Outcome:
    table = publish_table(
        context.data.table("drift"),
        load_table("drift"),
        drift.to_table(run_id, context.corpus),
        group=run_id,
        lineage={"run": run_id},
    )
    return Outcome(artifacts={"drift": table}, facts={"alarms": drift.alarms[:20], "too_few": drift.too_few})

"""Tasks of training: predictions of every row of the results table, and the models to keep."""

from typing import Any

import pandas as pd
from prefect import get_run_logger

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.code import code_digest
from cremad.artifacts.digests import digest_json
from cremad.catalogue.rows import Row
from cremad.corpora.splits import published_splits
from cremad.experiments.comparison import compare_models, keep_models
from cremad.experiments.experiment import ExperimentOptions
from cremad.tables import publish_table
from data_contracts.contract import load_table
from tasks.caching import fingerprint
from tasks.cluster import dask_executor
from tasks.context import RunContext
from tasks.progress import Progress
from tasks.stage import Outcome, stage
from tasks.staging import write_staged


def name_run(clips: Artifact, features: dict[str, Artifact], options: ExperimentOptions, seed: int) -> str:
    """The run's id: a digest of what decides its answer, so that the same answer has the same name."""
    decides = {"clips": clips, "features": features, "options": options, "seed": seed}
    return digest_json(fingerprint(decides) | {"code": code_digest(__name__)})[:12]


@stage(name="train-models")
def train_models(
    context: RunContext,
    run_id: str,
    clips: Artifact,
    features: dict[str, Artifact],
    options: ExperimentOptions,
    seed: int,
) -> Outcome:
    """Predict each row's clips by models trained on other actors; then fit the models of sound on all, to keep."""
    log, progress = get_run_logger(), Progress("train-models", "rows")

    def on_row(name: str, done: int, total: int) -> None:
        log.info("%d of %d rows: %s", done, total, name)
        progress(done, total)

    tables = tuple(sorted(features.items()))
    with dask_executor(context.cluster) as executor:
        compared = compare_models(
            clips,
            tables,
            options,
            seed=seed,
            published=published_splits() if context.corpus == "crema-d" else None,
            cache_dir=context.data.rows,
            executor=executor,
            on_progress=on_row,
        )
        models = keep_models(
            context.data.models,
            {f"{context.corpus}-{row.model}-{run_id}": row for row in compared.plan.rows if is_kept(row, options)},
            clips,
            tables,
            lineage_of(context, run_id, clips, features, seed),
            seed=seed,
            executor=executor,
        )
    tables = {"costs": compared.costs, "training_history": compared.history}
    published = {
        name: _publish(context, run_id, name, table, clips) for name, table in tables.items() if table is not None
    }
    rows = write_staged(context, "predictions", compared.predictions.assign(run_id=run_id))
    return Outcome(
        artifacts={"rows": rows} | published | models,
        facts={"rows": len(compared.plan.rows), "cached": compared.cached, "skipped": compared.plan.skipped},
    )


def _publish(context: RunContext, run_id: str, name: str, table: pd.DataFrame, clips: Artifact) -> Artifact:
    return publish_table(
        context.data.table(name),
        load_table(name),
        table.assign(run_id=run_id, corpus=context.corpus),
        group=run_id,
        lineage={"clips": clips.sha256},
    )


def is_kept(row: Row, options: ExperimentOptions) -> bool:
    """Whether the row's model is worth storing: one that hears, under the protocol of unseen actors."""
    heard = row.modality == "audio" and row.model in options.models
    return options.keep_models and heard and row.protocol.startswith("actor_")


def lineage_of(
    context: RunContext, run_id: str, clips: Artifact, features: dict[str, Artifact], seed: int
) -> dict[str, Any]:
    """Where predictions and models come from."""
    return {
        "run_id": run_id,
        "corpus": context.corpus,
        "seed": seed,
        "clips": clips.sha256,
        "features": {modality: table.sha256 for modality, table in features.items()},
        "code": code_digest(__name__),
    }

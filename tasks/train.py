"""Tasks of training: predictions of every row of the results table, and stored models."""

import pandas as pd
from prefect import get_run_logger

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.code import code_digest
from cremad.corpora.corpora import find_corpus
from cremad.experiments.comparison import Comparison, compare_models
from cremad.experiments.keeping import is_kept, keep_models
from cremad.experiments.options import ExperimentOptions
from cremad.networks.network_file import ID_LENGTH
from cremad.registry.description import Lineage
from cremad.tables import publish_table
from data_contracts.contract import load_table
from tasks.caching import name_result
from tasks.cluster import dask_executor
from tasks.context import RunContext
from tasks.inputs import recipes_of
from tasks.progress import Progress
from tasks.stage import Outcome, stage
from tasks.staging import write_staged


def name_run(clips: Artifact, features: dict[str, Artifact], options: ExperimentOptions, seed: int) -> str:
    """The run's id: a digest of everything that determines its results, so that equal results have equal ids."""
    decides = {"clips": clips, "features": features, "options": options, "seed": seed}
    return name_result(decides, __name__)


@stage(name="train-models")
def train_models(
    context: RunContext,
    run_id: str,
    clips: Artifact,
    features: dict[str, Artifact],
    options: ExperimentOptions,
    seed: int,
) -> Outcome:
    """Predict each row's clips by models trained on other actors; then refit and store models of all clips."""
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
            published=published_splits_of(context.corpus),
            cache_dir=context.data.rows,
            executor=executor,
            on_progress=on_row,
        )
        for subject, reason in compared.plan.skipped.items():
            log.info("excluded: %s: %s", subject, reason)
        kept = keep_models(
            context.data.models,
            [row for row in compared.plan.rows if options.keep_models and is_kept(row)],
            clips,
            tables,
            recipes_of(features),
            lineage_of(context, run_id, clips, features, seed),
            executor=executor,
        )
    rows = write_staged(context, "predictions", compared.predictions.assign(run_id=run_id))
    return Outcome(
        artifacts={
            "rows": rows,
            **publish_beside(context, run_id, clips, compared, kept),
            **{f"model_{row_id}": stored for row_id, stored in kept.items()},
        },
        facts={"rows": len(compared.plan.rows), "cached": compared.cached, "skipped": compared.plan.skipped},
    )


def publish_beside(
    context: RunContext, run_id: str, clips: Artifact, compared: Comparison, kept: dict[str, Artifact]
) -> dict[str, Artifact]:
    """Publish what comes with predictions: what was skipped, the models, costs and training histories."""
    models = {row_id: stored.sha256[:ID_LENGTH] for row_id, stored in kept.items()}
    made = {
        "skipped": pd.DataFrame(compared.plan.skipped.items(), columns=["subject", "reason"]),
        "models": tabulate_models(compared, models),
        "costs": compared.costs,
        "training_history": compared.history,
    }
    return {
        name: publish_table(
            context.data.table(name),
            load_table(name),
            table.assign(run_id=run_id, corpus=context.corpus),
            group=run_id,
            lineage={"clips": clips.sha256},
        )
        for name, table in made.items()
        if table is not None
    }


def published_splits_of(corpus: str) -> pd.DataFrame | None:
    """Actors of the published splits of a corpus, if any."""
    table = find_corpus(corpus).published_splits
    return table() if table else None


def tabulate_models(compared: Comparison, models: dict[str, str]) -> pd.DataFrame:
    """Each row of the run with the id of its stored model, null where none is stored."""
    rows = pd.DataFrame([row.columns() for row in compared.plan.rows])
    return rows.assign(model_id=rows["row_id"].map(models) if len(rows) else None)


def lineage_of(
    context: RunContext, run_id: str, clips: Artifact, features: dict[str, Artifact], seed: int
) -> Lineage:
    """Lineage of predictions and models."""
    return Lineage(
        run_id=run_id,
        corpus=context.corpus,
        seed=seed,
        clips=clips.sha256,
        features={name: table.sha256 for name, table in features.items()},
        code=code_digest(__name__),
        n_clips=0,
        n_speakers=0,
    )

"""Networks on sound, sight and both, beside a classical model and human raters."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from cremad.artifacts.model_files import stored_model
from cremad.catalogue.catalogue import ModelName
from flows.declared import flow
from flows.leaderboard import run_leaderboard
from flows.parameters import Corpus, DaskAddress, DataDir, Folds, ProfileName, Seed, Workers
from pipeline_config.paths import DataDirectory
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.inputs import current_clips, current_features, current_sequences
from tasks.report import report_run
from tasks.stage import Stages


@flow(name="train_neural", flow_run_name="train networks {corpus}")
def train_neural(
    corpus: Corpus = "synthetic",
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    seed: Seed = None,
    folds: Folds = None,
    models: Annotated[
        list[ModelName] | None, Field(description="Models of the sound; empty: the profile's.", min_length=1)
    ] = None,
    epochs: Annotated[
        int | None, Field(description="Most passes over the training clips; empty: the profile's.", ge=1, le=1000)
    ] = None,
    starts: Annotated[
        list[str] | None,
        Field(description="Ids of stored networks of another corpus, which the ..._pretrained rows begin with."),
    ] = None,
    repeats: Annotated[
        int | None, Field(description="Times that folds are drawn; empty: the profile's.", ge=1, le=20)
    ] = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> dict[str, Any]:
    """Train networks fold by fold, stopped early on held-out actors; only rows that have changed are computed."""
    context, options = open_context(
        corpus,
        None,
        data_dir,
        profile,
        seed=seed,
        neural__folds=folds,
        neural__models=models,
        neural__repeats=repeats,
        neural__network__training__epochs=epochs,
        neural__starts=[_stored(data_dir, each) for each in starts or ()],
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    options = options.model_copy(update={"experiment": options.neural})
    stages = Stages(context)
    clips = current_clips(context)
    features = current_features(context) | current_sequences(context)
    with shared_cluster():
        run_id, made = run_leaderboard(stages, options, clips, features)
    page = stages.run(
        report_run, run_id=run_id, tables={"clips": clips, **made}, stages=stages.runs, options=options
    )
    return {"run_id": run_id, "report": str(page.artifacts["report"].path), "stages": stages.account()}


def _stored(data_dir: str, model_id: str) -> dict[str, str]:
    """What names a stored network of a data directory."""
    stored = stored_model(DataDirectory(Path(data_dir)).models / model_id)
    return {"path": str(stored.path), "sha256": stored.sha256}

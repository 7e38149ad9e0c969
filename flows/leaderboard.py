"""Every model on every set of features, side by side, with what is significant and what it costs."""

from typing import Annotated, Any

from pydantic import Field

from cremad.artifacts.artifact import Artifact
from cremad.catalogue.catalogue import ModelName
from flows.declared import flow
from flows.evaluate import run_evaluate
from flows.parameters import Corpus, DaskAddress, DataDir, Folds, ProfileName, Seed, Workers
from flows.train import run_train
from pipeline_config.profile import Profile
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.inputs import current_clips, current_features, current_sequences
from tasks.leaderboard import publish_leaderboard
from tasks.report import report_run
from tasks.stage import Stages


@flow(name="leaderboard", flow_run_name="leaderboard {corpus}")
def leaderboard(
    corpus: Corpus = "synthetic",
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    seed: Seed = None,
    folds: Folds = None,
    models: Annotated[
        list[ModelName] | None, Field(description="Models of the sound; empty: the profile's.", min_length=1)
    ] = None,
    repeats: Annotated[
        int | None, Field(description="Times that folds are drawn; empty: the profile's.", ge=1, le=20)
    ] = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> dict[str, Any]:
    """Train and test every model, raters and controls beside them; only rows that have changed are computed."""
    context, options = open_context(
        corpus,
        None,
        data_dir,
        profile,
        seed=seed,
        leaderboard__folds=folds,
        leaderboard__models=models,
        leaderboard__repeats=repeats,
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    options = options.model_copy(update={"experiment": options.leaderboard})
    stages = Stages(context)
    clips = current_clips(context)
    features = current_features(context) | current_sequences(context)
    with shared_cluster():
        run_id, made = run_leaderboard(stages, options, clips, features)
    page = stages.run(
        report_run, run_id=run_id, tables={"clips": clips, **made}, stages=stages.runs, options=options
    )
    return {"run_id": run_id, "report": str(page.artifacts["report"].path), "stages": stages.account()}


def run_leaderboard(
    stages: Stages, options: Profile, clips: Artifact, features: dict[str, Artifact]
) -> tuple[str, dict[str, Artifact]]:
    """The stages of the leaderboard, in order; gives the run's id and its tables."""
    run_id, trained = run_train(stages, options, clips, features)
    scored = run_evaluate(stages, options, run_id, clips, trained["predictions"])
    costs = trained.pop("costs")
    board = stages.run(publish_leaderboard, run_id=run_id, metrics=scored["metrics"], costs=costs)
    return run_id, {**trained, **scored, **board.artifacts}

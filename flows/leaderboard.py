"""All models on all feature sets, compared with significance and cost."""

from typing import Any

from cremad.artifacts.artifact import Artifact
from cremad.experiments.options import ExperimentOptions
from flows.declared import flow
from flows.evaluate import run_evaluate
from flows.parameters import (
    Adaptations,
    Corpus,
    DaskAddress,
    DataDir,
    Folds,
    Learners,
    ProfileName,
    Repeats,
    Seed,
    TargetKinds,
    Workers,
    choose_specs,
)
from flows.train import run_train
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
    learners: Learners = None,
    adaptations: Adaptations = None,
    targets: TargetKinds = None,
    repeats: Repeats = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> dict[str, Any]:
    """Train and test every model, with raters and controls; only rows that have changed are computed."""
    context, options = open_context(
        corpus,
        None,
        data_dir,
        profile,
        seed=seed,
        leaderboard__folds=folds,
        leaderboard__models=choose_specs(learners, adaptations, targets),
        leaderboard__repeats=repeats,
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    stages = Stages(context)
    clips = current_clips(context)
    features = current_features(context) | current_sequences(context)
    with shared_cluster():
        run_id, made = run_leaderboard(stages, options.leaderboard, options.seed, clips, features)
    page = stages.run(
        report_run,
        run_id=run_id,
        tables={"clips": clips, **made},
        stages=stages.runs,
        options=options,
        flow="flows.leaderboard",
    )
    return {"run_id": run_id, "report": str(page.artifacts["report"].path), "stages": stages.account()}


def run_leaderboard(
    stages: Stages, experiment: ExperimentOptions, seed: int, clips: Artifact, features: dict[str, Artifact]
) -> tuple[str, dict[str, Artifact]]:
    """The stages of the leaderboard, in order; gives the run's id and its tables."""
    run_id, trained = run_train(stages, experiment, seed, clips, features)
    scored = run_evaluate(stages, seed, run_id, clips, trained["predictions"])
    board = stages.run(publish_leaderboard, run_id=run_id, metrics=scored["metrics"], costs=trained["costs"])
    return run_id, {**trained, **scored, **board.artifacts}

"""Networks on audio, face and both, compared with a classical model and human raters."""

from pathlib import Path
from typing import Any

from cremad.registry.stored_model import load_model
from flows.declared import flow
from flows.leaderboard import run_leaderboard
from flows.parameters import (
    Adaptations,
    Corpus,
    DaskAddress,
    DataDir,
    Epochs,
    Folds,
    Learners,
    ProfileName,
    Repeats,
    Seed,
    Starts,
    TargetKinds,
    Workers,
    choose_specs,
)
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
    learners: Learners = None,
    adaptations: Adaptations = None,
    targets: TargetKinds = None,
    epochs: Epochs = None,
    starts: Starts = None,
    repeats: Repeats = None,
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
        neural__models=choose_specs(learners, adaptations, targets),
        neural__repeats=repeats,
        neural__network__training__epochs=epochs,
        neural__starts=[_stored(data_dir, each) for each in starts or ()],
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    stages = Stages(context)
    clips = current_clips(context)
    features = current_features(context) | current_sequences(context)
    with shared_cluster():
        run_id, made = run_leaderboard(stages, options.neural, options.seed, clips, features)
    page = stages.run(
        report_run,
        run_id=run_id,
        tables={"clips": clips, **made},
        stages=stages.runs,
        options=options,
        flow="flows.train_neural",
    )
    return {"run_id": run_id, "report": str(page.artifacts["report"].path), "stages": stages.account()}


def _stored(data_dir: str, name: str) -> dict[str, str]:
    """What names a stored network of a data directory, by its id or alias."""
    stored = load_model(name, DataDirectory(Path(data_dir)).root).artifact
    return {"path": str(stored.path), "sha256": stored.sha256}

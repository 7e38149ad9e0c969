"""From feature tables to predictions of every row of the results table, and the models to keep."""

from cremad.artifacts.artifact import Artifact
from cremad.experiments.options import ExperimentOptions
from data_contracts.contract import load_table
from flows.declared import flow
from flows.parameters import Corpus, DaskAddress, DataDir, Folds, ProfileName, Seed, Workers
from tasks.admission import admit
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.inputs import current_clips, current_features
from tasks.stage import Stages
from tasks.train import name_run, train_models

TABLES = ("skipped", "models", "costs", "training_history")
"""Further tables of `train_models`; the last two only with models or networks."""


@flow(name="train", flow_run_name="train {corpus}")
def train(
    corpus: Corpus = "synthetic",
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    seed: Seed = None,
    folds: Folds = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> list[dict]:
    """Train and test every model on unseen actors, with human raters and controls."""
    context, options = open_context(
        corpus,
        None,
        data_dir,
        profile,
        seed=seed,
        experiment__folds=folds,
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    stages = Stages(context)
    with shared_cluster():
        run_train(stages, options.experiment, options.seed, current_clips(context), current_features(context))
    return stages.account()


def run_train(
    stages: Stages, experiment: ExperimentOptions, seed: int, clips: Artifact, features: dict[str, Artifact]
) -> tuple[str, dict[str, Artifact]]:
    """The stages of training, in order; gives the run's id and its tables: `predictions` and those of `TABLES`."""
    run_id = name_run(clips, features, experiment, seed)
    trained = stages.run(
        train_models, run_id=run_id, clips=clips, features=features, options=experiment, seed=seed
    )
    admitted = stages.run(
        admit,
        label="admit-predictions",
        rows=trained.artifacts["rows"],
        contract=load_table("predictions"),
        group=run_id,
    )
    made = {name: trained.artifacts[name] for name in TABLES if name in trained.artifacts}
    return run_id, {"predictions": admitted.artifacts["table"], **made}

"""From feature tables to predictions of every row of the results table, and the models to keep."""

from cremad.artifacts.artifact import Artifact
from data_contracts.contract import load_table
from flows.declared import flow
from flows.parameters import Corpus, DaskAddress, DataDir, Folds, ProfileName, Seed, Workers
from pipeline_config.profile import Profile
from tasks.admission import admit
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.inputs import current_clips, current_features
from tasks.stage import Stages
from tasks.train import name_run, train_models


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
    """Train and test every model on actors that it has not heard, beside human raters and controls."""
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
        run_train(stages, options, current_clips(context), current_features(context))
    return stages.account()


def run_train(
    stages: Stages, options: Profile, clips: Artifact, features: dict[str, Artifact]
) -> tuple[str, dict[str, Artifact]]:
    """The stages of training, in order; gives the run's id and the tables `predictions`, `costs` and, where there
    are networks, `training_history`."""
    run_id = name_run(clips, features, options.experiment, options.seed)
    trained = stages.run(
        train_models,
        run_id=run_id,
        clips=clips,
        features=features,
        options=options.experiment,
        seed=options.seed,
    )
    admitted = stages.run(
        admit,
        label="admit-predictions",
        rows=trained.artifacts["rows"],
        contract=load_table("predictions"),
        group=run_id,
    )
    told = {name: table for name, table in trained.artifacts.items() if name in ("costs", "training_history")}
    return run_id, {"predictions": admitted.artifacts["table"], **told}

"""What preparation does to the features: which values cleaning changes, which features selection keeps."""

from typing import Annotated, Literal

from pydantic import Field

from cremad.artifacts.artifact import Artifact
from flows.declared import flow
from flows.parameters import Corpus, DaskAddress, DataDir, Folds, ProfileName, Seed, Workers
from pipeline_config.profile import Profile
from tasks.cleaning import decide_clips
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.inputs import current_clips, current_features
from tasks.selection import compare, show_selection
from tasks.stage import Stages


@flow(name="prepare", flow_run_name="prepare {corpus}")
def prepare(
    corpus: Corpus = "synthetic",
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    imputation: Annotated[
        Literal["mean", "median", "most_frequent", "knn", "iterative"] | None,
        Field(description="How a missing value is imputed; empty: the profile's."),
    ] = None,
    outliers: Annotated[
        Literal["iqr", "z_score", "isolation_forest", "lof"] | None,
        Field(description="How outliers are found; empty: the profile's."),
    ] = None,
    action: Annotated[
        Literal["flag", "clip", "quarantine"] | None,
        Field(description="How outliers are treated; clip is for iqr and z_score; empty: the profile's."),
    ] = None,
    seed: Seed = None,
    folds: Folds = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> list[dict]:
    """Clean each clip by models of other actors, and refit every selector on the training actors of each fold."""
    context, options = open_context(
        corpus,
        None,
        data_dir,
        profile,
        cleaning__imputation__strategy=imputation,
        cleaning__outliers__kind=outliers,
        cleaning__outliers__action=action,
        seed=seed,
        experiment__folds=folds,
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    stages = Stages(context)
    with shared_cluster():
        run_prepare(stages, options, current_clips(context), current_features(context))
    return stages.account()


def run_prepare(
    stages: Stages, options: Profile, clips: Artifact, features: dict[str, Artifact]
) -> dict[str, Artifact]:
    """Its stages, in order; gives `cleaning_decisions`, `selection` and `selection_stability`."""
    decided = stages.run(
        decide_clips,
        clips=clips,
        features=features,
        options=options.cleaning,
        folds=options.experiment.folds,
        seed=options.seed,
    )
    numeric = {name: table for name, table in features.items() if name in ("audio", "image", "egemaps")}
    selected = stages.run(
        compare,
        clips=clips,
        features=numeric,
        options=options.selection,
        experiment=options.experiment,
        seed=options.seed,
    )
    stages.run(show_selection, **selected.artifacts)
    return decided.artifacts | selected.artifacts

"""The drift check: a corpus against itself (windows), or against another corpus that models were made from."""

from typing import Annotated

from pydantic import Field

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.model_files import stored_model
from flows.declared import flow
from flows.parameters import Corpus, DataDir, Folds, ProfileName, Seed
from pipeline_config.profile import Profile
from tasks.context import open_context
from tasks.inputs import current_clips, current_features, current_predictions
from tasks.monitor import check_drift, check_drift_against
from tasks.stage import Stages
from tasks.train import name_run


@flow(name="monitor", flow_run_name="monitor {corpus}")
def monitor(
    corpus: Corpus = "synthetic",
    reference: Annotated[
        Corpus | None,
        Field(
            description="Corpus in the same data directory to compare with; empty: windows of the corpus itself."
        ),
    ] = None,
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    seed: Seed = None,
    folds: Folds = None,
) -> list[dict]:
    """Compare features and predictions of two windows, with false-discovery control."""
    context, options = open_context(corpus, None, data_dir, profile, seed=seed, experiment__folds=folds)
    stages = Stages(context)
    clips, features = current_clips(context), current_features(context)
    if reference is None:
        run_id = name_run(clips, features, options.experiment, options.seed)
        run_monitor(stages, options, run_id, clips, features, current_predictions(context, run_id))
    else:
        run_monitor_against(stages, options, reference, clips, features)
    return stages.account()


def run_monitor(
    stages: Stages,
    options: Profile,
    run_id: str,
    clips: Artifact,
    features: dict[str, Artifact],
    predictions: Artifact,
) -> Artifact:
    """Windows of one corpus; gives the table `drift`."""
    return stages.run(
        check_drift,
        run_id=run_id,
        clips=clips,
        features=features["audio"],
        predictions=predictions,
        model=options.experiment.models[0],
        windows=options.windows,
        options=options.drift,
        seed=options.seed,
    ).artifacts["drift"]


def run_monitor_against(
    stages: Stages, options: Profile, reference: str, clips: Artifact, features: dict[str, Artifact]
) -> Artifact:
    """This corpus against a reference with its predictions and its stored model."""
    context = stages.context.model_copy(update={"corpus": reference})
    then_clips, then_features = current_clips(context), current_features(context)
    run_id = name_run(then_clips, then_features, options.experiment, options.seed)
    model = options.experiment.models[0]
    return stages.run(
        check_drift_against,
        run_id=run_id,
        reference_clips=then_clips,
        reference_features=then_features["audio"],
        reference_predictions=current_predictions(context, run_id),
        model=stored_model(context.data.models / f"{reference}-{model}-{run_id}"),
        model_name=model,
        clips=clips,
        features=features["audio"],
        options=options.drift,
        seed=options.seed,
    ).artifacts["drift"]

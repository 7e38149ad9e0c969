"""The drift check: a corpus against itself (windows), or against another corpus that models were made from."""

from cremad.artifacts.artifact import Artifact
from flows.declared import flow
from flows.parameters import Corpus, DataDir, Folds, ProfileName, Reference, RowId, RunId, Seed
from pipeline_config.profile import Profile
from tasks.context import open_context
from tasks.inputs import current_clips, current_features
from tasks.monitor import check_drift, check_drift_against
from tasks.references import RowRef, RunRef, find_row, run_table
from tasks.stage import Stages
from tasks.train import name_run


@flow(name="monitor", flow_run_name="monitor {corpus}")
def monitor(
    corpus: Corpus = "synthetic",
    reference: Reference = None,
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    run: RunId = None,
    row: RowId = None,
    seed: Seed = None,
    folds: Folds = None,
) -> list[dict]:
    """Compare features and predictions of two windows, with false-discovery control."""
    context, options = open_context(corpus, None, data_dir, profile, seed=seed, experiment__folds=folds)
    stages = Stages(context)
    there = context.model_copy(update={"corpus": reference or corpus})
    clips, features = current_clips(there), current_features(there)
    run_id = run or name_run(clips, features, options.experiment, options.seed)
    found = find_row(there, RunRef(corpus=there.corpus, run_id=run_id), row)
    if reference is None:
        predictions = run_table(context, found.run, "predictions")
        run_monitor(stages, options, found, clips, features, predictions)
    else:
        run_monitor_against(stages, options, found, clips, features)
    return stages.account()


def run_monitor(
    stages: Stages,
    options: Profile,
    row: RowRef,
    clips: Artifact,
    features: dict[str, Artifact],
    predictions: Artifact,
) -> Artifact:
    """Windows of one corpus, compared by the features and the predictions of a row; gives the table `drift`."""
    return stages.run(
        check_drift,
        row=row,
        clips=clips,
        features={name: features[name] for name in row.features},
        predictions=predictions,
        windows=options.windows,
        options=options.drift,
        seed=options.seed,
    ).artifacts["drift"]


def run_monitor_against(
    stages: Stages, options: Profile, row: RowRef, reference_clips: Artifact, reference: dict[str, Artifact]
) -> Artifact:
    """This corpus against the reference of a row, with its predictions and its stored model."""
    return stages.run(
        check_drift_against,
        row=row,
        reference_clips=reference_clips,
        reference_features={name: reference[name] for name in row.features},
        reference_predictions=run_table(stages.context, row.run, "predictions"),
        clips=current_clips(stages.context),
        features=current_features(stages.context, row.features),
        options=options.drift,
        seed=options.seed,
    ).artifacts["drift"]

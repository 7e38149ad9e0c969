"""From predictions to metrics with intervals, and the leakage premium."""

from cremad.artifacts.artifact import Artifact
from flows.declared import flow
from flows.parameters import Corpus, DataDir, Folds, ProfileName, RunId, Seed
from tasks.context import open_context
from tasks.evaluate import check_controls, score_predictions
from tasks.inputs import current_clips, current_features
from tasks.references import RunRef, run_table
from tasks.significance import compare_rows
from tasks.stage import Stages
from tasks.train import name_run


@flow(name="evaluate", flow_run_name="evaluate {corpus}")
def evaluate(
    corpus: Corpus = "synthetic",
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    run: RunId = None,
    seed: Seed = None,
    folds: Folds = None,
) -> list[dict]:
    """Score the predictions of a run."""
    context, options = open_context(corpus, None, data_dir, profile, seed=seed, experiment__folds=folds)
    stages = Stages(context)
    clips = current_clips(context)
    run_id = run or name_run(clips, current_features(context), options.experiment, options.seed)
    predictions = run_table(context, RunRef(corpus=corpus, run_id=run_id), "predictions")
    run_evaluate(stages, options.seed, run_id, clips, predictions)
    return stages.account()


def run_evaluate(
    stages: Stages,
    seed: int,
    run_id: str,
    clips: Artifact,
    predictions: Artifact,
) -> dict[str, Artifact]:
    """The stages of evaluation; gives the tables `metrics`, `leakage_premium` and `significance`."""
    scored = stages.run(
        score_predictions,
        run_id=run_id,
        predictions=predictions,
        clips=clips,
    )
    stages.run(check_controls, metrics=scored.artifacts["metrics"])
    compared = stages.run(compare_rows, run_id=run_id, predictions=predictions, seed=seed)
    return scored.artifacts | compared.artifacts

"""What a model of one corpus is worth on another, in both directions."""

from typing import Any

from data_contracts.contract import load_table
from flows.declared import flow
from flows.evaluate import run_evaluate
from flows.parameters import Corpus, DataDir, ProfileName, Seed
from pipeline_config.profile import Profile
from tasks.admission import admit
from tasks.context import RunContext, open_context
from tasks.cross_corpus import name_transfer, predict
from tasks.inputs import current_clips, current_features
from tasks.report import report_run
from tasks.stage import Stages


@flow(name="cross_corpus", flow_run_name="cross_corpus {first} {second}")
def cross_corpus(
    first: Corpus = "crema-d",
    second: Corpus = "ravdess",
    data_dir: DataDir = "data",
    profile: ProfileName = "local",
    seed: Seed = None,
) -> dict[str, Any]:
    """Train on each of two corpora of the same data directory, and test on the other."""
    run_id, pages, stages = "", {}, []
    for trained_on, tested_on in ((first, second), (second, first)):
        context, options = open_context(tested_on, None, data_dir, profile, seed=seed)
        there = Stages(context)
        run_id, pages[f"{trained_on} to {tested_on}"] = run_cross_corpus(there, options, trained_on)
        stages += there.account()
    return {"run_id": run_id, "reports": pages, "stages": stages}


def run_cross_corpus(stages: Stages, options: Profile, trained_on: str) -> tuple[str, str]:
    """The stages of one direction, in order; gives the run's id and its page."""
    there = stages.context.model_copy(update={"corpus": trained_on})
    trained, tested = (_inputs(context) for context in (there, stages.context))
    run_id = name_transfer(trained, tested, options.experiment, options.seed)
    predicted = stages.run(
        predict,
        run_id=run_id,
        trained=trained,
        tested=tested,
        options=options.experiment,
        seed=options.seed,
    )
    contract = load_table("predictions")
    admitted = stages.run(
        admit, "admit-predictions", rows=predicted.artifacts["rows"], contract=contract, group=run_id
    )
    predictions = admitted.artifacts["table"]
    scored = run_evaluate(stages, options.seed, run_id, tested["clips"], predictions)
    tables = {"clips": tested["clips"], "predictions": predictions, **scored}
    page = stages.run(
        report_run, run_id=run_id, tables=tables, stages=stages.runs, options=options, flow="flows.cross_corpus"
    )
    return run_id, str(page.artifacts["report"].path)


def _inputs(context: RunContext) -> dict[str, Any]:
    return {"clips": current_clips(context), **current_features(context)}

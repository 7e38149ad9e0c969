"""Task of the comparison between corpora: models of one, tested on the other."""

from cremad.artifacts.artifact import Artifact
from cremad.experiments.comparison import read_inputs
from cremad.experiments.cross_corpus import predict_across
from cremad.experiments.options import ExperimentOptions
from tasks.caching import name_result
from tasks.context import RunContext
from tasks.stage import Outcome, stage
from tasks.staging import write_staged


def name_transfer(
    trained: dict[str, Artifact], tested: dict[str, Artifact], options: ExperimentOptions, seed: int
) -> str:
    """The run's id, a digest of everything that determines its results."""
    decides = {"trained": trained, "tested": tested, "options": options, "seed": seed}
    return name_result(decides, __name__)


@stage(name="predict-across")
def predict(
    context: RunContext,
    run_id: str,
    trained: dict[str, Artifact],
    tested: dict[str, Artifact],
    options: ExperimentOptions,
    seed: int,
) -> Outcome:
    """Predict the clips of one corpus by models that were fitted on the other; `clips` and features of each."""
    there, here = (
        read_inputs(each["clips"], tuple(sorted((name, table) for name, table in each.items() if name != "clips")))
        for each in (trained, tested)
    )
    predictions = predict_across(there, here, options, seed=seed)
    rows = write_staged(context, "predictions", predictions.assign(run_id=run_id))
    return Outcome(artifacts={"rows": rows}, facts={"clips": int(predictions["clip_id"].nunique())})

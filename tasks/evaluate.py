"""Tasks of evaluation: every number with its interval, and what leakage would have been worth."""

from cremad.artifacts.artifact import Artifact
from cremad.evaluation.controls import refuse_telling_text
from cremad.evaluation.premium import leakage_premium
from cremad.evaluation.scoring import score
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from tasks.place import Place
from tasks.stage import Outcome, stage


@stage(name="score-predictions")
def score_predictions(place: Place, run_id: str, predictions: Artifact, resamples: int, seed: int) -> Outcome:
    """Score every row of the results table and the premium of leaky folds."""
    frame = read_table(predictions)
    made = {
        "metrics": score(frame, resamples=resamples, seed=seed),
        "leakage_premium": leakage_premium(frame, resamples=resamples, seed=seed),
    }
    return Outcome(
        artifacts={
            name: publish_table(
                place.data.table(name),
                load_table(name),
                table,
                group=run_id,
                lineage={"predictions": predictions.sha256},
            )
            for name, table in made.items()
        }
    )


@stage(name="check-controls")
def check_controls(place: Place, metrics: Artifact) -> Outcome:
    """Fail the run if words tell more of the emotion than the sentence can."""
    refuse_telling_text(read_table(metrics))
    return Outcome()

"""Tasks of evaluation: every score with its interval, and the leakage premium."""

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.evaluation.controls import refuse_telling_text
from cremad.evaluation.premium import leakage_premium
from cremad.evaluation.scoring import score
from cremad.evaluation.soft_labels import score_soft
from cremad.preprocessing.feature_sets import feature_sets
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from data_contracts.vocabulary import VOTE_MODALITIES
from tasks.context import RunContext
from tasks.stage import Outcome, stage


@stage(name="score-predictions")
def score_predictions(context: RunContext, run_id: str, predictions: Artifact, clips: Artifact) -> Outcome:
    """Score every row of the results table against labels and votes, and the premium of leaky folds."""
    frame, votes = read_table(predictions), read_table(clips)
    soft = [score_soft(frame, votes, given) for given in VOTE_MODALITIES]
    made = {
        "metrics": pd.concat([score(frame), *soft], ignore_index=True),
        "leakage_premium": leakage_premium(frame),
    }
    return Outcome(
        artifacts={
            name: publish_table(
                context.data.table(name),
                load_table(name),
                table,
                group=run_id,
                lineage={"predictions": predictions.sha256},
            )
            for name, table in made.items()
        }
    )


@stage(name="check-controls")
def check_controls(context: RunContext, metrics: Artifact) -> Outcome:
    """Fail the run if text models score higher than the sentence lookup."""
    text_sets = [name for name, each in feature_sets().items() if each.modality == "text"]
    refuse_telling_text(read_table(metrics), text_sets)
    return Outcome()

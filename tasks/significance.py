"""Task of significance: every row of the results table against every other on the same clips."""

from cremad.artifacts.artifact import Artifact
from cremad.evaluation.significance.pairwise import compare_pairwise
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from tasks.context import RunContext
from tasks.stage import Outcome, stage

TABLE = "significance"


@stage(name="compare-rows")
def compare_rows(context: RunContext, run_id: str, predictions: Artifact, seed: int) -> Outcome:
    """Test the difference of every pair of rows, with interval, adjusted p-value and effect size."""
    table = compare_pairwise(read_table(predictions), seed=seed)
    published = publish_table(
        context.data.table(TABLE),
        load_table(TABLE),
        table,
        group=run_id,
        lineage={"predictions": predictions.sha256},
    )
    return Outcome(artifacts={TABLE: published}, facts={"pairs": len(table)})

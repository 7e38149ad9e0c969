"""Task of the leaderboard: every row's scores, rank and cost on one line."""

from cremad.artifacts.artifact import Artifact
from cremad.experiments.leaderboard import make_leaderboard
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from tasks.context import RunContext
from tasks.stage import Outcome, stage

TABLE = "leaderboard"


@stage(name="make-leaderboard")
def publish_leaderboard(context: RunContext, run_id: str, metrics: Artifact, costs: Artifact) -> Outcome:
    """Put the scores and the cost of each row on one line, and publish them."""
    table = make_leaderboard(read_table(metrics), read_table(costs))
    published = publish_table(
        context.data.table(TABLE),
        load_table(TABLE),
        table,
        group=run_id,
        lineage={"metrics": metrics.sha256, "costs": costs.sha256},
    )
    return Outcome(artifacts={TABLE: published}, facts={"rows": len(table)})

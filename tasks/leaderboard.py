"""Task of the leaderboard: every row's scores, place and cost on one line."""

from cremad.artifacts.artifact import Artifact
from cremad.models.leaderboard import make_leaderboard
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from tasks.place import Place
from tasks.stage import Outcome, stage

TABLE = "leaderboard"


@stage(name="make-leaderboard")
def publish_leaderboard(place: Place, run_id: str, metrics: Artifact, costs: Artifact) -> Outcome:
    """Put the scores and the cost of each row on one line, and publish them."""
    table = make_leaderboard(read_table(metrics), read_table(costs))
    published = publish_table(
        place.data.table(TABLE),
        load_table(TABLE),
        table,
        group=run_id,
        lineage={"metrics": metrics.sha256, "costs": costs.sha256},
    )
    return Outcome(artifacts={TABLE: published}, facts={"rows": len(table)})

"""References to runs and their rows, which later flows work on."""

from pydantic import BaseModel, ConfigDict

from cremad.artifacts.artifact import Artifact
from cremad.errors import MissingFileError
from cremad.preprocessing.feature_sets import find_combination
from cremad.registry.stored_model import StoredModel, load_model
from cremad.tables import current_table, read_table
from data_contracts.vocabulary import LABEL_SETS
from tasks.context import RunContext


class RunRef(BaseModel):
    """A run of `train`, `leaderboard` or `train_neural`, whose tables lie in the data directory."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    corpus: str
    run_id: str


class RowRef(BaseModel):
    """A row of a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: RunRef
    row_id: str
    features: tuple[str, ...]
    """Feature sets that its model reads."""
    model_id: str | None
    """Its stored model, where one is kept."""

    def load(self, context: RunContext) -> StoredModel:
        """The stored model of the row.

        Raises
        ------
        MissingFileError
            If none is kept.
        """
        if self.model_id is None:
            raise MissingFileError(f"no model of row {self.row_id} is kept", remedy="Run with keep_models.")
        return load_model(self.model_id, context.data_dir)


def run_tables(context: RunContext, run: RunRef, *names: str) -> dict[str, Artifact]:
    """Tables of a run; if missing, the error says which flow makes them."""
    return {name: current_table(context.data.table(name), run.run_id) for name in names}


def find_row(context: RunContext, run: RunRef, row_id: str | None = None) -> RowRef:
    """A row of a run; without an id the first plain model of audio on unseen speakers, of the most emotions.

    Raises
    ------
    MissingFileError
        If the run has no such row.
    """
    rows = read_table(run_tables(context, run, "models")["models"])
    if row_id is not None:
        rows = rows[rows["row_id"] == row_id]
    else:
        plain = (rows["row_kind"] == "model") & (rows["features"] == "audio") & rows["model_id"].notna()
        rows = rows[plain].sort_values(
            "labels", key=lambda names: names.map(list(LABEL_SETS).index), kind="stable"
        )
    if not len(rows):
        raise MissingFileError(
            f"run {run.run_id} of {run.corpus} has no row {row_id or 'with a stored model of audio'}",
            path=context.data.table("models"),
            remedy="The table `models` lists the rows of every run.",
        )
    chosen = rows.iloc[0]
    model_id = chosen["model_id"] if isinstance(chosen["model_id"], str) else None
    return RowRef(
        run=run,
        row_id=chosen["row_id"],
        features=find_combination(chosen["features"]) if isinstance(chosen["features"], str) else (),
        model_id=model_id,
    )

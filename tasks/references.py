"""References to runs and their rows, which later flows work on."""

from pydantic import BaseModel, ConfigDict

from cremad.artifacts.artifact import Artifact
from cremad.errors import MissingFileError, OptionError
from cremad.preprocessing.feature_sets import find_combination
from cremad.registry.stored_model import StoredModel, load_model
from cremad.tables import current_table, read_table
from data_contracts.vocabulary import LABEL_SETS
from tasks.context import RunContext


class RunRef(BaseModel):
    """A run of `run`, `train`, `leaderboard` or `train-neural`, whose tables lie in the data directory."""

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
            raise MissingFileError(
                f"no model of row {self.row_id} is kept",
                remedy="Run it again with CREMAD__EXPERIMENT__KEEP_MODELS=true (of the leaderboard "
                "CREMAD__LEADERBOARD__…, of networks CREMAD__NEURAL__…), or name another row with --row.",
            )
        return load_model(self.model_id, context.data_dir)


def run_table(context: RunContext, run: RunRef, name: str) -> Artifact:
    """A table of a run.

    Raises
    ------
    MissingFileError
        If the run has none; the message names the runs that have one.
    """
    try:
        return current_table(context.data.table(name), run.run_id)
    except MissingFileError as error:
        raise MissingFileError(
            f"run {run.run_id} of {run.corpus} has no table {name}: {error.problem}",
            path=error.path,
            remedy="Name a run with --run; without it, the one that `cremad train` makes of the present features, "
            "options and code is taken.",
        ) from error


def find_row(context: RunContext, run: RunRef, row_id: str | None = None) -> RowRef:
    """A row of a run; without an id one of its stored models of audio, of the most emotions.

    Raises
    ------
    MissingFileError
        If the run has no such row.
    OptionError
        If the row reads no features, as raters do not.
    """
    rows = read_table(run_table(context, run, "models"))
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
            remedy="Name one with --row; the table `models` lists the rows of every run.",
        )
    chosen = rows.iloc[0]
    if not isinstance(chosen["features"], str):
        raise OptionError(f"row {chosen['row_id']} reads no features", remedy="Name a row of a model with --row.")
    model_id = chosen["model_id"] if isinstance(chosen["model_id"], str) else None
    return RowRef(
        run=run,
        row_id=chosen["row_id"],
        features=find_combination(chosen["features"]),
        model_id=model_id,
    )

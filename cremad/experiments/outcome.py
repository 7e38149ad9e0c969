"""The outcome of a row of the results table: its predictions and their cost; kept until something changes."""

import json
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cremad.artifacts import store
from cremad.artifacts.digests import digest_json
from cremad.artifacts.reach import reached_code
from cremad.catalogue.rows import HumanRaters, Row
from cremad.experiments.run import run_row
from cremad.tables import write_parquet
from cremad.training.crossvalidation import FittedFold


class Cost(NamedTuple):
    """The cost of a row's model; none for raters."""

    fit_s: float
    """Seconds to fit on the training clips of a fold, mean over folds."""
    predict_us: float
    """Microseconds per test clip, when all clips of a fold are predicted at once."""
    model_bytes: int
    """Size in bytes of the last fold's model as a skops file."""

    @classmethod
    def of(cls, folds: list[FittedFold]) -> Self | None:
        """The cost of the fitted folds; None without any."""
        if not folds:
            return None
        import skops.io  # imports torch

        return cls(
            float(np.mean([_fit_seconds(fold) for fold in folds])),
            1e6 * sum(fold.predict_s for fold in folds) / sum(fold.n_test for fold in folds),
            len(skops.io.dumps(folds[-1].estimator)),
        )


def _fit_seconds(fold: FittedFold) -> float:
    """Seconds of a training that was resumed are in its epochs."""
    epochs = getattr(fold.estimator, "epochs_", {"seconds": ()})["seconds"]
    return max(fold.fit_s, float(np.sum(epochs)))


class RowOutcome(NamedTuple):
    """The result of a row."""

    predictions: pd.DataFrame
    """Columns of the contract `predictions` but for run_id."""
    cost: Cost | None
    history: pd.DataFrame | None = None
    """Columns of the contract `training_history` from fold on, of a model that is trained by epochs."""

    @classmethod
    def of(cls, predictions: pd.DataFrame, folds: list[FittedFold]) -> Self:
        """The outcome of a row from its folds."""
        told = [
            fold.estimator.history_.assign(fold=fold.number)
            for fold in folds
            if hasattr(fold.estimator, "history_")
        ]
        return cls(predictions, Cost.of(folds), pd.concat(told, ignore_index=True) if told else None)


def row_key(row: Row, inputs: dict[str, str], seed: int) -> str:
    """Content address of a row's outcome: the row, what it reads, the seed, and the code that computes it.

    The code is found automatically: all that `run_row` reaches, and the function that builds the row's model.

    Parameters
    ----------
    row : Row
    inputs : dict of str to str
        Digests of the clips, of the feature tables and sequences by name and of the published splits; those that
        the row does not read are ignored.
    seed : int
    """
    read = {name: inputs[name] for name in ("clips", "published", *row.reads) if name in inputs}
    builders = () if isinstance(row.source, HumanRaters) else (row.model.builder,)
    code = reached_code(run_row, *builders)
    return digest_json({"row": row.id, "inputs": read, "seed": seed, "code": code})


def find_outcome(folder: Path, key: str) -> RowOutcome | None:
    """The kept outcome of a key, None if there is none or it is damaged."""
    path = store.find(folder, key, ".parquet")
    if path is None:
        return None
    table = pq.read_table(path)
    cost, history = (json.loads(table.schema.metadata[name]) for name in (b"cost", b"history"))
    return RowOutcome(
        table.replace_schema_metadata().to_pandas(),
        None if cost is None else Cost(**cost),
        None if history is None else pd.DataFrame(history),
    )


def keep_outcome(folder: Path, key: str, outcome: RowOutcome) -> None:
    """Keep an outcome under its key."""
    table = pa.Table.from_pandas(outcome.predictions, preserve_index=False)
    cost = None if outcome.cost is None else outcome.cost._asdict()
    history = None if outcome.history is None else outcome.history.to_dict("list")
    table = table.replace_schema_metadata({"cost": json.dumps(cost), "history": json.dumps(history)})
    store.keep(folder, key, ".parquet", lambda path: write_parquet(path, table))

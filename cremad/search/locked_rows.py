"""The rows that a search may read, in files of their own: trials have access to no other rows."""

import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cremad.artifacts import store
from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_file
from cremad.errors import ContractError, OptionError
from cremad.evaluation.protocol import actor_folds
from cremad.evaluation.protocols import make_splitter, split_quietly
from cremad.search.locked_sequences import lock_sequences, read_sequences
from cremad.tables import write_parquet
from data_contracts.feature_tables import sequence_kinds


class TrainingRows(NamedTuple):
    """Clips to search on, indexed by clip id."""

    X: pd.DataFrame
    """Features, and a column for each kind of sequences, of memory-mapped arrays (frames, ...) or None."""
    y: pd.Series
    actors: pd.Series


def lock_rows(
    folder: Path, features: Mapping[str, pd.DataFrame], clips: pd.DataFrame, training: Collection[str]
) -> Artifact:
    """Write the training clips, and no data of other clips, to files named by their content.

    Parameters
    ----------
    folder : Path
        Folder that workers can read; made if absent.
    features : mapping of str to DataFrame
        Tables of numbers by set and columns of sequences by kind, indexed by clip id.
    clips : DataFrame
        Columns clip_id, actor, emotion.
    training : collection of str
        Clip ids.
    """
    ids = sorted(training)
    frame = clips.set_index("clip_id")[["actor", "emotion"]].loc[ids]
    for table in features.values():
        frame = frame.join(table.loc[ids], validate="one_to_one")
    kinds = [name for name in features if name in sequence_kinds()]
    folder.mkdir(parents=True, exist_ok=True)
    sequences = {kind: lock_sequences(folder, frame[kind], frame["actor"]) for kind in kinds}
    lengths = {kind: frame[kind].map(len, na_action="ignore").astype("Int64") for kind in kinds}
    rows = pa.Table.from_pandas(frame.assign(**lengths).reset_index(), preserve_index=False)
    rows = rows.replace_schema_metadata({"sequences": json.dumps(sequences)})
    path = store.keep(folder, "rows", ".parquet", lambda path: write_parquet(path, rows))
    return Artifact(path=path, sha256=digest_file(path))


@lru_cache(maxsize=2)
def read_rows(locked: Artifact) -> TrainingRows:
    """Read what `lock_rows` wrote, once per process.

    Raises
    ------
    ContractError
        If a file has changed since.
    """
    if digest_file(locked.path) != locked.sha256:
        raise ContractError("the training rows have changed since they were locked", path=locked.path)
    table = pq.read_table(locked.path)
    sequences = json.loads(table.schema.metadata[b"sequences"])
    frame = table.replace_schema_metadata().to_pandas().set_index("clip_id")
    for kind, files in sequences.items():
        frame[kind] = read_sequences(locked.path.parent, files, frame[kind], frame["actor"])
    return TrainingRows(frame.drop(columns=["actor", "emotion"]), frame["emotion"], frame["actor"])


def inner_folds(rows: TrainingRows, folds: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Positions of training and test rows of each fold, stratified by emotion and grouped by actor.

    Raises
    ------
    OptionError
        If there are fewer actors than folds, or fewer clips of every emotion.
    """
    most = min(rows.actors.nunique(), rows.y.value_counts().max())
    if folds > most:
        raise OptionError(
            f"{folds} inner folds need as many actors and clips of an emotion; there are only {most}"
        )
    return list(split_quietly(make_splitter(actor_folds(folds), seed=seed), rows.y, rows.actors))


def share_of_actors(rows: TrainingRows, train: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Training positions of the first actors in a fixed random order; a larger share includes a smaller."""
    order = np.random.default_rng(seed).permutation(np.unique(rows.actors))
    there = [actor for actor in order if actor in set(rows.actors.iloc[train])]
    kept = there[: int(np.ceil(share * len(there)))]
    return train[rows.actors.iloc[train].isin(kept).to_numpy()]

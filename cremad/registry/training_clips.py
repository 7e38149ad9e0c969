"""The clips that a stored model was fitted on, with speakers and digests of the recordings."""

from pathlib import Path

import pandas as pd
import pyarrow as pa

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.model_files import unchanged
from cremad.networks.network_file import NetworkFile
from cremad.registry.description import read_about
from cremad.tables import write_parquet

FILE = "training_clips.parquet"
COLUMNS = ["clip_id", "corpus", "actor", "content_sha256"]


def write_training_clips(folder: Path, scored: pd.DataFrame) -> Path:
    """Write the list of clips that a model was fitted on; returns the file."""
    path = folder / FILE
    rows = scored.reindex(columns=COLUMNS).astype("str").sort_values("clip_id")
    write_parquet(path, pa.Table.from_pandas(rows, preserve_index=False))
    return path


def read_training_clips(stored: Artifact | NetworkFile) -> pd.DataFrame:
    """Clips that a stored model was fitted on: clip_id, corpus, actor, content_sha256.

    Raises
    ------
    MissingFileError
        If the model or its list is missing.
    ContractError
        If one of them has changed.
    """
    return pd.read_parquet(unchanged(stored.path.with_name(FILE), read_about(stored).training_clips))

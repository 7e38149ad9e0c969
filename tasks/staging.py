"""Staged frames: one Parquet file each, outside `tables/` until they have passed their contract.

A file is named by its content, so that concurrent runs of one corpus do not overwrite each other's rows.
"""

from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from cremad.artifacts import store
from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_bytes, digest_file
from cremad.errors import ContractError, MissingFileError
from cremad.tables import read_table, write_parquet
from tasks.context import RunContext

NEWEST = 4
"""Number of files per corpus and name that are kept at any age, since a cached stage refers to one of them."""
LASTS_S = 24 * 3600
"""Seconds for which all other files are kept, since the run that wrote them may still read them."""


def write_staged(context: RunContext, name: str, frame: pd.DataFrame) -> Artifact:
    """Stage a frame that has not been validated yet, and remove unused staged files of earlier runs.

    Raises
    ------
    StorageError
        If the folder cannot be written or the disk is full.
    """
    folder, key = context.data.staging, f"{context.corpus}-{name}"
    rows = pa.Table.from_pandas(frame, preserve_index=False)
    path = store.keep(folder, key, ".parquet", lambda unfinished: write_parquet(unfinished, rows))
    artifact = Artifact(path=path, sha256=digest_file(path))
    _remove_old(folder, key)
    return artifact


def read_staged(artifact: Artifact) -> pd.DataFrame:
    """Read the rows of an artifact: a published table or a staged frame.

    Raises
    ------
    MissingFileError
        If they are missing.
    ContractError
        If they are no longer those that the artifact was made of.
    """
    if artifact.group is not None:
        return read_table(artifact)
    again: dict[str, Any] = {
        "path": artifact.path,
        "remedy": "Run the flow again, which makes these rows anew.",
    }
    try:
        content = artifact.path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError("the staged rows are missing", **again) from error
    if digest_bytes(content) != artifact.sha256:
        raise ContractError("the staged rows have changed since they were written", **again)
    return pd.read_parquet(BytesIO(content))


def _remove_old(folder: Path, key: str) -> None:
    """Remove files of a key that are neither among the newest nor less than a day old."""
    store.sweep(folder)
    written = {path: age for path in folder.glob(f"{key}-*.parquet") if (age := store.age_s(path)) is not None}
    for path in sorted(written, key=written.__getitem__)[NEWEST:]:
        if written[path] > LASTS_S:
            path.unlink(missing_ok=True)

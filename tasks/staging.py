"""Frames on their way to a table: one Parquet file each, outside `tables/` until their contract has passed.

A file is named by what it holds, so that two runs of one corpus never write each other's rows.
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
"""Files of a corpus and name that are kept however old: a stage that the cache answers still names one of them."""
LASTS_S = 24 * 3600
"""Seconds for which every other file stays: a run that has just written it is still to read it."""


def write_staged(context: RunContext, name: str, frame: pd.DataFrame) -> Artifact:
    """Write a frame that no contract has judged yet, and remove what earlier runs have staged and nobody needs.

    Raises
    ------
    StorageError
        If the folder cannot be written or the disk is full.
    """
    folder, key = context.data.root / "cache" / "staging", f"{context.corpus}-{name}"
    rows = pa.Table.from_pandas(frame, preserve_index=False)
    path = store.keep(folder, key, ".parquet", lambda unfinished: write_parquet(unfinished, rows))
    artifact = Artifact(path=path, sha256=digest_file(path))
    _remove_old(folder, key)
    return artifact


def read_staged(artifact: Artifact) -> pd.DataFrame:
    """Read the rows of an artifact, be it a published table or a staged frame.

    Raises
    ------
    MissingFileError
        If they are gone.
    ContractError
        If they are no longer those that the artifact was made of.
    """
    if artifact.group is not None:
        return read_table(artifact)
    again: dict[str, Any] = {
        "path": artifact.path,
        "remedy": "Run the flow again: the stage that makes these rows makes them anew.",
    }
    try:
        content = artifact.path.read_bytes()
    except FileNotFoundError as error:
        raise MissingFileError("the staged rows are gone", **again) from error
    if digest_bytes(content) != artifact.sha256:
        raise ContractError("the staged rows have changed since they were written", **again)
    return pd.read_parquet(BytesIO(content))


def _remove_old(folder: Path, key: str) -> None:
    """Remove the files of a key that are neither among the newest nor of the last day."""
    store.sweep(folder)
    written = {path: age for path in folder.glob(f"{key}-*.parquet") if (age := store.age_s(path)) is not None}
    for path in sorted(written, key=written.__getitem__)[NEWEST:]:
        if written[path] > LASTS_S:
            path.unlink(missing_ok=True)

"""Frames on their way to a table: one Parquet file each, outside `tables/` until their contract has passed."""

import pandas as pd
import pyarrow as pa

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_file
from cremad.tables import read_table, write_parquet
from tasks.context import RunContext


def write_staged(context: RunContext, name: str, frame: pd.DataFrame) -> Artifact:
    """Write a frame that no contract has judged yet."""
    path = context.data.root / "cache" / "staging" / f"{context.corpus}-{name}.parquet"
    write_parquet(path, pa.Table.from_pandas(frame, preserve_index=False))
    return Artifact(path=path, sha256=digest_file(path))


def read_staged(artifact: Artifact) -> pd.DataFrame:
    """Read the rows of an artifact, be it a published table or a frame put aside."""
    return pd.read_parquet(artifact.path) if artifact.group is None else read_table(artifact)

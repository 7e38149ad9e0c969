"""CREMA-D's media files in its official repository: path, bytes, SHA-256 of all 22,326."""

from importlib.resources import files

import pandas as pd


def official_files() -> pd.DataFrame:
    """The official table.

    Returns
    -------
    DataFrame
        ``path`` below the corpus folder (unique), ``bytes`` (int64) and ``sha256``, 22,326 rows: 7,442 clips as
        WAV, MP3 and FLV. Read from the Git-LFS pointers of the official repository.
    """
    with (files(__package__) / "official_files.csv.xz").open("rb") as file:
        return pd.read_csv(file, compression="xz")

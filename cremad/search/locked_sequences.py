"""Sequences that a search may read: a file for each actor and kind, named by its content.

A file holds training clips of one actor, so that the searches of all folds share it and no frame is copied twice.
Only the locked rows name the files to read: those of their own actors.
"""

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from cremad.artifacts.digests import atomic_path, digest_bytes, digest_file
from cremad.errors import ContractError


def lock_sequences(folder: Path, cells: pd.Series, actors: pd.Series) -> dict[str, str]:
    """Write the sequences of each actor; existing files are left unchanged.

    Parameters
    ----------
    folder : Path
        Folder of the locked rows.
    cells : Series
        Named by the kind of sequence; arrays (frames, ...), indexed by clip id. None: the clip has none.
    actors : Series
        Actors of the same clips.

    Returns
    -------
    dict of str to str
        Actor → name of the file.
    """
    files = {}
    for actor, own in cells.dropna().groupby(actors):
        content = io.BytesIO()
        np.save(content, np.concatenate(list(own)))
        files[actor] = f"{cells.name}-{digest_bytes(content.getvalue())[:16]}.npy"
        if not _is_whole(path := folder / files[actor]):
            with atomic_path(path) as temporary:
                temporary.write_bytes(content.getbuffer())
    return files


def read_sequences(folder: Path, files: Mapping[str, str], lengths: pd.Series, actors: pd.Series) -> pd.Series:
    """Memory-mapped views of what `lock_sequences` wrote.

    Parameters
    ----------
    files : mapping of str to str
        Result of `lock_sequences`.
    lengths, actors : Series
        Frames of each clip, null where it has none, and its actor; clips in the order in which they were locked.

    Returns
    -------
    Series
        Arrays (frames, ...) and None, indexed as `lengths`.

    Raises
    ------
    ContractError
        If a file is missing or has changed since.
    """
    views = {}
    for actor, own in lengths.dropna().groupby(actors):
        path = folder / files[actor]
        if not _is_whole(path):
            raise ContractError("the training sequences have changed since they were locked", path=path)
        frames = np.load(path, mmap_mode="r").view(np.ndarray)
        views |= zip(own.index, np.split(frames, own.cumsum().to_numpy(int)[:-1]), strict=True)
    return pd.Series([views.get(clip) for clip in lengths.index], lengths.index, dtype=object)


def _is_whole(path: Path) -> bool:
    """Whether the file exists and matches the digest in its name."""
    return path.is_file() and digest_file(path)[:16] == path.stem.rpartition("-")[2]

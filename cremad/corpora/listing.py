"""Common functions of all corpora: describing files, choosing each clip's media, joining by key."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from cremad.artifacts.digests import FileDigests
from cremad.errors import ContractError
from data_contracts.contract import load_table
from data_contracts.conversion import convert


class Inventory(NamedTuple):
    """A corpus folder as two tables that follow the contracts of these names."""

    inventory: pd.DataFrame
    """One row a clip."""
    corpus_files: pd.DataFrame
    """One row a file."""


def files_in(folder: Path) -> Iterator[Path]:
    """The files of a folder sorted by name, without hidden ones; none if there is no folder."""
    if folder.is_dir():
        with os.scandir(folder) as entries:  # distinguishes folders and files without a further system call
            names = sorted(each.name for each in entries if each.name[0] != "." and not each.is_dir())
        yield from (folder / name for name in names)


def describe_file(path: Path, listed_as: str, digests: FileDigests) -> dict[str, Any]:
    """A file's row of `corpus_files` without its clip; one that cannot be read has a problem and no digest."""
    row = {"path": listed_as, "kind": path.suffix[1:].lower()}
    try:
        return row | {"bytes": path.stat().st_size, "sha256": digests.digest(path), "problem": None}
    except OSError as error:
        return row | {"bytes": None, "sha256": None, "problem": f"cannot be read: {error.strerror}"}


def choose_media(
    clips: pd.DataFrame, files: pd.DataFrame, audio: Mapping[str, float], frames: Sequence[str] = ()
) -> pd.DataFrame:
    """Add to each clip the file that its audio is read from and the one of its frames.

    Of several kinds the first is used, whatever its content: a broken file is to be reported, not skipped.

    Parameters
    ----------
    clips : DataFrame
        One row a clip; column clip_id.
    files : DataFrame
        Rows of `corpus_files`; a clip has at most one file of a kind.
    audio : mapping of str to float
        Kinds that hold audio, in order of preference, and the gain that brings each to a common level.
    frames : sequence of str
        Kinds that hold frames, in order of preference.
    """
    for kinds, names in (
        (list(audio), {"path": "audio_path", "kind": "audio_source", "sha256": "audio_sha256"}),
        (list(frames), {"path": "video_path", "sha256": "video_sha256"}),
    ):
        fitting = files[files["kind"].isin(kinds) & files["clip_id"].notna()]
        ordered = fitting.sort_values("kind", key=lambda kind: kind.map(kinds.index), kind="stable")
        chosen = ordered.drop_duplicates("clip_id")[["clip_id", *names]].rename(columns=names)
        clips = clips.merge(chosen, on="clip_id", how="left", validate="one_to_one")
    return clips.assign(audio_gain=clips["audio_source"].map(audio))


def join_table(clips: pd.DataFrame, table: pd.DataFrame, key: str, validate: str, source: Path) -> pd.DataFrame:
    """Add a table's columns to the clips by key; clips that it lacks get nulls.

    Raises
    ------
    ContractError
        If the table has a key twice.
    """
    try:
        return clips.merge(table, on=key, how="left", validate=validate)
    except pd.errors.MergeError as error:
        twice = table.loc[table[key].duplicated(), key].unique()[:5]
        raise ContractError(f"has more than one row for {', '.join(twice)}", path=source) from error


def to_inventory(clips: pd.DataFrame, files: pd.DataFrame) -> Inventory:
    """Bring both tables to their contracts: missing columns are null, rows are in the order of their keys."""
    return Inventory(_conform(clips, "inventory"), _conform(files, "corpus_files"))


def _conform(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    contract = load_table(name)
    ordered = frame.sort_values(list(contract.key), ignore_index=True)
    return convert(ordered.reindex(columns=list(contract.columns)), contract)

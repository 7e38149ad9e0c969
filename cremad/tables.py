"""Tables: folders of Parquet parts and a manifest that is replaced last, so that readers never get a partial
table.

A table holds groups of rows (one for each corpus, or one for each run), each published as a whole. The
manifest lists the current parts; unfinished files end in ``.tmp``, so ``*.parquet`` is always readable.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import atomic_path, digest_file, digest_json, read_json, write_json, writing
from cremad.errors import ContractError, MissingFileError
from data_contracts.arrow import arrow_schema
from data_contracts.contract import Table

MANIFEST = "_manifest.json"
ROWS_PER_PART = 50_000


def publish_table(
    folder: Path, contract: Table, frame: pd.DataFrame, *, group: str, lineage: dict[str, Any]
) -> Artifact:
    """Replace one group of a table's rows, atomically.

    Parameters
    ----------
    folder : Path
        The table's folder, made if absent.
    contract : Table
        Contract of the columns; rows are sorted by its key.
    frame : DataFrame
        All rows of the group. Columns that the contract does not name are refused.
    group : str
        A corpus or a run; other groups of the table stay as they are.
    lineage : dict
        Digests of the rows' inputs, and other JSON values, kept in the files and in the manifest.

    Returns
    -------
    Artifact
        The folder and the digest of the group's rows.

    Raises
    ------
    ContractError
        If a column is missing, unknown or not convertible to its type.
    StorageError
        If the disk is full or the folder not writable; the table is then as it was.
    """
    rows = to_arrow(frame.sort_values(list(contract.key), kind="stable"), contract)
    described = {"lineage": json.dumps(lineage, sort_keys=True)}
    rows = rows.replace_schema_metadata(rows.schema.metadata | described)

    def write_parts() -> dict:
        parts = [
            _write_part(folder, rows.slice(start, ROWS_PER_PART), group, number)
            for number, start in enumerate(range(0, max(len(rows), 1), ROWS_PER_PART))
        ]
        return {
            "contract": digest_json(contract.model_dump()),
            "contract_version": contract.version,
            "rows": len(rows),
            "sha256": digest_json([part["sha256"] for part in parts]),
            "parts": parts,
            "lineage": lineage,
        }

    return publish_group(folder, contract.name, group, write_parts)


def publish_group(folder: Path, name: str, group: str, write_parts: Callable[[], dict]) -> Artifact:
    """Replace one group of a folder with a manifest, atomically.

    Parameters
    ----------
    folder : Path
        Made if absent.
    name : str
        What the folder holds.
    group : str
        Other groups are unchanged, except for those under another contract, which are no longer compatible and are
        moved to ``superseded/``.
    write_parts : callable
        Writes the group's files (see `name_part`) and returns its entry in the manifest: at least contract, rows,
        sha256, parts, lineage.

    Raises
    ------
    StorageError
        If the disk is full or the folder not writable; all is then as it was.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            try:
                entry = write_parts()
                _replace_group(folder, name, group, entry)
            finally:
                _sweep(folder)
    return Artifact(path=folder, sha256=entry["sha256"], group=group)


def name_part(unnamed: Path, suffix: str, rows: int) -> dict:
    """Rename a part to its final name, which ends in its digest, and return its entry for the manifest."""
    digest = digest_file(unnamed)
    named = unnamed.replace(unnamed.with_name(f"{unnamed.stem}-{digest[:12]}{suffix}"))
    return {"file": named.name, "rows": rows, "sha256": digest}


def read_table(artifact: Artifact, columns: list[str] | None = None) -> pd.DataFrame:
    """Read the rows that an artifact names, in the order of the table's key.

    Raises
    ------
    MissingFileError
        If the table or the group is not there.
    ContractError
        If the files are no longer those that the artifact was made of.
    """
    entry = read_entry(artifact)
    parts = [pq.read_table(artifact.path / part["file"], columns=columns) for part in entry["parts"]]
    return pa.concat_tables(parts).to_pandas()


def read_entry(artifact: Artifact) -> dict:
    """The manifest's entry of a group, after verifying its files. Raises as `read_table` does."""
    entry = _group(artifact.path, artifact.group)
    if entry["sha256"] != artifact.sha256 or not _intact(artifact.path, entry):
        raise ContractError(
            f"the rows of {artifact.group!r} have changed since they were named",
            path=artifact.path,
            remedy="Run the flow again from the stage that makes this table.",
        )
    return entry


def has_group(folder: Path, group: str) -> bool:
    """Whether a table has rows of a group."""
    return group in read_manifest(folder).get("groups", {})


def current_table(folder: Path, group: str) -> Artifact:
    """The artifact of a group as it was last published."""
    return Artifact(path=folder, sha256=_group(folder, group)["sha256"], group=group)


def is_intact(artifact: Artifact) -> bool:
    """Whether an artifact, table or file, exists and has its digest."""
    if artifact.group is None:
        return artifact.path.is_file() and digest_file(artifact.path) == artifact.sha256
    entry = read_manifest(artifact.path).get("groups", {}).get(artifact.group)
    return entry is not None and entry["sha256"] == artifact.sha256 and _intact(artifact.path, entry)


def read_manifest(folder: Path) -> dict:
    """The manifest of a table, or an empty one where there is no table yet.

    Raises
    ------
    ContractError
        If the manifest is damaged, as after a power cut.
    """
    path = folder / MANIFEST
    try:
        manifest = read_json(path)
    except ContractError:
        manifest = None
    if not isinstance(manifest, dict):
        raise ContractError(
            "the manifest is damaged, so that the table's files are unknown",
            path=path,
            remedy="Remove the folder, and rerun the flows that publish its rows.",
        )
    return manifest


def to_arrow(frame: pd.DataFrame, contract: Table) -> pa.Table:
    """Convert a frame to the Arrow schema of its contract; the error names the column that does not fit."""
    missing = [name for name in contract.columns if name not in frame.columns]
    unknown = [name for name in frame.columns if name not in contract.columns]
    if missing or unknown:
        raise ContractError(f"table {contract.name}: columns missing {missing[:8]}, unknown {unknown[:8]}")
    try:
        return pa.Table.from_pandas(frame, schema=arrow_schema(contract), preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError, ValueError) as error:
        raise ContractError(f"table {contract.name}: {'; '.join(map(str, error.args))}") from error


def write_parquet(path: Path, rows: pa.Table) -> None:
    """Write one Parquet file atomically: zstd, floats byte-stream split, dictionaries for text alone."""
    floats = [field.name for field in rows.schema if pa.types.is_floating(field.type)]
    text = [field.name for field in rows.schema if pa.types.is_string(field.type)]
    # an own sink, since on a full disk pyarrow does not close the file that it opens, which keeps its space
    with atomic_path(path) as temporary, pa.OSFile(str(temporary), "wb") as sink:
        pq.write_table(
            rows,
            sink,
            compression="zstd",
            use_dictionary=text,
            column_encoding=dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),
            write_statistics=True,
        )


def _write_part(folder: Path, rows: pa.Table, group: str, number: int) -> dict:
    unnamed = folder / f"{group}-{number:03d}.part"
    write_parquet(unnamed, rows)
    return name_part(unnamed, ".parquet", len(rows))


def _replace_group(folder: Path, table: str, group: str, entry: dict) -> None:
    """Write the manifest with the new group, and move the groups that are no longer compatible."""
    groups = read_manifest(folder).get("groups", {})
    fitting = {name: old for name, old in groups.items() if old["contract"] == entry["contract"]}
    write_json(folder / MANIFEST, {"table": table, "groups": fitting | {group: entry}})
    for name in groups.keys() - fitting.keys() - {group}:
        for part in groups[name]["parts"]:
            aside = folder / "superseded" / part["file"]
            aside.parent.mkdir(exist_ok=True)
            (folder / part["file"]).replace(aside)


def _sweep(folder: Path) -> None:
    """Remove files that belong to no group: those of replaced rows, or of a failed publication."""
    current = {part["file"] for each in read_manifest(folder).get("groups", {}).values() for part in each["parts"]}
    for path in folder.iterdir():
        if path.suffix in {".parquet", ".npy", ".part", ".tmp"} and path.name not in current:
            path.unlink()


def _group(folder: Path, group: str | None) -> dict:
    groups = read_manifest(folder).get("groups", {})
    if group not in groups:
        raise MissingFileError(
            f"no rows of {group!r} here; there are {sorted(groups) or 'none'}",
            path=folder,
            remedy="Run the flow that makes this table first.",
        )
    return groups[group]


def _intact(folder: Path, entry: dict) -> bool:
    paths = [(folder / part["file"], part["sha256"]) for part in entry["parts"]]
    return all(path.is_file() and digest_file(path) == digest for path, digest in paths)

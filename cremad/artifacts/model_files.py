"""A stored model's folder: a description in JSON, and a file of weights whose digest it holds."""

import json
from pathlib import Path
from typing import Any

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_file, write_json
from cremad.errors import ContractError, MissingFileError

DESCRIPTION = "model.json"


def describe(file: Path, description: dict[str, Any]) -> Artifact:
    """Write the description of a model's file, together with its digest, into the same folder.

    Returns
    -------
    Artifact
        The description, whose digest covers the digest of the file.
    """
    path = file.with_name(DESCRIPTION)
    write_json(path, description | {"sha256": digest_file(file)})
    return Artifact(path=path, sha256=digest_file(path))


def stored_model(folder: Path) -> Artifact:
    """The artifact of a model's folder.

    Raises
    ------
    MissingFileError
        If there is no model.
    """
    description = folder / DESCRIPTION
    if not description.exists():
        raise MissingFileError("no such model", path=folder, remedy="Run the flow that trains it first.")
    return Artifact(path=description, sha256=digest_file(description))


def read_description(path: Path, sha256: str) -> dict[str, Any]:
    """The description of a model, if it has not changed; else raises as `unchanged` does."""
    text = unchanged(path, sha256).read_bytes()
    try:
        described = json.loads(text)
    except ValueError as error:
        raise ContractError("holds no JSON", path=path, remedy="Train the model again.") from error
    if not isinstance(described, dict) or not isinstance(described.get("sha256"), str):
        raise ContractError("is not a description of a model", path=path, remedy="Train the model again.")
    return described


def unchanged(path: Path, sha256: str) -> Path:
    """The path of a file, after verifying its digest.

    Raises
    ------
    MissingFileError
        If it is missing.
    ContractError
        If it has changed.
    """
    if not path.is_file():
        raise MissingFileError("a file of the model is missing", path=path, remedy="Train it again.")
    if digest_file(path) != sha256:
        raise ContractError("the model has changed since it was saved", path=path, remedy="Train it again.")
    return path

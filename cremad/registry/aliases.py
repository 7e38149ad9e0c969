"""Readable names of stored models; an alias points to an id and can be changed, unlike an id."""

import string
from pathlib import Path

from cremad.artifacts.digests import read_json, write_json
from cremad.errors import OptionError

FOLDER = "aliases"
ALLOWED = frozenset(string.ascii_letters + string.digits + "._-")
"""Characters of an alias."""


def set_alias(models: Path, alias: str, model_id: str) -> None:
    """Let an alias point to a model, atomically.

    Parameters
    ----------
    models : Path
        Folder of all models.
    alias : str
        Letters, digits, ``.``, ``_``, ``-``.

    Raises
    ------
    OptionError
        If the name is not valid as a file name.
    StorageError
        If the folder cannot be written.
    """
    if not alias or not set(alias) <= ALLOWED:
        raise OptionError(f"{alias!r} is no alias", remedy="Use letters, digits, points, dashes and underscores.")
    write_json(models / FOLDER / f"{alias}.json", {"model": model_id})


def find_alias(models: Path, alias: str) -> str | None:
    """The id of an alias; None if there is no such alias."""
    return read_json(models / FOLDER / f"{alias}.json").get("model") if set(alias) <= ALLOWED else None


def list_aliases(models: Path) -> dict[str, str]:
    """Alias → id, sorted."""
    return {path.stem: read_json(path)["model"] for path in sorted((models / FOLDER).glob("*.json"))}

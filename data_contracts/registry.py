"""Registries of defects that are known of a corpus, as data: name, what it is, files and their official bytes."""

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict


class Defect(BaseModel):
    """A defect that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    what: str
    files: dict[str, str]
    """Path below the corpus folder → SHA-256 of the defective bytes."""


class Registry(BaseModel):
    """All known defects of a corpus, under a version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    defects: tuple[Defect, ...]


@cache
def load_registry(corpus: str) -> Registry:
    """Read the registry of a corpus; of a corpus without one it is empty."""
    file = files(__package__) / "defects" / f"{corpus}.yaml"
    return Registry(**yaml.safe_load(file.read_text())) if file.is_file() else Registry(version=0, defects=())

"""What stages pass to each other: a path together with the digest of its content."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Artifact(BaseModel):
    """A table, model or page on disk.

    The digest is of the content, so artifacts with the same digest are equal wherever they are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    """File, or folder with a manifest."""

    sha256: str
    """Content digest, 64 hexadecimal digits."""

    group: str | None = None
    """For a table, the group of rows: a corpus or a run."""

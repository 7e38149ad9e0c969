"""What stages hand to each other: a path together with the digest of what lies there."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Artifact(BaseModel):
    """A table, model or page on disk.

    The digest is of the content, so that two artifacts of one digest are the same thing wherever they lie.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    """File, or folder with a manifest."""

    sha256: str
    """Content digest, 64 hexadecimal digits."""

    group: str | None = None
    """Of a table, the group of rows that is meant: a corpus or a run."""

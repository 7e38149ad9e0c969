"""A reference to a stored network."""

from pathlib import Path

from pydantic import Field

from cremad.settings import Options

ID_LENGTH = 12
"""Number of hexadecimal digits of a description's digest that form the model's id."""


class NetworkFile(Options):
    """A stored network whose weights another one starts from; a plain value, which reads no file."""

    path: Path
    """Its description, ``model.json``; the weights are in the same folder."""
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    """Digest of the description, which holds the digest of the weights."""

    @property
    def model_id(self) -> str:
        return self.sha256[:ID_LENGTH]

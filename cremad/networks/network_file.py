"""A stored network, named."""

from pathlib import Path

from pydantic import Field

from cremad.settings import Options

ID_LENGTH = 12
"""Hexadecimal digits of a description's digest that name its model."""


class NetworkFile(Options):
    """A stored network that another begins with; a value, which reads nothing."""

    path: Path
    """Its description, ``model.json``; the weights lie beside it."""
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    """Of the description, which vouches for the weights."""

    @property
    def model_id(self) -> str:
        return self.sha256[:ID_LENGTH]

"""A draw: the random parameters of a change, separate from applying it, so that it can be logged and replayed."""

from cremad.settings import Options


class Draw(Options):
    """A change to a clip. Its JSON replays it bit for bit: floats are written in full."""

    kind: str
    """Name of the change."""
    parameters: dict[str, float]
    """Parameters of the change."""

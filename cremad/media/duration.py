"""How long a file says that it lasts, which is not how long it is."""

from pathlib import Path

import av

INFO_FRAMES = (b"Xing", b"Info")
"""Marks of the first frame of an MP3 that states how many frames follow."""
SEARCHED_BYTES = 4096


def states_duration(path: Path) -> bool:
    """Whether the file's header states its duration.

    Players can neither seek in an FLV or MP3 that does not, nor show how much is left.

    Parameters
    ----------
    path : Path
        A file that has been decoded without error. Kinds other than FLV and MP3 always state theirs.
    """
    suffix = path.suffix.lower()
    with open(path, "rb") as file:
        beginning = file.read(SEARCHED_BYTES)
    if suffix == ".mp3":
        return any(mark in beginning for mark in INFO_FRAMES)
    if suffix == ".flv":
        with av.open(str(path)) as container:
            return bool(float(container.metadata.get("duration", container.duration or 0)))
    return True

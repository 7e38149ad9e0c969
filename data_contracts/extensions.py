"""What other installed packages add to the project, by entry points."""

from importlib import metadata
from typing import Any


def extensions(group: str) -> dict[str, Any]:
    """Load what installed packages offer under a group of entry points.

    Parameters
    ----------
    group : str
        Such as ``cremad.feature_sets``.

    Returns
    -------
    dict of str to object
        ``package.module:name`` of the entry point → what it names, sorted.

    Raises
    ------
    Exception
        Whatever importing one of them raises, with a note that says which.
    """
    points = sorted(metadata.entry_points(group=group), key=lambda point: point.value)
    return {point.value: _load(point) for point in points}


def _load(point: metadata.EntryPoint) -> Any:
    try:
        return point.load()
    except Exception as error:
        error.add_note(f"while loading {point.value}, entry point {point.name!r} of group {point.group!r}")
        raise

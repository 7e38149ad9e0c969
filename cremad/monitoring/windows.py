"""The two windows that a drift check compares, taken from one table of clips.

By time, where the table holds when a clip was recorded: the newest clips against those before; an actor may be in
both windows. Otherwise by actor: two disjoint sets of actors, drawn at random.
"""

import numpy as np
import pandas as pd
from pydantic import Field

from cremad.errors import ContractError
from cremad.settings import Options


class WindowOptions(Options):
    """How the current window is cut off."""

    current_share: float = Field(default=0.5, gt=0, lt=1)
    """Share of the clips (by time) or of the actors (without time) that make the current window."""

    time_column: str | None = None
    """Column that orders the clips; None to divide by actor."""


def split_windows(
    clips: pd.DataFrame, options: WindowOptions, generator: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Divide clips into a reference and a current window.

    Parameters
    ----------
    clips : DataFrame
        One row a clip, with `actor` and, if the options name it, the time column.
    options : WindowOptions
        What the clips are divided by, and where.
    generator : Generator
        Draws the actors of the current window; not used by time.

    Returns
    -------
    reference, current : DataFrame
        All rows between them, in their order. Clips of one moment, or of one actor without time, stay
        together.

    Raises
    ------
    ContractError
        If the column is missing or one of the windows would be empty.
    """
    column = options.time_column or "actor"
    if column not in clips or clips[column].isna().any():
        raise ContractError(
            f"windows need a column {column!r} without gaps", remedy="Name the right column or fill it."
        )
    if options.time_column is not None:
        is_current = _is_newest(clips[column], options.current_share)
    else:
        is_current = clips["actor"].isin(_draw_actors(clips["actor"], options.current_share, generator))
    if is_current.all() or not is_current.any():
        raise ContractError(
            f"{len(clips)} clips with {clips[column].nunique()} values of {column!r} make no two windows",
            remedy="Give more clips or another share.",
        )
    return clips[~is_current], clips[is_current]


def _is_newest(time: pd.Series, share: float) -> pd.Series:
    newest = max(1, round(share * len(time)))
    return time >= time.sort_values().iloc[-newest]


def _draw_actors(actors: pd.Series, share: float, generator: np.random.Generator) -> np.ndarray:
    names = np.sort(actors.unique())
    count = min(max(1, round(share * len(names))), len(names) - 1)
    return generator.choice(names, size=count, replace=False)

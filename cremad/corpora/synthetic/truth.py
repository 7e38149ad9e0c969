"""The ground truth of a synthetic corpus, stored with the clips."""

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cremad.errors import MissingFileError

MARKER = "synthetic.json"
"""Written last: a folder without it is not a finished corpus."""
CLIPS, PLANTED = "synthetic_truth.csv", "synthetic_planted.csv"


@dataclass(frozen=True)
class GroundTruth:
    """What is true of a synthetic corpus."""

    folder: Path
    clips: pd.DataFrame
    """One row a clip, with every number that it was made from; see `plan.plan_clips`."""
    planted: pd.DataFrame
    """`clip_id`, `rule`, `path`: what was spoilt, sorted by clip."""


def read_marker(folder: Path) -> dict | None:
    """Options and code that the corpus was written with, or None where none is finished."""
    path = folder / MARKER
    return json.loads(path.read_text()) if path.is_file() else None


def read_truth(folder: Path) -> GroundTruth:
    """Read the truth of a finished synthetic corpus.

    Raises
    ------
    MissingFileError
        If the folder holds none.
    """
    if read_marker(folder) is None:
        raise MissingFileError("no finished synthetic corpus here", path=folder)
    clips, planted = (pd.read_csv(folder / name) for name in (CLIPS, PLANTED))
    return GroundTruth(folder, clips, planted)

"""Human raters: votes for voice, face and both together, in the official tables' columns."""

import csv
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from cremad.randomness.streams import child_stream
from data_contracts.vocabulary import EMOTIONS, VOTE_LETTER_OF_EMOTION, VOTE_MODALITIES

LETTERS: Final = [VOTE_LETTER_OF_EMOTION[emotion] for emotion in EMOTIONS]

SHARES: Final = {
    "voice": (
        (0.55, 0.20, 0.05, 0.02, 0.17, 0.01),
        (0.12, 0.29, 0.09, 0.03, 0.37, 0.10),
        (0.06, 0.06, 0.33, 0.03, 0.38, 0.14),
        (0.07, 0.07, 0.08, 0.30, 0.45, 0.03),
        (0.04, 0.06, 0.05, 0.02, 0.76, 0.07),
        (0.02, 0.07, 0.12, 0.01, 0.52, 0.26),
    ),
    "face": (
        (0.58, 0.19, 0.04, 0.03, 0.14, 0.02),
        (0.08, 0.55, 0.10, 0.01, 0.06, 0.20),
        (0.09, 0.10, 0.45, 0.01, 0.21, 0.14),
        (0.01, 0.01, 0.01, 0.88, 0.08, 0.01),
        (0.04, 0.08, 0.04, 0.04, 0.72, 0.08),
        (0.03, 0.10, 0.12, 0.02, 0.40, 0.33),
    ),
    "both": (
        (0.66, 0.20, 0.04, 0.01, 0.08, 0.01),
        (0.07, 0.62, 0.13, 0.01, 0.08, 0.09),
        (0.05, 0.06, 0.58, 0.01, 0.17, 0.13),
        (0.01, 0.01, 0.02, 0.86, 0.10, 0.00),
        (0.04, 0.05, 0.05, 0.02, 0.79, 0.05),
        (0.02, 0.08, 0.17, 0.01, 0.37, 0.35),
    ),
}
"""For each emotion meant (rows), the share of raters who choose each (columns), in the order of `EMOTIONS`."""

AGREEMENT: Final = 8.0
"""Concentration of the Dirichlet distribution that a clip's own shares are drawn from."""


def draw_votes(clips: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Draw the raters' choices for each clip.

    Parameters
    ----------
    clips : DataFrame
        `clip_id`, `number`, `emotion`, `intensity`. The weaker the emotion, the more raters choose neutral.
    seed : int
        The corpus's seed; each clip has a stream of its own.

    Returns
    -------
    DataFrame
        The rows of `tabulatedVotes.csv`: modality by modality, indexed by modality * 100000 + number.
    """
    rows = {}
    for clip in clips.itertuples():
        rng = child_stream(seed, "votes", clip.clip_id)
        for number, modality in enumerate(VOTE_MODALITIES, start=1):
            shares = np.array(SHARES[modality][EMOTIONS.index(clip.emotion)])
            shares = shares * np.where(np.array(EMOTIONS) == "neutral", 1.0, clip.intensity) + 0.002
            raters = int(rng.integers(7, 13))
            votes = rng.multinomial(raters, rng.dirichlet(AGREEMENT * shares / shares.sum()))
            rows[str(number * 100_000 + clip.number)] = [
                *votes,
                clip.clip_id,
                raters,
                votes.max() / raters,
                ":".join(sorted(np.array(LETTERS)[votes == votes.max()])),
                round(np.clip(rng.normal(62.0, 10.0), 0, 100), 2),
            ]
    columns = [*LETTERS, "fileName", "numResponses", "agreement", "emoVote", "meanEmoResp"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).sort_index()


def summarise_votes(votes: pd.DataFrame) -> pd.DataFrame:
    """The rows of `summaryTable.csv`: each clip's plurality votes and levels, side by side."""
    summary = votes[["fileName"]].drop_duplicates()
    for digit, name in (("1", "Voice"), ("2", "Face"), ("3", "MultiModal")):
        names = {"emoVote": f"{name}Vote", "meanEmoResp": f"{name}Level"}
        of_modality = votes.loc[votes.index.str[0] == digit, ["fileName", *names]].rename(columns=names)
        summary = summary.merge(of_modality, on="fileName", validate="one_to_one")
    summary.index = (summary.index + 1).astype(str)
    return summary.rename(columns={"fileName": "FileName"})


def write_official(path: Path, table: pd.DataFrame, *, index: bool = True) -> None:
    """Write a CSV as CREMA-D's are: text in quotes, numbers bare."""
    table.to_csv(path, index=index, index_label="", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")

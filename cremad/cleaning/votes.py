"""Whether the tables of votes that come with CREMA-D add up: counts, totals, winners, levels.

``tabulatedVotes.csv`` has a row for each clip and what the raters were given, numbered modality * 100000 + clip
in its unnamed first column; ``summaryTable.csv`` has a row for each clip.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from cremad.errors import ContractError
from data_contracts.vocabulary import VOTE_LETTER_OF_EMOTION, VOTE_MODALITIES

LETTERS = list(VOTE_LETTER_OF_EMOTION.values())
MEANS = [f"mean{emotion.capitalize()}Resp" for emotion in VOTE_LETTER_OF_EMOTION]
"""Mean intensity, 0 to 100, of each emotion in the order of `LETTERS`, over the raters who chose it."""
NOBODY = -1
"""Code for the mean intensity where no rater chose the emotion."""
ROUNDING = 0.01
"""Tolerance of means: summaries are rounded to two digits."""
SUMMARY = {"voice": "Voice", "face": "Face", "both": "MultiModal"}
"""What raters were given → prefix of the columns of the summary."""


class Fault(NamedTuple):
    """A row of the tables that does not add up."""

    row: str
    """clip/given, or clip."""
    rule: str
    reason: str


def find_vote_faults(votes: pd.DataFrame, summary: pd.DataFrame | None) -> Iterator[Fault]:
    """Check the counts for consistency and against the summary.

    Intensities are checked where the tables have them; the synthetic corpus has none.

    Parameters
    ----------
    votes : DataFrame
        ``tabulatedVotes.csv`` as it is read.
    summary : DataFrame, optional
        ``summaryTable.csv``.

    Raises
    ------
    ContractError
        If a required column is missing.
    """
    rows = tidy_votes(votes)
    counts = rows[LETTERS].to_numpy(float)
    total = counts.sum(axis=1)
    winner = [":".join(np.array(LETTERS)[row == row.max()]) for row in counts]
    share = counts.max(axis=1) / np.maximum(total, 1)
    rows = rows.assign(total=total, winner=winner, share=share)
    for each in rows[rows["total"] == 0].itertuples():
        yield Fault(each.Index, "no_votes", "nobody voted")
    known, rows = rows["clip_id"].unique(), rows[rows["total"] != 0]
    for each in rows[rows["total"] != rows["numResponses"]].itertuples():
        reason = f"counts of {each.total:.0f} votes in all, numResponses is {each.numResponses}"
        yield Fault(each.Index, "votes_total", reason)
    for each in rows[~((rows["share"] - rows["agreement"]).abs() <= 1e-6)].itertuples():  # nor may it be null
        reason = f"{each.share:.4f} of the votes are for the winner, agreement is {each.agreement}"
        yield Fault(each.Index, "votes_agreement", reason)
    for each in rows[rows["winner"] != rows["emoVote"]].itertuples():
        yield Fault(each.Index, "votes_winner", f"most votes are for {each.winner}, emoVote is {each.emoVote}")
    if set(MEANS) <= set(rows):
        yield from _level_faults(rows)
    if summary is not None:
        yield from _summary_faults(rows, known, summary)


def tidy_votes(votes: pd.DataFrame) -> pd.DataFrame:
    """The rows by clip/given, with both as the columns ``clip_id`` and ``given``."""
    _refuse_missing("tabulatedVotes", votes, [*LETTERS, "fileName", "numResponses", "agreement", "emoVote"])
    given = (votes.iloc[:, 0] // 100_000).map(dict(enumerate(VOTE_MODALITIES, start=1)))
    rows = votes.assign(clip_id=votes["fileName"], given=given.fillna("unknown"))
    return rows.set_index(rows["clip_id"] + "/" + rows["given"])


def _level_faults(rows: pd.DataFrame) -> Iterator[Fault]:
    """The mean intensity over all votes is that of the emotions' means, weighted by their votes."""
    counts, means = rows[LETTERS].to_numpy(float), rows[MEANS].to_numpy(float)
    stray = (counts > 0) == (means == NOBODY)
    for row in np.flatnonzero(stray.any(axis=1)):
        letter = np.array(LETTERS)[stray[row]][0]
        reason = (
            f"{letter} has {rows[letter].iloc[row]} votes and the mean intensity {means[row][stray[row]][0]:g}"
        )
        yield Fault(rows.index[row], "votes_level", reason)
    level = (counts * np.where(counts > 0, means, 0)).sum(axis=1) / counts.sum(axis=1)
    wrong = ~stray.any(axis=1) & ~(np.abs(level - rows["meanEmoResp"]) <= ROUNDING)
    for row in np.flatnonzero(wrong):
        reason = f"mean intensity of {level[row]:.2f}, meanEmoResp is {rows['meanEmoResp'].iloc[row]:.2f}"
        yield Fault(rows.index[row], "votes_level", reason)


def _summary_faults(rows: pd.DataFrame, known: np.ndarray, summary: pd.DataFrame) -> Iterator[Fault]:
    """The summary has each clip's winners, and their mean intensities in the same order."""
    stated = [f"{name}{what}" for name in SUMMARY.values() for what in ("Vote", "Level")]
    _refuse_missing("summaryTable", summary, ["FileName", *stated])
    clips = pd.Index(summary["FileName"])
    for clip in clips.symmetric_difference(known):
        yield Fault(clip, "vote_summary", f"is not in {'tabulatedVotes' if clip in clips else 'summaryTable'}")
    by_row = pd.concat(
        summary[[f"{name}Vote", f"{name}Level"]].set_axis(["vote", "level"], axis=1).set_index(clips + "/" + given)
        for given, name in SUMMARY.items()
    )
    both = rows.join(by_row, how="inner")
    for each in both[both["vote"] != both["emoVote"]].itertuples():
        yield Fault(each.Index, "vote_summary", f"emoVote is {each.emoVote}, the summary has {each.vote}")
    if set(MEANS) <= set(both):
        alike = both[both["vote"] == both["emoVote"]]
        means = alike[MEANS].to_numpy(float)
        for row, (winners, level) in enumerate(zip(alike["vote"], alike["level"].astype(str), strict=True)):
            expected = [means[row, LETTERS.index(each)] for each in winners.split(":") if each in LETTERS]
            if not _are_near(level, expected):
                told = ":".join(f"{mean:.2f}" for mean in expected)
                reason = f"mean intensity of the winner {told}, the summary has {level}"
                yield Fault(alike.index[row], "vote_summary", reason)


def _are_near(level: str, expected: list[float]) -> bool:
    """Whether a level, or those of several winners with colons between, are the numbers expected."""
    try:
        told = [float(each) for each in level.split(":")]
    except ValueError:
        return False
    return len(told) == len(expected) and np.allclose(told, expected, rtol=0, atol=ROUNDING)


def _refuse_missing(table: str, frame: pd.DataFrame, columns: list[str]) -> None:
    if missing := [column for column in columns if column not in frame]:
        raise ContractError(
            f"table {table} has no column {', '.join(missing)}", remedy="Fetch it with `cremad corpus download`."
        )

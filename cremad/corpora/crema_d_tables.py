"""The tables that come with CREMA-D: who the actors are, and what the raters chose."""

from pathlib import Path

import pandas as pd

from cremad.corpora.listing import join_table
from cremad.errors import ContractError
from cremad.media.tabular import load_csv
from data_contracts.vocabulary import VOTE_LETTER_OF_EMOTION, VOTE_MODALITIES

DEMOGRAPHICS = "VideoDemographics.csv"
VOTES = "processedResults/tabulatedVotes.csv"
VOTE_SUMMARY = "processedResults/summaryTable.csv"

TABLES = {"demographics": DEMOGRAPHICS, "votes": VOTES, "vote_summary": VOTE_SUMMARY}
"""Name in `cremad.cleaning.consistency.CorpusTables` → path."""

_DEMOGRAPHIC_COLUMNS = {"ActorID": "actor", "Age": "age", "Sex": "sex", "Race": "race", "Ethnicity": "ethnicity"}


def join_demographics(clips: pd.DataFrame, corpus_dir: Path) -> pd.DataFrame:
    """Add age, sex, race and ethnicity by actor; nothing is added where the table is missing."""
    path = corpus_dir / DEMOGRAPHICS
    if not path.exists():
        return clips
    people = _read(path, list(_DEMOGRAPHIC_COLUMNS)).rename(columns=_DEMOGRAPHIC_COLUMNS)
    people = people.assign(actor=people["actor"].astype(str), sex=people["sex"].str.lower())
    return join_table(clips, people, "actor", "many_to_one", path)


def join_votes(clips: pd.DataFrame, corpus_dir: Path) -> pd.DataFrame:
    """Add the counts of votes by clip, 18 columns; nothing is added where the table is missing.

    The table has a row for each clip and modality, numbered modality * 100000 + clip in its unnamed first column.
    """
    path = corpus_dir / VOTES
    if not path.exists():
        return clips
    votes = _read(path, ["fileName", *VOTE_LETTER_OF_EMOTION.values()])
    modality_of_row = votes.iloc[:, 0] // 100_000
    for number, modality in enumerate(VOTE_MODALITIES, start=1):
        names = {letter: f"votes_{modality}_{each}" for each, letter in VOTE_LETTER_OF_EMOTION.items()}
        counts = votes[modality_of_row == number].rename(columns={"fileName": "clip_id", **names})
        clips = join_table(clips, counts[["clip_id", *names.values()]], "clip_id", "one_to_one", path)
    return clips


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    table = load_csv(path)
    if missing := [name for name in columns if name not in table.columns]:
        raise ContractError(
            f"has no column {', '.join(missing)}", path=path, remedy="Fetch it with `cremad corpus download`."
        )
    return table

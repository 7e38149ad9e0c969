"""Votes add up, both tables agree, and the raters hear worse than they see."""

import numpy as np
import pandas as pd
import pytest

from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.corpora.synthetic.plan import plan_clips
from cremad.corpora.synthetic.votes import LETTERS, SHARES, draw_votes, summarise_votes, write_official

MODALITY_OF_DIGIT = {"1": "Voice", "2": "Face", "3": "MultiModal"}


@pytest.fixture(scope="module")
def clips():
    return plan_clips(SyntheticOptions(actors=24))


@pytest.fixture(scope="module")
def votes(clips):
    return draw_votes(clips, seed=0)


def test_shares_are_shares():
    assert [sum(row) for rows in SHARES.values() for row in rows] == pytest.approx([1.0] * 18)


def test_rows_are_numbered_by_modality_and_clip(clips, votes):
    assert votes.index.astype(int).tolist() == [
        modality * 100_000 + number for modality in (1, 2, 3) for number in clips["number"]
    ]
    assert votes["fileName"].tolist() == clips["clip_id"].tolist() * 3


def test_votes_add_up(votes):
    counts = votes[LETTERS]
    assert (counts.sum(axis=1) == votes["numResponses"]).all()
    np.testing.assert_allclose(counts.max(axis=1) / votes["numResponses"], votes["agreement"])
    plurality = counts.eq(counts.max(axis=1), axis=0)
    assert [":".join(np.array(LETTERS)[row]) for row in plurality.to_numpy()] == votes["emoVote"].tolist()


def test_both_tables_agree(votes):
    summary = summarise_votes(votes).set_index("FileName")
    for digit, name in MODALITY_OF_DIGIT.items():
        table = votes[votes.index.str[0] == digit].set_index("fileName")
        assert summary[f"{name}Vote"].to_dict() == table["emoVote"].to_dict()
        assert summary[f"{name}Level"].to_dict() == table["meanEmoResp"].to_dict()


def test_face_is_read_better_than_voice_and_both_best(clips, votes):
    letters = np.tile(clips["emotion"].str[0].str.upper(), 3)
    right = votes[LETTERS].to_numpy()[np.arange(len(votes)), [LETTERS.index(letter) for letter in letters]]
    share = pd.Series(right / votes["numResponses"]).groupby(votes.index.str[0]).mean()
    assert 0.3 < share["1"] < share["2"] < share["3"] < 0.8
    neutral = (votes["N"] / votes["numResponses"]).groupby(votes.index.str[0]).mean()
    assert neutral.idxmax() == "1"


def test_a_weaker_emotion_is_taken_for_neutral(clips):
    weak, strong = (draw_votes(clips.assign(intensity=intensity), seed=0)["N"].sum() for intensity in (0.3, 1.5))
    assert weak > 1.3 * strong


def test_text_is_quoted_and_numbers_are_bare_as_in_the_official_tables(votes, tmp_path):
    write_official(tmp_path / "votes.csv", votes.head(1))
    header, row = (tmp_path / "votes.csv").read_text().splitlines()
    assert header.startswith('"","A","D","F","H","N","S","fileName","numResponses","agreement","emoVote"')
    assert row.startswith('"100001",')
    assert f',"{votes["fileName"].iloc[0]}",{votes["numResponses"].iloc[0]},' in row

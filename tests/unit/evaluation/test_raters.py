"""Raters by hand, and the published figures over all of CREMA-D."""

import numpy as np
import pandas as pd
import pytest

from cremad.evaluation.raters import has_votes, rate
from cremad.evaluation.scoring import score
from data_contracts.vocabulary import (
    EMOTION_OF_CODE,
    EMOTIONS,
    LABEL_SETS,
    VOTE_LETTER_OF_EMOTION,
    VOTE_MODALITIES,
)
from tests.results import rater_columns


def clips_with(*votes):
    """One clip of a happy actor for each row of votes, given the face."""
    frame = pd.DataFrame(votes, columns=[f"votes_face_{emotion}" for emotion in EMOTIONS])
    return frame.assign(clip_id=[f"c{number}" for number in frame.index], actor="1", emotion="happy")


def test_plurality_and_the_shares_as_probabilities():
    (row,) = rate(clips_with([1, 0, 0, 2, 1, 0]), "face", "plurality", "six").to_dict("records")
    assert (row["y_pred"], row["y_true"], row["fold"]) == ("happy", "happy", 0)
    assert [row[f"p_{emotion}"] for emotion in EMOTIONS] == [0.25, 0, 0, 0.5, 0.25, 0]


def test_of_equally_many_the_first_of_the_vocabulary():
    rows = rate(clips_with([0, 2, 0, 2, 0, 0], [0, 0, 0, 1, 1, 0]), "face", "plurality", "six")
    assert rows["y_pred"].tolist() == ["disgust", "happy"]


def test_fewer_labels_renormalise_and_no_votes_spread_evenly():
    rows = rate(clips_with([1, 0, 0, 3, 6, 0], [0, 0, 0, 0, 9, 0]), "face", "plurality", "three")
    assert rows["p_happy"].tolist() == pytest.approx([0.75, 1 / 3])
    assert rows["y_pred"].tolist() == ["happy", "anger"]
    assert rows["p_neutral"].isna().all()


def test_single_ratings_are_numbered_within_the_clip():
    rows = rate(clips_with([1, 0, 0, 2, 0, 0], [0, 0, 0, 0, 1, 0]), "face", "single_rating", "six")
    assert rows[["clip_id", "fold", "y_pred"]].to_numpy().tolist() == [
        ["c0", 0, "anger"],
        ["c0", 1, "happy"],
        ["c0", 2, "happy"],
        ["c1", 0, "neutral"],
    ]
    assert rows.filter(regex="^p_").isna().all(axis=None)


def test_votes_must_be_there_for_every_clip():
    clips = clips_with([1, 0, 0, 2, 0, 0], [None] * 6)
    assert has_votes(clips.head(1), "face")
    assert not has_votes(clips, "face")
    assert not has_votes(clips.head(0), "face")


@pytest.fixture(scope="module")
def all_clips(real_crema_d) -> pd.DataFrame:
    votes = pd.read_csv(real_crema_d / "processedResults" / "tabulatedVotes.csv", index_col=0)
    names = votes["fileName"].drop_duplicates()
    codes = names.str.split("_", expand=True)
    clips = pd.DataFrame(
        {
            "clip_id": names.to_numpy(),
            "actor": codes[0].to_numpy(),
            "emotion": codes[2].map(EMOTION_OF_CODE).to_numpy(),
        }
    )
    for number, given in enumerate(VOTE_MODALITIES, start=1):
        table = votes[votes.index // 100_000 == number].set_index("fileName")[
            list(VOTE_LETTER_OF_EMOTION.values())
        ]
        table.columns = [f"votes_{given}_{emotion}" for emotion in VOTE_LETTER_OF_EMOTION]
        clips = clips.merge(table, left_on="clip_id", right_index=True, validate="one_to_one")
    return clips


def human_uar(clips, given, reading, labels, digits=3):
    rows = rate(clips[clips["emotion"].isin(LABEL_SETS[labels])], given, reading, labels)
    rows = rows.assign(run_id="0" * 12, corpus="crema-d", **rater_columns(given, learner=reading, labels=labels))
    metrics = score(rows).set_index("metric")["value"]
    return np.round([metrics["uar"], metrics["accuracy"]], digits)


@pytest.mark.parametrize(
    ("given", "plurality", "single", "single_share", "three", "ieo"),
    [
        ("voice", 0.4676, 0.407, 0.400, 0.780, 0.799),
        ("face", 0.6959, 0.577, 0.574, 0.880, 0.952),
        ("both", 0.7535, 0.634, 0.631, 0.922, 0.956),
    ],
)
def test_figures_over_all_of_crema_d(all_clips, given, plurality, single, single_share, three, ieo):
    assert human_uar(all_clips, given, "plurality", "six", digits=4)[0] == plurality
    assert human_uar(all_clips, given, "single_rating", "six").tolist() == [single, single_share]
    assert human_uar(all_clips, given, "plurality", "three")[0] == three
    strong = all_clips[all_clips["clip_id"].str.contains("_IEO_(?:ANG|HAP|SAD)_HI")]
    assert human_uar(strong, given, "plurality", "three")[0] == ieo

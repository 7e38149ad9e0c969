"""Cases of the vote tables beside those that are planted in `test_consistency`."""

import pandas as pd

from cremad.cleaning.votes import find_vote_faults

VOTES = pd.DataFrame(
    {
        "number": [100_001, 200_001, 300_001, 400_001],
        **{letter: [votes] * 4 for letter, votes in zip("ADFHNS", (0, 2, 0, 2, 1, 0), strict=True)},
        "fileName": "1001_DFA_ANG_XX",
        "numResponses": 5,
        "agreement": 0.4,
        "emoVote": "D:H",
    }
)


def faults(votes: pd.DataFrame, summary: pd.DataFrame | None = None) -> list[tuple[str, str]]:
    return [(fault.row, fault.rule) for fault in find_vote_faults(votes, summary)]


def test_two_winners_stand_in_the_order_of_the_letters():
    assert faults(VOTES) == []
    turned = VOTES.assign(emoVote=["H:D", "D:H", "D:H", "D"])
    rows = ["1001_DFA_ANG_XX/voice", "1001_DFA_ANG_XX/unknown"]
    assert faults(turned) == [(row, "votes_winner") for row in rows]


def test_total_share_or_winner_that_is_missing_is_a_fault():
    gone = VOTES[:1].assign(numResponses=None, agreement=None, emoVote=None)
    assert [rule for _, rule in faults(gone)] == ["votes_total", "votes_agreement", "votes_winner"]
    assert [rule for _, rule in faults(VOTES[:1].assign(A=None))] == [
        "votes_total",
        "votes_agreement",
        "votes_winner",
    ]


def test_clip_without_any_vote_is_still_known_to_the_summary():
    silent = VOTES[:3].assign(**dict.fromkeys("ADFHNS", 0))
    stated = {f"{name}{what}": "D" for name in ("Voice", "Face", "MultiModal") for what in ("Vote", "Level")}
    summary = pd.DataFrame({"FileName": ["1001_DFA_ANG_XX"], **stated})
    assert {rule for _, rule in faults(silent, summary)} == {"no_votes"}

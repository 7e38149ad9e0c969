"""Scores against votes: by hand, against scipy, golden, and as a table with intervals."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from sklearn.metrics import log_loss

from cremad.errors import ContractError
from cremad.evaluation import soft_labels
from cremad.evaluation.calibration import EPSILON
from cremad.evaluation.scoring import probabilities_of, score
from cremad.tables import to_arrow
from data_contracts.contract import load_table
from data_contracts.vocabulary import EMOTIONS

LABELS = ("anger", "happy", "sad")
VOTES = np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 0.25, 0.75]])
PROBABILITIES = np.array([[0.6, 0.4, 0.0], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8]])
GOLDEN = Path(__file__).parents[2] / "golden" / "soft_labels.json"


def test_values_by_hand():
    scores = soft_labels.evaluate(VOTES, PROBABILITIES, LABELS)
    # anger, happy and sad are chosen; anger got 1.5 votes, .5 of them on the clip where it is chosen
    assert scores["soft_recall.anger"] == pytest.approx(0.5 / 1.5)
    assert scores["soft_recall.happy"] == 0
    assert scores["soft_recall.sad"] == 1
    assert scores["soft_uar"] == pytest.approx((1 / 3 + 0 + 1) / 3)
    assert scores["soft_accuracy"] == pytest.approx((0.5 + 0 + 0.75) / 3)
    first = -(np.log(0.6) + np.log(0.4)) / 2
    assert scores["soft_cross_entropy"] == pytest.approx(
        (first - np.log(0.2) - 0.25 * np.log(0.1) - 0.75 * np.log(0.8)) / 3
    )


def test_golden_values():
    assert soft_labels.evaluate(VOTES, PROBABILITIES, LABELS) == pytest.approx(json.loads(GOLDEN.read_text()))


@given(st.integers(0, 2**32 - 1))
@example(17882834)  # a probability so small that clipping it takes the sum from 1
def test_divergence_is_scipys_and_cross_entropy_is_the_log_loss_of_hard_votes(seed):
    votes, probabilities = np.random.default_rng(seed).dirichlet([0.5] * 3, size=(2, 5))
    assert soft_labels.jensen_shannon_divergences(votes, probabilities) == pytest.approx(
        jensenshannon(votes, probabilities, base=2, axis=1) ** 2, abs=1e-9
    )
    hard, clipped = np.eye(3)[votes.argmax(1)], np.clip(probabilities, EPSILON, 1)
    assert soft_labels.cross_entropies(hard, probabilities).mean() == pytest.approx(
        log_loss(votes.argmax(1), clipped / clipped.sum(1, keepdims=True), labels=[0, 1, 2]), abs=1e-6
    )


def test_votes_that_agree_are_labels_and_equal_shares_diverge_by_nothing():
    scores = soft_labels.evaluate(VOTES, VOTES, LABELS)
    assert scores["soft_jensen_shannon"] == pytest.approx(0)
    assert soft_labels.evaluate(np.eye(3), np.eye(3), LABELS)["soft_uar"] == 1


@pytest.mark.parametrize("votes", [VOTES[:2], VOTES * 2, VOTES - 0.1])
def test_what_are_no_shares_is_refused(votes):
    with pytest.raises(ContractError):
        soft_labels.evaluate(votes, PROBABILITIES, LABELS)


@pytest.fixture
def rated(predictions):
    """The plurality is the label, by 6 votes of 10; clip 0 was not rated."""
    rng = np.random.default_rng(0)
    truth = [EMOTIONS.index(label) for label in predictions["y_true"]]
    votes = 6 * np.eye(6, dtype=int)[truth] + rng.multinomial(4, [1 / 6] * 6, len(truth))
    columns = [f"votes_both_{emotion}" for emotion in EMOTIONS]
    table = pd.DataFrame(votes, columns=columns, dtype="Int32").assign(clip_id=predictions["clip_id"])
    table.loc[0, columns] = pd.NA
    return table


def test_table_fits_the_contract_and_leaves_out_what_was_not_rated(predictions, rated):
    table = soft_labels.score_soft(predictions, rated, "both")
    to_arrow(table, load_table("metrics"))
    assert set(table["n_clips"]) == {239}
    overall = table[table["class"].isna()].set_index("metric")
    assert (overall["ci_low"] < overall["value"]).all()
    assert (overall["value"] < overall["ci_high"]).all()
    votes = rated.iloc[1:, :6].to_numpy(float) / 10
    plain = soft_labels.evaluate(votes, probabilities_of(predictions, EMOTIONS)[1:], EMOTIONS)
    assert overall["value"].to_dict() == pytest.approx(
        {f"{name}_both": value for name, value in plain.items() if "." not in name}
    )


def test_hard_votes_score_as_labels_do_with_the_same_interval(predictions, rated):
    votes = pd.get_dummies(predictions["y_true"]).add_prefix("votes_both_").astype(int)
    soft = soft_labels.score_soft(predictions, votes.assign(clip_id=rated["clip_id"]), "both")
    hard = score(predictions)
    numbers = ["value", "ci_low", "ci_high"]
    for ours, theirs in {"soft_uar_both": "uar", "soft_cross_entropy_both": "log_loss"}.items():
        of_metric = [table[table["metric"] == name][numbers] for table, name in ((soft, ours), (hard, theirs))]
        assert of_metric[0].to_numpy() == pytest.approx(of_metric[1].to_numpy())


def test_rows_without_probabilities_have_no_soft_scores(predictions, rated):
    without = predictions.assign(**{f"p_{emotion}": np.nan for emotion in EMOTIONS})
    assert soft_labels.score_soft(without, rated, "both").empty
    assert soft_labels.score_soft(predictions, rated[:1], "both").empty

"""The leakage premium is a paired difference."""

import numpy as np
import pandas as pd
import pytest

from cremad.evaluation.premium import leakage_premium
from cremad.evaluation.scoring import score
from cremad.tables import to_arrow
from data_contracts.contract import load_table
from tests.unit.evaluation.conftest import of_row


@pytest.fixture
def two_protocols(predictions) -> pd.DataFrame:
    right = np.random.default_rng(0).random(len(predictions)) < 0.5
    better = predictions["y_pred"].where(~right, predictions["y_true"])
    return pd.concat([predictions, of_row(predictions, protocol="random_5fold", y_pred=better)])


def test_difference_of_both_scores_with_a_narrower_interval(two_protocols):
    premium = leakage_premium(two_protocols)
    to_arrow(premium, load_table("leakage_premium"))
    (row,) = premium.to_dict("records")
    metrics = score(two_protocols).query("metric == 'uar'").set_index("protocol")
    assert row["honest_protocol"] == "actor_5fold"
    assert row["premium"] == pytest.approx(metrics["value"]["random_5fold"] - metrics["value"]["actor_5fold"])
    assert 0 < row["ci_low"] < row["premium"] < row["ci_high"]
    spread = metrics["ci_high"] - metrics["ci_low"]
    assert row["ci_high"] - row["ci_low"] < spread.sum()


def test_same_predictions_have_no_premium(predictions):
    same = pd.concat([predictions, of_row(predictions, protocol="clip_5fold")])
    (row,) = leakage_premium(same).to_dict("records")
    assert row["premium"] == 0
    assert -0.1 < row["ci_low"] < 0 < row["ci_high"] < 0.1


def test_other_clips_or_no_honest_protocol_make_no_row(two_protocols, predictions):
    assert leakage_premium(two_protocols.iloc[:-1]).empty
    assert leakage_premium(of_row(predictions, protocol="random_5fold")).empty

"""Scores of probabilities against hand-computed values and scikit-learn."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn import metrics

from cremad.errors import ContractError
from cremad.evaluation import calibration

TABLE = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2]])
TRUTH = np.array([0, 1, 2])
GOLDEN = Path(__file__).parents[2] / "golden" / "calibration.json"


def test_values_by_hand():
    scores = calibration.evaluate(TABLE, TRUTH)
    assert scores["log_loss"] == pytest.approx(-np.log([0.7, 0.8, 0.2]).mean())
    squares = [0.3**2 + 0.2**2 + 0.1**2, 0.1**2 + 0.2**2 + 0.1**2, 0.5**2 + 0.3**2 + 0.8**2]
    assert scores["brier"] == pytest.approx(np.mean(squares))
    assert scores["ece"] == pytest.approx((0.3 + 0.2 + 0.5) / 3)


def test_golden_values():
    assert calibration.evaluate(TABLE, TRUTH) == pytest.approx(json.loads(GOLDEN.read_text()), abs=1e-12)


def test_equal_to_scikit_learn():
    rng = np.random.default_rng(0)
    table, truth = rng.dirichlet(np.ones(6), 500), rng.integers(6, size=500)
    scores = calibration.evaluate(table, truth)
    assert scores["log_loss"] == pytest.approx(metrics.log_loss(truth, table, labels=range(6)))
    brier = metrics.brier_score_loss(truth, table, labels=range(6), scale_by_half=False)
    assert scores["brier"] == pytest.approx(brier)


def test_certain_and_right_is_perfect():
    scores = calibration.evaluate(np.eye(3), TRUTH)
    assert scores == pytest.approx({"log_loss": 0.0, "brier": 0.0, "ece": 0.0})


def test_certain_and_wrong_costs_a_bounded_amount():
    scores = calibration.evaluate(np.eye(3), (TRUTH + 1) % 3)
    assert scores == pytest.approx({"log_loss": -np.log(np.finfo(np.float32).eps), "brier": 2.0, "ece": 1.0})


def test_calibrated_probabilities_have_a_small_error():
    rng = np.random.default_rng(1)
    table = rng.dirichlet(np.ones(3), 20_000)
    truth = (rng.random((20_000, 1)) > table.cumsum(1)).sum(1).clip(max=2)
    assert calibration.expected_calibration_error(table, truth) < 0.02


def test_no_clips_have_no_scores():
    assert np.isnan(list(calibration.evaluate(np.empty((0, 3)), np.empty(0, int)).values())).all()


@pytest.mark.parametrize("row", [[0.5, 0.4, 0.4], [1.2, -0.1, -0.1], [np.nan, 0.5, 0.5]])
def test_rows_that_are_no_probabilities_are_refused(row):
    with pytest.raises(ContractError, match="row 0 holds no probabilities"):
        calibration.evaluate(np.array([row]), np.array([0]))


def test_shape_is_checked():
    with pytest.raises(ContractError, match="do not fit 2 clips"):
        calibration.evaluate(TABLE, TRUTH[:2])

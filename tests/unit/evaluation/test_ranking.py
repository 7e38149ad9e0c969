"""Scores of rankings against hand-computed values, pair counting and scikit-learn."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from cremad.errors import ContractError
from cremad.evaluation import ranking

GOLDEN = Path(__file__).parents[2] / "golden" / "ranking.json"

scored = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30).filter(
    lambda rows: len({positive for _, positive in rows}) == 2
)


@given(scored)
def test_auc_counts_pairs_and_ties_as_half(rows):
    scores, positive = (np.array(each) for each in zip(*rows, strict=True))
    won = [(p > n) + (p == n) / 2 for p in scores[positive] for n in scores[~positive]]
    assert ranking.auc(scores.astype(float), positive) == pytest.approx(np.mean(won))


@given(scored)
def test_average_precision_is_the_area_under_its_curve(rows):
    scores, positive = (np.array(each) for each in zip(*rows, strict=True))
    value = ranking.average_precision(scores.astype(float), positive)
    precision, recall, _ = metrics.precision_recall_curve(positive, scores)
    assert value == pytest.approx(-np.sum(np.diff(recall) * precision[:-1]))


def test_golden_values():
    table = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.5, 0.3, 0.2], [0.6, 0.2, 0.2], [0.2, 0.3, 0.5]])
    scores = ranking.evaluate(table, np.array([0, 1, 2, 1, 0]), ("anger", "happy", "sad"))
    assert scores == pytest.approx(json.loads(GOLDEN.read_text()), abs=1e-12)


def test_perfect_and_inverted_rankings():
    positive = np.array([True, True, False, False])
    assert ranking.auc(np.array([4.0, 3.0, 2.0, 1.0]), positive) == 1.0
    assert ranking.auc(np.array([1.0, 2.0, 3.0, 4.0]), positive) == 0.0
    assert ranking.average_precision(np.array([4.0, 3.0, 2.0, 1.0]), positive) == 1.0


def test_curves_run_from_corner_to_corner():
    positive, scores = np.array([True, False, True, False]), np.array([0.9, 0.8, 0.7, 0.1])
    false_rate, true_rate = ranking.roc_curve(scores, positive)
    assert (false_rate[0], true_rate[0], false_rate[-1], true_rate[-1]) == (0, 0, 1, 1)
    assert np.trapezoid(true_rate, false_rate) == pytest.approx(ranking.auc(scores, positive))
    recall, precision = ranking.precision_recall_curve(scores, positive)
    assert (recall[0], precision[0]) == (0, 1)
    assert precision[-1] == pytest.approx(positive.mean())


@pytest.mark.parametrize("positive", [[False, False], [True, True]])
def test_one_class_alone_has_no_score(positive):
    scores, positive = np.array([0.1, 0.2]), np.array(positive)
    assert np.isnan(ranking.auc(scores, positive))
    assert np.isnan(ranking.average_precision(scores, positive))
    assert ranking.roc_curve(scores, positive)[0].size == 0
    assert ranking.precision_recall_curve(scores, positive)[0].size == 0


def test_average_over_classes_leaves_the_absent_out():
    table, truth = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.6, 0.3, 0.1]]), np.array([0, 1, 0])
    scores = ranking.evaluate(table, truth, ("anger", "happy", "sad"))
    assert np.isnan(scores["auc.sad"])
    assert scores["auc"] == 1.0


def test_scores_must_be_finite_and_as_many_as_clips():
    with pytest.raises(ContractError, match="finite"):
        ranking.auc(np.array([np.nan, 1.0]), np.array([True, False]))
    with pytest.raises(ContractError, match="do not fit"):
        ranking.auc(np.array([1.0]), np.array([True, False]))

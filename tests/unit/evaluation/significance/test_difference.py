"""A difference and its interval, the same actors left out of both rows."""

import pytest

from cremad.errors import ContractError
from cremad.evaluation.scoring import actor_sums
from cremad.evaluation.significance.difference import score_difference


def difference(first, second, metric="uar"):
    return score_difference(actor_sums(first), actor_sums(second), metric)


def test_difference_of_any_score(predictions):
    worse = predictions.assign(y_pred=predictions["y_pred"].where(predictions.index % 2 > 0, "sad"))
    for metric in ("uar", "macro_f1", "recall.anger"):
        first, second, value, low, high = difference(predictions, worse, metric)
        assert value == pytest.approx(first - second)
        assert 0 < low < value < high


def test_a_row_does_not_differ_from_itself(predictions):
    _, _, value, low, high = difference(predictions, predictions)
    assert value == 0
    assert -0.1 < low < 0 < high < 0.1


def test_what_is_no_score_of_both_is_refused(predictions):
    with pytest.raises(ContractError, match="joy is not a score of both rows"):
        difference(predictions, predictions, "joy")


def test_other_truth_is_refused(predictions):
    with pytest.raises(ContractError, match="differ in labels, or in the truth"):
        difference(predictions, predictions.assign(y_true=predictions["y_true"].to_numpy()[::-1]))


def test_other_actors_are_refused(predictions):
    with pytest.raises(ContractError, match="12 and 11 actors"):
        difference(predictions, predictions[predictions["actor"] != "000"])

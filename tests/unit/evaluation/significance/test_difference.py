"""A difference and its interval, both rows under the same draws."""

import numpy as np
import pytest

from cremad.errors import ContractError
from cremad.evaluation.scoring import actor_sums
from cremad.evaluation.significance.difference import bootstrap_difference


def difference(first, second, metric="uar", resamples=500):
    rng = np.random.default_rng(0)
    return bootstrap_difference(actor_sums(first), actor_sums(second), metric, resamples=resamples, rng=rng)


def test_difference_of_any_score(predictions):
    worse = predictions.assign(y_pred=predictions["y_pred"].where(predictions.index % 3 > 0, "sad"))
    for metric in ("uar", "macro_f1", "recall.anger"):
        first, second, value, low, high = difference(predictions, worse, metric)
        assert value == pytest.approx(first - second)
        assert 0 < low < value < high


def test_a_row_does_not_differ_from_itself(predictions):
    assert difference(predictions, predictions)[2:] == (0, 0, 0)


def test_other_actors_are_refused(predictions):
    with pytest.raises(ContractError, match="12 and 11 actors"):
        difference(predictions, predictions[predictions["actor"] != "000"])

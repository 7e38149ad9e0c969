"""The closed form is what refitting gives."""

import time

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import RidgeClassifier

from cremad.errors import ContractError, OptionError
from cremad.evaluation.ridge_leave_out import ridge_leave_out
from data_contracts.vocabulary import EMOTIONS


def draw(clips, features, labels=EMOTIONS, seed=0):
    rng = np.random.default_rng(seed)
    index = [f"clip_{number}" for number in range(clips)]
    y = pd.Series(np.array(labels, object)[np.arange(clips) % len(labels)], index)
    centres = rng.normal(size=(len(labels), features))
    X = pd.DataFrame(5 + rng.normal(size=(clips, features)) + centres[np.arange(clips) % len(labels)], index)
    return X, y, pd.Series(rng.integers(0, 9, clips), index)


def refit(X, y, groups, alpha):
    scores = pd.DataFrame(index=X.index, columns=sorted(set(y)), dtype=float)
    for group in groups.unique():
        out = groups == group
        found = RidgeClassifier(alpha=alpha, solver="svd").fit(X[~out], y[~out]).decision_function(X[out])
        scores[out] = found if found.ndim == 2 else np.column_stack([-found, found])
    return scores


@pytest.mark.parametrize("alpha", [0.0, 1.0, 50.0])
@pytest.mark.parametrize("labels", [EMOTIONS, EMOTIONS[:2]])
def test_equal_to_refitting_without_each_clip_and_each_actor(alpha, labels):
    X, y, actors = draw(60, 8, labels)
    clips = pd.Series(range(60), X.index)
    pd.testing.assert_frame_equal(ridge_leave_out(X, y, alpha=alpha), refit(X, y, clips, alpha), atol=1e-8)
    pd.testing.assert_frame_equal(
        ridge_leave_out(X, y, actors, alpha=alpha), refit(X, y, actors, alpha), atol=1e-8
    )


def test_more_features_than_clips_and_constant_ones():
    X, y, actors = draw(40, 70)
    X[70], X[71] = 3.0, X[0]
    pd.testing.assert_frame_equal(ridge_leave_out(X, y, actors), refit(X, y, actors, 1.0), atol=1e-8)


def test_a_clip_that_is_fitted_exactly_is_refused():
    X, y, _ = draw(40, 70)
    with pytest.raises(OptionError, match="Raise alpha"):
        ridge_leave_out(X, y, alpha=0.0)


def test_what_is_no_task_is_refused():
    X, y, actors = draw(12, 3)
    with pytest.raises(OptionError, match="alpha is -1"):
        ridge_leave_out(X, y, alpha=-1)
    with pytest.raises(ContractError, match="same order"):
        ridge_leave_out(X, y, actors[::-1])
    with pytest.raises(ContractError, match="tell apart"):
        ridge_leave_out(X, y.where(y.isna(), "sad"))
    with pytest.raises(ContractError, match="finite"):
        ridge_leave_out(X.replace(X.iloc[3, 1], np.nan), y)


@pytest.mark.long
def test_hundreds_of_times_faster_than_refitting_at_the_size_of_the_corpus():
    X, y, _ = draw(7442, 700)
    began = time.process_time()  # which other processes do not lengthen
    scores = ridge_leave_out(X, y)
    closed_s = time.process_time() - began
    began = time.process_time()
    for clip in X.index[:3]:
        fitted = RidgeClassifier().fit(X.drop(clip), y.drop(clip))
        assert fitted.decision_function(X.loc[[clip]])[0] == pytest.approx(scores.loc[clip], abs=1e-6)
    refitted_s = (time.process_time() - began) / 3 * len(X)
    assert refitted_s > 500 * closed_s

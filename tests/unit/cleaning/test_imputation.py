"""What is missing is filled in by what training clips tell, and what is there stays."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.cleaning.imputation import ImputationOptions, make_imputer

STRATEGIES = ("mean", "median", "most_frequent", "knn", "iterative")
NAN = np.nan


def make(strategy: str, **options):
    return make_imputer(ImputationOptions(strategy=strategy, **options), 0)


@parametrize_with_checks([make("knn"), make("iterative")])  # the others are scikit-learn's own
@pytest.mark.filterwarnings("ignore:Skipping check check_array_api_input:sklearn.exceptions.SkipTestWarning")
def test_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)


@pytest.mark.parametrize(
    ("strategy", "filled"), [("mean", 4.0), ("median", 2.0), ("most_frequent", 1.0), ("knn", 1.0)]
)
def test_by_hand(strategy, filled):
    train = [[1.0, 0.0], [1.0, 0.1], [3.0, 5.0], [11.0, 9.0], [NAN, 9.0]]
    told = make(strategy, neighbours=2).fit(train).transform([[NAN, 0.05], [7.0, 0.05]])
    np.testing.assert_allclose(told, [[filled, 0.05], [7.0, 0.05]])


def test_iterative_predicts_a_feature_from_the_others():
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 10, 200)
    train = np.column_stack([x, 2 * x + 1, rng.normal(size=200)])
    train[::9, 1] = NAN
    told = make("iterative").fit(train).transform([[3.0, NAN, 0.0], [6.0, NAN, 0.0]])
    np.testing.assert_allclose(told[:, 1], [7.0, 13.0], rtol=1e-3)


def test_no_feature_rules_the_distance_by_its_unit():
    """The nearest by deviation is the first clip; in Hz it would be the second."""
    rng = np.random.default_rng(0)
    crowd = np.column_stack([rng.normal(2000, 1000, 50), rng.normal(0, 0.01, 50), np.full(50, 5.0)])
    train = np.vstack([crowd, [[2100.0, 0.5, 1.0], [2000.0, 0.0, 9.0]]])
    told = make("knn", neighbours=1).fit(train).transform([[2000.0, 0.49, NAN]])
    assert told[0, 2] == 1.0


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_feature_without_values_is_zero_and_a_constant_stays_it(strategy):
    rng = np.random.default_rng(0)
    train = np.column_stack([np.full(12, NAN), np.full(12, 0.1), rng.normal(size=12)])
    train[3, 2] = train[4, 1] = NAN
    imputer = make(strategy).fit(train)
    told = imputer.transform([[NAN, NAN, 0.5], [8.0, 0.3, 0.5], [NAN, NAN, NAN]])
    np.testing.assert_allclose(told[:2], [[0.0, 0.1, 0.5], [8.0, 0.3, 0.5]], atol=1e-12)
    assert np.isfinite(told).all()
    assert list(imputer.get_feature_names_out(["a", "b", "c"])) == ["a", "b", "c"]


def test_fewer_clips_than_neighbours_are_all_taken():
    assert make("knn", neighbours=50).fit([[1.0, 0.0], [3.0, 1.0]]).transform([[NAN, 0.0]])[0, 0] == 2.0


@given(
    X=arrays(
        np.float32,
        array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6),
        elements=st.floats(-1e3, 1e3, width=32) | st.just(NAN),
    ),
    strategy=st.sampled_from(["mean", "median", "most_frequent", "knn"]),
)
def test_what_is_there_stays_and_what_is_filled_in_lies_in_the_training_range(X, strategy):
    told = make(strategy).fit(X).transform(X)
    there = ~np.isnan(X)
    assert told.dtype == np.float32
    np.testing.assert_array_equal(told[there], X[there])
    seen = there.any(axis=0)
    low, high = np.nanmin(X[:, seen], axis=0), np.nanmax(X[:, seen], axis=0)
    assert (told[:, seen] >= low - 1e-3).all()
    assert (told[:, seen] <= high + 1e-3).all()
    assert (told[:, ~seen] == 0).all()


def test_prediction_beyond_the_training_range_stops_at_its_end():
    x = np.linspace(0, 1, 30)
    train = np.column_stack([x, x])
    train[5, 1] = NAN
    told = make("iterative").fit(train).transform([[40.0, NAN]])
    assert told[0, 1] == 1.0


def test_the_same_seed_fills_in_the_same():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 50))
    X[rng.random(X.shape) < 0.05] = NAN
    once, again = (make("iterative", rounds=2).fit_transform(X) for _ in range(2))
    np.testing.assert_array_equal(once, again)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_frame_in_frame_out(strategy):
    frame = pd.DataFrame({"a": [1.0, NAN, 3.0], "b": [1.0, 2.0, 3.0]}, index=["x", "y", "z"])
    told = make(strategy).set_output(transform="pandas").fit_transform(frame)
    assert list(told.index) == ["x", "y", "z"]
    assert list(told.columns) == ["a", "b"]

"""Min-max scaling: its laws, and each case that the docstring defines."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler as ReferenceScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.scaling import MinMaxScaler

ONE_D = "1-D arrays are taken, as one feature"
FLOATS = st.floats(-1e150, 1e150)
ARRAYS = arrays(np.float64, array_shapes(min_dims=1, max_dims=3, max_side=6), elements=FLOATS)


@parametrize_with_checks(
    [MinMaxScaler()],
    expected_failed_checks=lambda _: {"check_fit1d": ONE_D, "check_fit2d_predict1d": ONE_D},
)
@pytest.mark.filterwarnings("ignore:Skipping check check_array_api_input:sklearn.exceptions.SkipTestWarning")
def test_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)


@given(X=ARRAYS)
def test_every_range_becomes_zero_to_one_and_comes_back(X):
    scaler = MinMaxScaler().fit(X)
    scaled = scaler.transform(X)
    assert scaled.shape == X.shape
    table = scaled.reshape(-1, scaler.n_features_in_)
    constant = scaler.origin_ != scaler.data_min_
    constant |= scaler.data_min_ == scaler.data_max_
    assert np.all(table.min(axis=0) == 0)
    assert np.all(table.max(axis=0)[~constant] == 1)
    assert np.all(table[:, constant] == 0)
    tolerance = 1e-14 * (scaler.data_max_ - scaler.data_min_) + 1e-14 * np.abs(scaler.data_max_)
    assert np.all(np.abs(scaler.inverse_transform(scaled) - X) <= tolerance + 1e-300)


@given(X=ARRAYS, unseen=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_order_is_kept_and_nothing_leaves_the_range(X, unseen):
    scaler = MinMaxScaler().fit(X.ravel())
    scaled = scaler.transform(sorted(unseen))
    assert np.all((scaled >= 0) & (scaled <= 1))
    assert np.all(np.diff(scaled) >= 0)


@given(X=arrays(np.float64, (5, 3), elements=st.integers(-1000, 1000).map(float), unique=True))
def test_tables_are_scaled_as_by_scikit_learn(X):
    np.testing.assert_allclose(MinMaxScaler().fit_transform(X), ReferenceScaler().fit_transform(X), atol=1e-15)


def test_one_axis_is_one_feature():
    assert MinMaxScaler().fit_transform([1.0, 2.0, 5.0]).tolist() == [0, 0.25, 1]


def test_two_axes_have_a_range_for_each_column():
    scaled = MinMaxScaler().fit_transform([[0.0, 10.0], [1.0, 30.0], [4.0, 20.0]])
    assert scaled.tolist() == [[0, 0], [0.25, 1], [1, 0.5]]


def test_three_axes_have_a_range_for_the_last_over_samples_and_steps():
    sequences = np.array([[[0.0, 10.0], [1.0, 30.0]], [[4.0, 20.0], [2.0, 15.0]]])
    scaled = MinMaxScaler().fit_transform(sequences)
    assert scaled.tolist() == [[[0, 0], [0.25, 1]], [[1, 0.5], [0.5, 0.25]]]


def test_a_scaler_of_frames_takes_sequences_of_frames():
    frames = np.random.default_rng(0).normal(size=(12, 3))
    scaler = MinMaxScaler().fit(frames)
    assert np.array_equal(scaler.transform(frames.reshape(4, 3, 3)), scaler.transform(frames).reshape(4, 3, 3))


@pytest.mark.parametrize("offset", [0.0, 1.0, -3.0])
@pytest.mark.parametrize("width", [1e-9, 1e-12])
def test_a_tiny_range_is_not_crushed(offset, width):
    """Planted: added to the range, an epsilon of 1e-8 leaves a tenth of a range of 1e-9."""
    values = np.array([offset, offset + width])
    assert np.ptp(values) / (np.ptp(values) + 1e-8) < 0.1
    assert MinMaxScaler().fit_transform(values).tolist() == [0, 1]


@pytest.mark.parametrize("values", [[1.7e9, 1.7e9 + 5], [0, 5e-324], [-1e-300, 1e-300]])
def test_neither_is_a_range_small_compared_with_its_offset_or_at_the_end_of_the_floats(values):
    assert MinMaxScaler().fit_transform(values).tolist() == [0, 1]


def test_constant_training_values_become_zero_and_rounding_counts_as_constant():
    rounded = [0.1 + 0.2, 0.3, 0.3]
    assert len(set(rounded)) == 2
    assert MinMaxScaler().fit_transform(rounded).tolist() == [0, 0, 0]
    assert MinMaxScaler().fit_transform([[0.0], [0.0]]).tolist() == [[0], [0]]


def test_unseen_values_of_a_constant_feature_go_from_zero_to_one_within_epsilon():
    scaler = MinMaxScaler(epsilon=0.5).fit([10.0, 10.0])
    assert scaler.transform([9.0, 10.0, 12.5, 15.0, 16.0]).tolist() == [0, 0, 0.5, 1, 1]
    assert scaler.inverse_transform([0.0, 0.5]).tolist() == [10, 12.5]


def test_values_out_of_range_are_clipped():
    scaler = MinMaxScaler().fit([[0.0], [10.0]])
    assert scaler.transform([[-5.0], [5.0], [50.0]]).tolist() == [[0], [0.5], [1]]


def test_nan_stays_and_does_not_touch_the_range():
    scaled = MinMaxScaler().fit_transform([[0.0, np.nan], [np.nan, np.nan], [2.0, np.nan], [1.0, np.nan]])
    np.testing.assert_array_equal(scaled, [[0, np.nan], [np.nan, np.nan], [1, np.nan], [0.5, np.nan]])


def test_bytes_do_not_wrap_round():
    image = np.array([[[10, 200, 0]], [[250, 100, 255]]], dtype=np.uint8)
    scaled = MinMaxScaler().fit(image[:1]).transform(image)
    assert scaled.dtype == np.float64
    assert scaled.ravel().tolist() == [0, 0, 0, 1, 0, 1]
    assert MinMaxScaler().fit_transform(image).ravel().tolist() == [0, 1, 0, 1, 0, 1]


def test_single_precision_stays_single():
    scaled = MinMaxScaler().fit_transform(np.float32([0, 1, 3]))
    assert scaled.dtype == np.float32
    assert scaled.tolist() == [0, np.float32(1 / 3), 1]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0.0, np.inf], "infinity"),
        ([-1.7e308, 1.7e308], "overflows float64"),
        (3.0, "Expected 2D array"),
        (np.zeros((1, 1, 1, 1)), "dim 4"),
        (np.zeros((0, 2)), "0 sample"),
    ],
)
def test_what_has_no_range_is_refused(values, message):
    with pytest.raises(ValueError, match=message):
        MinMaxScaler().fit(values)


def test_another_number_of_features_is_refused():
    scaler = MinMaxScaler().fit(np.zeros((2, 4, 3)))
    for other in (np.zeros((2, 2)), np.zeros((2, 3, 4)), np.zeros(3)):
        with pytest.raises(ValueError, match="expecting 3 features"):
            scaler.transform(other)


def test_frames_keep_their_names_and_pipelines_fit_on_training_rows_only():
    train, test = pd.DataFrame({"a": [0.0, 2.0], "b": [1.0, 3.0]}), pd.DataFrame({"a": [1.0], "b": [9.0]})
    pipeline = make_pipeline(MinMaxScaler()).set_output(transform="pandas").fit(train)
    pd.testing.assert_frame_equal(pipeline.transform(test), pd.DataFrame({"a": [0.5], "b": [1.0]}))

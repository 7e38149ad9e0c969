"""Outliers by hand, by law, and in each case that has no scale to judge by."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pydantic import ValidationError
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import LocalOutlierFactor
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.cleaning.outliers import ClipOutliers, OutlierOptions, ValueOutliers, make_outlier_handler
from cremad.errors import OptionError

NAN = np.nan
CAN = [
    (kind, action)
    for kind in ("iqr", "z_score", "isolation_forest", "lof")
    for action in ("flag", "clip", "quarantine")
    if action != "clip" or kind in ("iqr", "z_score")
]


def make(kind: str, action: str, **options):
    return make_outlier_handler(OutlierOptions(kind=kind, action=action, **options), 0)


def crowd(rows: int = 200, features: int = 4) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(rows, features))


@parametrize_with_checks(
    [make("iqr", "clip"), make("z_score", "flag"), make("lof", "quarantine"), make("isolation_forest", "flag")]
)
@pytest.mark.filterwarnings("ignore:Skipping check check_array_api_input:sklearn.exceptions.SkipTestWarning")
def test_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)


def test_iqr_by_hand():
    """Quartiles 2 and 4: bounds -1 and 7."""
    handler = make("iqr", "clip").fit([[1.0], [2.0], [3.0], [4.0], [5.0]])
    given = [[-9.0], [-1.0], [3.0], [7.0], [7.5], [NAN]]
    assert handler.outlying(given).ravel().tolist() == [True, False, False, False, True, False]
    np.testing.assert_array_equal(handler.transform(given), [[-1.0], [-1.0], [3.0], [7.0], [7.0], [NAN]])
    np.testing.assert_array_equal(handler.score_values(given), [[5.5], [1.5], [-0.5], [1.5], [1.75], [NAN]])


def test_z_score_by_hand():
    """Mean 2, deviation 1: bounds at a limit of 2 are 0 and 4."""
    handler = make("z_score", "clip", limit=2).fit([[1.0], [3.0], [1.0], [3.0]])
    np.testing.assert_array_equal(handler.transform([[-1.0], [4.0], [5.0]]), [[0.0], [4.0], [4.0]])
    np.testing.assert_array_equal(handler.score_values([[-1.0], [5.0]]), [[3.0], [3.0]])


def test_clip_is_an_outlier_by_the_share_of_its_values():
    train = np.tile(np.arange(1.0, 6.0)[:, None], (1, 4))
    handler = make("iqr", "flag", feature_share=0.5).fit(train)
    given = [[99.0, 99.0, 3.0, 3.0], [99.0, 99.0, 99.0, 3.0], [NAN, NAN, NAN, 99.0], [NAN, NAN, NAN, NAN]]
    assert handler.score_clips(given).tolist() == [0.5, 0.75, 1.0, 0.0]
    flagged = handler.transform(given)
    assert flagged.shape == (4, 5)
    assert flagged[:, -1].tolist() == [0, 1, 1, 0]
    np.testing.assert_array_equal(flagged[:, :-1], given)
    assert list(handler.get_feature_names_out(list("abcd"))) == [*"abcd", "is_outlier"]


@pytest.mark.parametrize("kind", ["isolation_forest", "lof"])
def test_clip_far_from_all_others_is_found(kind):
    train = np.vstack([crowd(), np.full((1, 4), 15.0)])
    handler = make(kind, "flag").fit(train)
    assert handler.training_outliers_[-1]
    assert handler.training_outliers_[:-1].mean() < 0.2
    assert handler.transform([[0.0] * 4, [-15.0] * 4])[:, -1].tolist() == [0, 1]


def test_scores_are_those_of_scikit_learn():
    train, test = crowd(), crowd(300)[200:]

    def standard(X):
        return (X - train.mean(axis=0)) / train.std(axis=0)

    forest = IsolationForest(random_state=0).fit(standard(train))
    lof = LocalOutlierFactor(novelty=True).fit(standard(train))
    for kind, reference in (("isolation_forest", forest), ("lof", lof)):
        scores = make(kind, "quarantine").fit(train).score_clips(test)
        np.testing.assert_allclose(scores, -reference.score_samples(standard(test)), atol=1e-9)
    left_out = make("lof", "quarantine").fit(train).training_outliers_
    np.testing.assert_array_equal(left_out, LocalOutlierFactor().fit_predict(standard(train)) == -1)


@pytest.mark.parametrize("kind", ["isolation_forest", "lof"])
def test_no_feature_rules_by_its_unit(kind):
    train, test = crowd(), crowd(300)[200:]
    units, offsets = np.array([1e4, 1.0, 1e-3, 1.0]), np.array([2000.0, 0.0, 0.0, -7.0])
    plain = make(kind, "quarantine").fit(train).score_clips(test)
    scaled = make(kind, "quarantine").fit(train * units + offsets).score_clips(test * units + offsets)
    np.testing.assert_allclose(scaled, plain, rtol=0.02)


@pytest.mark.parametrize(("kind", "action"), CAN)
def test_without_spread_nothing_is_an_outlier(kind, action):
    """Of a constant, whose mean has a rounding error, a feature without values, and one of equal quartiles."""
    train = np.column_stack([np.full(40, 0.1), np.full(40, NAN), np.zeros(40)])
    train[7, 2] = 1.0 if kind == "iqr" else 0.0
    told = make(kind, action).fit(train).transform([[0.1, 5.0, 0.0], [0.1, NAN, 0.0]])
    np.testing.assert_array_equal(told[:, :3], [[0.1, 5.0, 0.0], [0.1, NAN, 0.0]])
    if action == "flag":
        assert told[:, 3].tolist() == [0, 0]


def test_mostly_constant_feature_is_not_clipped_to_the_constant():
    train = np.r_[np.zeros(30), 1.0, 2.0][:, None]
    assert make("iqr", "clip").fit(train).transform([[2.0]])[0, 0] == 2.0


def test_missing_value_reads_as_the_mean_where_clips_are_judged():
    train = crowd()
    handler = make("lof", "flag").fit(train)
    mean = train.mean(axis=0)
    gap = np.r_[NAN, mean[1:]]
    np.testing.assert_allclose(handler.score_clips([gap]), handler.score_clips([mean]))
    assert np.isnan(handler.transform([gap])[0, 0])


def test_of_few_clips_half_are_neighbours():
    handler = make("lof", "quarantine", neighbours=500).fit(np.vstack([crowd(9), [[30.0] * 4]]))
    assert handler.detector_.n_neighbors_ == 4
    assert handler.training_outliers_.tolist() == [False] * 9 + [True]


def test_copies_of_one_clip_are_no_outliers():
    train = np.vstack([crowd(60), np.tile(crowd(1), (25, 1))])
    assert not make("lof", "quarantine").fit(train).training_outliers_[60:].any()


@pytest.mark.parametrize("kind", ["isolation_forest", "lof"])
def test_whole_clips_cannot_be_clipped(kind):
    with pytest.raises(OptionError, match=f"kind {kind} cannot be clipped.*Flag or quarantine"):
        OutlierOptions(kind=kind, action="clip")
    with pytest.raises(OptionError, match="cannot be clipped"):
        ClipOutliers(kind, "clip").fit(crowd())


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"kind": "dbscan"}, {"feature_share": 1.0}, {"neighbours": 0}])
def test_senseless_options_are_refused(wrong):
    with pytest.raises(ValidationError):
        OutlierOptions(**wrong)


@given(
    X=arrays(
        np.float32,
        array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=8),
        elements=st.floats(-1e3, 1e3, width=32) | st.just(NAN),
    ),
    kind=st.sampled_from(["iqr", "z_score"]),
)
def test_clipping_leaves_no_outlier_and_nothing_else_changes(X, kind):
    handler = ValueOutliers(kind, limit=1.0).fit(X)
    told = handler.transform(X)
    outlying = handler.outlying(X)
    assert told.dtype == np.float32
    np.testing.assert_array_equal(told[~outlying], X[~outlying])
    assert not handler.outlying(told).any()
    np.testing.assert_array_equal(handler.transform(told), told)
    np.testing.assert_array_equal(handler.score_clips(X) > 0, outlying.any(axis=1))

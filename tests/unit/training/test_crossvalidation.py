"""Every fold is fitted anew, on its training clips alone."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from cremad.errors import ContractError, LeakageError
from cremad.evaluation.folds import Fold
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.protocols import divide
from cremad.training.crossvalidation import cross_validate
from data_contracts.vocabulary import EMOTIONS


@pytest.fixture
def clips() -> pd.DataFrame:
    rows = [(f"{actor}_{emotion}", str(actor), emotion) for actor in range(10) for emotion in EMOTIONS]
    frame = pd.DataFrame(rows, columns=["clip_id", "actor", "emotion"])
    return frame.assign(sentence="IEO", content_sha256=frame["clip_id"])


@pytest.fixture
def features(clips) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    told = np.eye(6)[[EMOTIONS.index(emotion) for emotion in clips["emotion"]]]
    return pd.DataFrame(told + 0.4 * rng.normal(size=told.shape), index=clips["clip_id"])


def linear():
    return make_pipeline(StandardScaler(), LogisticRegression())


def test_each_clip_is_predicted_once_with_probabilities(clips, features):
    folds = divide(find_protocol("actor_5fold"), clips, seed=0).folds
    told = []
    rows = cross_validate(linear, features, clips, folds, labels="six", on_fold=told.append)
    assert sorted(rows["clip_id"]) == sorted(clips["clip_id"])
    assert [fold.number for fold in told] == [0, 1, 2, 3, 4]
    assert all(fold.fit_s > 0 and fold.predict_s > 0 for fold in told)
    assert sum(fold.n_test for fold in told) == len(clips)
    table = rows[[f"p_{emotion}" for emotion in EMOTIONS]]
    assert (table.dtypes == np.float32).all()
    np.testing.assert_allclose(table.sum(axis=1), 1, atol=1e-6)
    assert (np.array(EMOTIONS)[table.to_numpy().argmax(1)] == rows["y_pred"]).all()
    truth = clips.set_index("clip_id")["emotion"]
    assert (rows.set_index("clip_id")["y_true"] == truth[rows["clip_id"]]).all()
    assert (rows["y_true"] == rows["y_pred"]).mean() > 0.6


def test_equal_to_fitting_by_hand(clips, features):
    fold = divide(find_protocol("actor_5fold"), clips, seed=0).folds[3]
    rows = cross_validate(linear, features, clips, [fold], labels="six")
    train, test = list(fold.train), list(fold.test)
    by_hand = linear().fit(features.loc[train], clips.set_index("clip_id").loc[train, "emotion"])
    np.testing.assert_allclose(
        rows[[f"p_{emotion}" for emotion in EMOTIONS]], by_hand.predict_proba(features.loc[test]), atol=1e-6
    )


def test_order_of_rows_is_of_no_matter(clips, features):
    folds = divide(find_protocol("actor_5fold"), clips, seed=0).folds
    once = cross_validate(linear, features, clips, folds, labels="six")
    shuffled = cross_validate(linear, features.sample(frac=1, random_state=1), clips[::-1], folds, labels="six")
    pd.testing.assert_frame_equal(once, shuffled)


def test_fewer_labels_leave_the_other_probabilities_null(clips, features):
    three = clips[clips["emotion"].isin(["anger", "happy", "sad"])]
    rows = cross_validate(
        linear, features, three, divide(find_protocol("actor_5fold"), three, seed=0).folds, labels="three"
    )
    assert rows[["p_disgust", "p_fear", "p_neutral"]].isna().all(axis=None)
    assert rows[["p_anger", "p_happy", "p_sad"]].notna().all(axis=None)


def test_emotion_that_was_not_trained_on_has_probability_zero(clips, features):
    train = clips[(clips["actor"] < "5") & (clips["emotion"] != "fear")]["clip_id"]
    fold = Fold(number=0, train=tuple(train), test=("7_fear", "7_sad"))
    assert (cross_validate(linear, features, clips, [fold], labels="six")["p_fear"] == 0).all()


def test_estimator_that_was_fitted_on_everything_is_refused(clips, features):
    scaler = StandardScaler().fit(features)
    with pytest.raises(LeakageError, match="StandardScaler"):
        cross_validate(
            lambda: make_pipeline(scaler, LogisticRegression()),
            features,
            clips,
            divide(find_protocol("actor_5fold"), clips, seed=0).folds,
            labels="six",
        )


def test_same_estimator_for_every_fold_is_refused(clips, features):
    once = LogisticRegression()
    with pytest.raises(LeakageError, match="fitted before"):
        cross_validate(
            lambda: once, features, clips, divide(find_protocol("actor_5fold"), clips, seed=0).folds, labels="six"
        )


class Witness(ClassifierMixin, BaseEstimator):
    """Remembers the rows that it was fitted on."""

    def fit(self, X, y):
        self.classes_ = np.array(EMOTIONS)
        self.rows_ = list(X.index)
        return self

    def predict_proba(self, X):
        return np.full((len(X), 6), 1 / 6)


def test_only_training_clips_are_fitted_on(clips, features):
    folds = divide(find_protocol("actor_5fold"), clips, seed=0).folds
    seen = []
    cross_validate(
        Witness, features, clips, folds, labels="six", on_fold=lambda done: seen.append(done.estimator.rows_)
    )
    assert [sorted(rows) for rows in seen] == [sorted(fold.train) for fold in folds]


def test_clip_without_features_is_named(clips, features):
    with pytest.raises(ContractError, match="no features of 1 clips, such as 3_sad"):
        cross_validate(
            linear,
            features.drop("3_sad"),
            clips,
            divide(find_protocol("actor_5fold"), clips, seed=0).folds,
            labels="six",
        )

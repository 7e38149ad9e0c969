"""Outlying training clips are left out of the fit, and nothing else is."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.cleaning.outliers import ClipOutliers, ValueOutliers
from cremad.cleaning.quarantine import OutlierQuarantine


def quarantine(estimator) -> OutlierQuarantine:
    return OutlierQuarantine(estimator, ValueOutliers(action="quarantine", feature_share=0.5))


@parametrize_with_checks([quarantine(LogisticRegression())])
@pytest.mark.filterwarnings("ignore:Skipping check check_array_api_input:sklearn.exceptions.SkipTestWarning")
def test_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)


@pytest.fixture
def told() -> tuple[pd.DataFrame, pd.Series]:
    """Forty clips that tell their emotion, and a sad one that lies far out on the happy side."""
    rng = np.random.default_rng(0)
    emotion = np.repeat(["happy", "sad"], 20)
    X = rng.normal(size=(40, 3)) + np.where(emotion == "happy", 2.0, -2.0)[:, None]
    ids = pd.Index([f"c{number}" for number in range(41)], name="clip_id")
    return pd.DataFrame(np.vstack([X, [[500.0] * 3]]), index=ids), pd.Series([*emotion, "sad"], index=ids)


@pytest.mark.parametrize("outliers", [ValueOutliers(action="quarantine"), ClipOutliers("lof", "quarantine", 1.5)])
def test_equal_to_fitting_without_the_outlier(told, outliers):
    X, y = told
    left = make_pipeline(StandardScaler(), LogisticRegression())
    fitted = OutlierQuarantine(left, outliers).fit(X, y)
    assert fitted.n_quarantined_ == 1
    by_hand = make_pipeline(StandardScaler(), LogisticRegression()).fit(X[:-1], y[:-1])
    np.testing.assert_array_equal(fitted.predict_proba(X), by_hand.predict_proba(X))
    np.testing.assert_array_equal(fitted.predict(X), by_hand.predict(X))
    assert fitted.predict(X)[-1] == "happy"
    assert list(fitted.classes_) == ["happy", "sad"]


def test_emotion_of_outliers_alone_keeps_its_clips(told):
    X, y = told
    fitted = quarantine(LogisticRegression()).fit(X, y.where(X[0] < 100, "anger"))
    assert fitted.n_quarantined_ == 0
    assert list(fitted.classes_) == ["anger", "happy", "sad"]


def test_actors_go_along_to_estimators_that_ask_for_them(told):
    class Asks(LogisticRegression):
        def fit(self, X, y, groups):
            self.rows_ = pd.DataFrame({"y": y, "actor": groups})
            return super().fit(X, y)

    X, y = told
    fitted = quarantine(Asks()).fit(X, y, groups=pd.Series([f"a{n}" for n in range(41)], index=X.index))
    assert list(fitted.estimator_.rows_["actor"]) == [f"a{n}" for n in range(40)]
    assert list(fitted.estimator_.rows_.index) == list(X.index[:-1])


def test_it_gives_what_its_classifier_gives(told):
    fitted = quarantine(LinearSVC()).fit(*told)
    assert fitted.decision_function(told[0]).shape == (41,)
    assert not hasattr(fitted, "predict_proba")

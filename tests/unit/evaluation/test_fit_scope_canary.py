"""The canary finds leaks by what they do, wherever they hide, and lets honest estimators pass."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from cremad.errors import LeakageError
from cremad.evaluation.fit_scope_canary import fit_scope_canary
from cremad.evaluation.folds import Fold
from data_contracts.vocabulary import EMOTIONS


@pytest.fixture
def clips() -> pd.DataFrame:
    rows = [
        (f"{actor}_{n}_{emotion}", str(actor), emotion)
        for actor in range(10)
        for n in range(2)
        for emotion in EMOTIONS
    ]
    return pd.DataFrame(rows, columns=["clip_id", "actor", "emotion"])


@pytest.fixture
def features(clips) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    truth = np.eye(6)[[EMOTIONS.index(each) for each in clips["emotion"]]]
    return pd.DataFrame(rng.normal(size=(len(clips), 6)) + truth, index=clips["clip_id"], columns=list("abcdef"))


@pytest.fixture
def fold(clips) -> Fold:
    tested = clips["actor"].isin(["0", "1", "2"])
    return Fold(number=0, train=tuple(clips["clip_id"][~tested]), test=tuple(clips["clip_id"][tested]))


def honest():
    return make_pipeline(StandardScaler(), LogisticRegression())


class Oracle(ClassifierMixin, BaseEstimator):
    """Predicts what a function of the rows says, which neither a walk nor a look at its parameters would find."""

    def __init__(self, say=None):
        self.say = say

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.array([[said == label for label in self.classes_] for said in self.say(X)], float)


def test_honest_estimators_pass_and_the_clips_are_as_before(clips, features, fold):
    before = clips.copy()
    for make in (honest, lambda: KNeighborsClassifier(5)):
        fit_scope_canary(make, features, clips, fold, "six")
    fit_scope_canary(honest, lambda table: features.loc[table["clip_id"]], clips, fold, "six")
    pd.testing.assert_frame_equal(clips, before)


def test_labels_looked_up_by_clip(clips, features, fold):
    known = dict(zip(clips["clip_id"], clips["emotion"], strict=True))
    with pytest.raises(LeakageError, match="other names"):
        fit_scope_canary(lambda: Oracle(lambda X: [known[clip] for clip in X.index]), features, clips, fold, "six")
    careful = Oracle(lambda X: [known.get(clip, "sad") for clip in X.index])
    with pytest.raises(LeakageError, match="change under other names"):
        fit_scope_canary(lambda: careful, features, clips, fold, "six")


def test_model_that_was_fitted_before(clips, features, fold):
    model = KNeighborsClassifier(1).fit(features, clips["emotion"])
    with pytest.raises(LeakageError, match="known from elsewhere"):
        fit_scope_canary(lambda: Oracle(model.predict), features, clips, fold, "six")


def test_labels_read_from_the_clips_themselves(clips, features, fold):
    # by place within the batch, so that names are of no matter
    rows = {tuple(row): at for at, row in enumerate(features.to_numpy())}

    def say(X):
        return clips["emotion"].to_numpy()[[rows[tuple(row)] for row in X.to_numpy()]]

    with pytest.raises(LeakageError, match="with their labels permuted"):
        fit_scope_canary(lambda: Oracle(say), features, clips, fold, "six")


def test_features_made_from_labels(clips, features, fold):
    code = clips.set_index("clip_id")["emotion"].map(EMOTIONS.index)
    with pytest.raises(LeakageError, match=r"feature\(s\) code are equal on all test clips of an emotion"):
        fit_scope_canary(honest, features.assign(code=code), clips, fold, "six")


def test_features_whose_maker_looks_at_labels_or_at_test_clips(clips, features, fold):
    noise = np.random.default_rng(1).normal(0, 0.1, len(features))

    def tell(table):
        own = features.loc[table["clip_id"]]
        return own.assign(told=table["emotion"].map(EMOTIONS.index).to_numpy() + noise[: len(own)])

    with pytest.raises(LeakageError, match="with their labels permuted"):
        fit_scope_canary(honest, tell, clips, fold, "six")

    def scale(table):
        own = features.loc[table["clip_id"]]
        return (own - own.mean()) / own.std()

    with pytest.raises(LeakageError, match="change without the test clips"):
        fit_scope_canary(honest, scale, clips, fold, "six")


def test_predictions_that_depend_on_their_company(clips, features, fold):
    class Ranks(LogisticRegression):
        def predict_proba(self, X):
            return super().predict_proba(X - X.mean())

    with pytest.raises(LeakageError, match="in other company"):
        fit_scope_canary(Ranks, features, clips, fold, "six")

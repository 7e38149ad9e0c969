"""Each way that was thought of to carry held-out clips past the proof of fit scope is refused."""

from functools import cache, partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from cremad.augmentation.augmented import Augmented
from cremad.errors import LeakageError
from cremad.evaluation.fit_scope import FitScope
from cremad.evaluation.held_out import HeldOut
from data_contracts.vocabulary import PARENT

IDS = pd.Index([f"clip_{number}" for number in range(40)], name="clip_id")
X = pd.DataFrame(np.random.default_rng(0).normal(size=(40, 4)), index=IDS, columns=list("abcd"))
Y = pd.Series(np.random.default_rng(1).choice(["sad", "happy", "fear"], 40), index=IDS)
ACTORS = pd.Series(list("abcd") * 10, index=IDS)
TRAIN, TEST = IDS[:24], IDS[24:]


def fitted_on_all():
    return KNeighborsClassifier(1).fit(X, Y)


class Tells(ClassifierMixin, BaseEstimator):
    """Predicts what a source says."""

    def __init__(self, source=None):
        self.source = source

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self


LABELS_BY_CLIP = Y.to_dict()
FITTED = fitted_on_all()


class ReadsGlobal(Tells):
    def predict_proba(self, X):
        return np.array([[LABELS_BY_CLIP[clip] == label for label in self.classes_] for clip in X.index], float)


class UsesGlobalModel(Tells):
    def predict_proba(self, X):
        return FITTED.predict_proba(X)


class ClassAttribute(Tells):
    known = Y[TEST]


def reading_closure():
    labels = Y.to_dict()

    class ReadsClosure(Tells):
        def predict_proba(self, X):
            return np.array([[labels[clip] == label for label in self.classes_] for clip in X.index], float)

    return ReadsClosure()


def closure_over_model():
    model = fitted_on_all()
    return make_pipeline(FunctionTransformer(lambda X: model.predict_proba(X)), LogisticRegression())


def looked_up(X, table):
    return table.loc[X.index]


def with_default(X, table=X.loc[TEST]):
    return X


class Holder:
    def __init__(self, held):
        self.held = held

    def transform(self, X):
        return X


class Slotted:
    __slots__ = ("__secret",)

    def __init__(self, held):
        self.__secret = held


class Learns(TransformerMixin, BaseEstimator):
    """Brings its rows along in its fit only."""

    def fit(self, X, y=None):
        self.rows_ = _all_rows(X).to_numpy()
        return self

    def transform(self, X):
        return X


@cache
def _everything():
    return X


def _all_rows(rows):
    return _everything()


def children_of_others(names):
    """Copies of test clips with a little noise, said to be children of training clips."""
    index = pd.MultiIndex.from_arrays([TRAIN[: len(TEST)], names], names=[PARENT, "clip_id"])
    rows = X.loc[TEST].to_numpy() + (0 if names[0].startswith("child") else 0.1)
    return pd.DataFrame(rows, index=index, columns=X.columns)


def function_of(what):
    return make_pipeline(FunctionTransformer(what), LogisticRegression())


PLANTED = {
    "closure over a fitted model": closure_over_model,
    "partial with a table": lambda: function_of(partial(looked_up, table=X)),
    "dictionary from clip to label": lambda: Tells(Y.to_dict()),
    "object that holds a model": lambda: Tells(Holder(fitted_on_all())),
    "namespace that holds a table": lambda: Tells(SimpleNamespace(table=X)),
    "object with slots": lambda: Tells(Slotted(Y[TEST].to_dict())),
    "global that a method reads": ReadsGlobal,
    "global model": UsesGlobalModel,
    "closure that predict_proba reads": reading_closure,
    "attribute of a class": ClassAttribute,
    "default of a function": lambda: function_of(with_default),
    "method of an object": lambda: function_of(Holder(X).transform),
    "labels in the order of the clips": lambda: Tells(list(Y[TEST])),
    "labels as numbers": lambda: Tells({"y": pd.factorize(Y[TEST])[0]}),
    "features without ids": lambda: Tells([{"rows": X.to_numpy()}]),
    "ids alone": lambda: Tells({"hard": {*TEST[:2]}}),
    "child of a test clip under another parent": lambda: Augmented(
        LogisticRegression(), children_of_others([f"{clip}~noise.0" for clip in TEST])
    ),
    "child that is a test clip": lambda: Augmented(
        LogisticRegression(), children_of_others([f"child_{number}" for number in range(len(TEST))])
    ),
    "part that was fitted": lambda: make_pipeline(StandardScaler().fit(X), LogisticRegression()),
    "frozen part": lambda: make_pipeline(FrozenEstimator(StandardScaler().fit(X)), LogisticRegression()),
    "part within a search": lambda: GridSearchCV(fitted_on_all(), {"n_neighbors": [1]}),
    "table with clips in a column": lambda: Tells(partial(looked_up, table=Y.reset_index(name="label"))),
    "rows that are brought in at the fit": lambda: make_pipeline(Learns(), LogisticRegression()),
}


@pytest.mark.parametrize("leak", PLANTED)
def test_planted_leak_is_refused(leak):
    scope = FitScope(TRAIN, HeldOut(X.loc[TEST], Y[TEST], X.loc[TRAIN]))
    with pytest.raises(LeakageError):
        scope.fit(PLANTED[leak](), X.loc[TRAIN], Y[TRAIN], ACTORS[TRAIN])


def test_labels_in_the_notes_of_a_table_are_refused():
    rows = X.loc[TRAIN].copy()
    rows.attrs["labels"] = Y.to_dict()
    scope = FitScope(TRAIN, HeldOut(X.loc[TEST], Y[TEST], X.loc[TRAIN]))
    with pytest.raises(LeakageError, match="attrs of the features"):
        scope.fit(LogisticRegression(), rows, Y[TRAIN], ACTORS[TRAIN])


@pytest.mark.parametrize(
    "honest",
    [
        lambda: make_pipeline(StandardScaler(), LogisticRegression()),
        lambda: KNeighborsClassifier(1),
        lambda: function_of(np.tanh),
        lambda: function_of(partial(np.clip, a_min=-1, a_max=1)),
        lambda: Tells({"sad": 1, "happy": 2}),
        lambda: Tells(Y[TRAIN].to_dict()),
    ],
)
def test_honest_estimators_pass(honest):
    scope = FitScope(TRAIN, HeldOut(X.loc[TEST], Y[TEST], X.loc[TRAIN]))
    scope.fit(honest(), X.loc[TRAIN], Y[TRAIN], ACTORS[TRAIN])
    assert set(scope.seen) == set(TRAIN)

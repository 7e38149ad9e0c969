"""Whatever is fitted on anything but the training clips is refused."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import make_column_transformer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from cremad.errors import LeakageError
from cremad.evaluation.fit_scope import FitScope

IDS = pd.Index([f"clip_{number}" for number in range(20)], name="clip_id")
X = pd.DataFrame(np.random.default_rng(0).normal(size=(20, 3)), index=IDS, columns=list("abc"))
Y = pd.Series(["sad", "happy"] * 10, index=IDS)
ACTORS = pd.Series(list("abcd") * 5, index=IDS)
TRAINING = IDS[:12]


def fit(estimator, rows=TRAINING):
    scope = FitScope(TRAINING)
    scope.fit(estimator, X.loc[rows], Y.loc[rows], ACTORS.loc[rows])
    return scope


def test_fit_within_the_scope_is_recorded():
    scope = fit(make_pipeline(StandardScaler(), LogisticRegression()), TRAINING[:9])
    assert list(scope.seen) == sorted(TRAINING[:9])


def test_rows_outside_the_training_clips_are_named():
    with pytest.raises(LeakageError, match=r"features: 1 row\(s\) outside the training clips: clip_12"):
        fit(LogisticRegression(), IDS[:13])


@pytest.mark.parametrize("wrap", [lambda scaler: scaler, FrozenEstimator])
def test_part_that_was_fitted_before_is_named(wrap):
    scaler = StandardScaler().fit(X)
    with pytest.raises(LeakageError, match="was fitted before the folds were made"):
        fit(make_pipeline(wrap(scaler), LogisticRegression()))


def test_fitted_part_is_found_however_deep():
    scaler = StandardScaler().fit(X)
    deep = GridSearchCV(
        make_pipeline(make_column_transformer((scaler, ["a"])), LogisticRegression()),
        {"logisticregression__C": [1.0]},
    )
    with pytest.raises(LeakageError, match="StandardScaler"):
        fit(deep)


class Hoarder(TransformerMixin, BaseEstimator):
    """Fits a scaler on rows that it brought along."""

    def __init__(self, rows=None):
        self.rows = rows

    def fit(self, X, y=None):
        self.scaler_ = StandardScaler().fit(np.asarray(self.rows))
        return self

    def transform(self, X):
        return self.scaler_.transform(np.asarray(X))


def test_table_among_the_parameters_is_refused():
    with pytest.raises(LeakageError, match=r"rows: 8 row\(s\) outside"):
        fit(make_pipeline(Hoarder(X), LogisticRegression()))


def test_more_rows_than_there_are_is_refused():
    with pytest.raises(LeakageError, match="has seen 20 rows, and there are 12"):
        fit(make_pipeline(Hoarder(X.to_numpy().tolist()), LogisticRegression()))


def test_labels_of_other_clips_are_refused():
    with pytest.raises(LeakageError, match="not of the same clips in the same order"):
        FitScope(TRAINING).fit(LogisticRegression(), X.loc[TRAINING], Y.loc[TRAINING[::-1]], ACTORS.loc[TRAINING])


def test_actors_go_to_estimators_that_ask_for_them():
    class Asks(LogisticRegression):
        def fit(self, X, y, groups=None):
            self.groups_ = list(groups)
            return super().fit(X, y)

    estimator = Asks()
    fit(estimator)
    assert estimator.groups_ == list(ACTORS[:12])


def test_step_that_needs_no_fit_is_no_leak():
    fit(make_pipeline(make_pipeline(StandardScaler(), FunctionTransformer()), LogisticRegression()))

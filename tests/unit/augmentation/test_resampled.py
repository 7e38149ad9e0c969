"""Made-up rows stand in training alone, between rows of one emotion."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.augmentation.resampled import Resampled, make_sampler
from cremad.errors import LeakageError
from cremad.evaluation.fit_scope import FitScope

RNG = np.random.default_rng(0)
Y = np.array(["anger"] * 40 + ["fear"] * 8 + ["sad"] * 2, dtype=object)
X = RNG.normal(size=(50, 4)) + 3 * np.unique(Y, return_inverse=True)[1][:, None]


@parametrize_with_checks([Resampled(LogisticRegression())])
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def test_every_emotion_is_filled_up_in_fit_and_rows_are_on_lines_between_neighbours():
    rows, labels = make_sampler("smote", 2, 0).fit_resample(X, Y)
    assert [int((labels == name).sum()) for name in ("anger", "fear", "sad")] == [40, 40, 40]
    assert np.array_equal(rows[:50], X)
    first, second = X[Y == "sad"]
    made = rows[50:][labels[50:] == "sad"]
    shares = (made - first) @ (second - first) / np.sum((second - first) ** 2)
    assert made == pytest.approx(first + shares[:, None] * (second - first))
    assert ((shares >= 0) & (shares <= 1)).all()


@pytest.mark.parametrize("name", ["smote", "borderline_smote"])
def test_the_classifier_sees_made_up_rows_and_the_same_seed_makes_the_same(name):
    first, again = (Resampled(LogisticRegression(), name, random_state=1).fit(X, Y) for _ in range(2))
    assert np.array_equal(first.predict_proba(X), again.predict_proba(X))
    assert first.n_made_ == again.n_made_ > 0


def test_alone_means_that_made_up_rows_are_all_there_is():
    model = Resampled(DummyClassifier(strategy="prior"), "smote", alone_rows=5).fit(X, Y)
    assert model.n_made_ == 15
    assert model.predict_proba(X[:1])[0] == pytest.approx([1 / 3] * 3)


def test_an_emotion_of_one_clip_is_left_as_it_is():
    model = Resampled(LogisticRegression()).fit(X[:49], Y[:49])
    assert model.n_made_ == 0


def test_it_passes_the_fit_scope_in_a_pipeline_and_the_scaler_sees_training_rows_alone():
    ids = pd.Index([f"clip_{number}" for number in range(50)])
    table, y = pd.DataFrame(X, ids, list("abcd")), pd.Series(Y, ids)
    model = make_pipeline(StandardScaler(), Resampled(LogisticRegression()))
    FitScope(ids).fit(model, table, y, y)
    assert model[0].n_samples_seen_ == 50
    with pytest.raises(LeakageError, match="outside the training clips"):
        FitScope(ids[:40]).fit(make_pipeline(StandardScaler(), Resampled(LogisticRegression())), table, y, y)

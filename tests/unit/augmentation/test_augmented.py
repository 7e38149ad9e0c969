"""Children of training clips are learnt from, others never; the firewall and the fit scope know children."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.augmentation.augmented import Augmented
from cremad.errors import ContractError, LeakageError
from cremad.evaluation.fit_scope import FitScope

IDS = pd.Index([f"clip_{number}" for number in range(12)], name="clip_id")
X = pd.DataFrame(np.random.default_rng(0).normal(size=(12, 2)), index=IDS, columns=["a", "b"])
Y = pd.Series(["sad", "happy", "anger"] * 4, index=IDS)
ACTORS = pd.Series(list("aabbccddeeff"), index=IDS)
CHILDREN = pd.concat([X + number for number in (10, 20)]).set_index(
    pd.MultiIndex.from_tuples(
        [(name, f"{name}~gain.{number}") for number in range(2) for name in IDS],
        names=["parent_clip_id", "clip_id"],
    )
)


class Witness(ClassifierMixin, BaseEstimator):
    """Remembers what it is fitted on."""

    def fit(self, X, y, groups=None, sample_weight=None):
        self.X_, self.y_, self.groups_, self.weights_ = X, y, groups, sample_weight
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.classes_[0])


@parametrize_with_checks([Augmented(LogisticRegression())])
def test_scikit_learn_checks(estimator, check):
    check(estimator)


def test_children_of_the_clips_alone_with_their_label_actor_and_weight():
    train = IDS[[4, 1]]
    model = Augmented(Witness(), CHILDREN[["b", "a"]]).fit(X.loc[train], Y[train].to_numpy(), ACTORS[train])
    seen = model.estimator_
    expected = [
        "clip_4",
        "clip_1",
        *(f"{name}~gain.{number}" for number in (0, 1) for name in ("clip_1", "clip_4")),
    ]
    assert list(seen.X_.index) == expected
    added = [0, 0, 10, 10, 20, 20]
    assert seen.X_["a"].tolist() == [
        X["a"][name.partition("~")[0]] + n for name, n in zip(expected, added, strict=True)
    ]
    assert seen.y_.tolist() == [Y[name.partition("~")[0]] for name in expected]
    assert seen.groups_.tolist() == [ACTORS[name.partition("~")[0]] for name in expected]
    assert seen.weights_ == pytest.approx(np.full(6, 1 / 3))
    assert model.n_children_ == 4


def test_copies_of_the_clips_change_no_weighted_model():
    copies = X.set_index(pd.MultiIndex.from_arrays([IDS, IDS + "~copy.0"], names=["parent_clip_id", "clip_id"]))
    plain = make_pipeline(StandardScaler(), LogisticRegression(tol=1e-10))
    alone, shown = (Augmented(plain, children).fit(X, Y) for children in (None, copies))
    assert alone.predict_proba(X) == pytest.approx(shown.predict_proba(X), abs=1e-6)


def test_children_of_training_clips_pass_the_fit_scope():
    train = IDS[:9]
    own = CHILDREN[CHILDREN.index.get_level_values("parent_clip_id").isin(train)]
    model = Augmented(make_pipeline(StandardScaler(), LogisticRegression()), own)
    FitScope(train).fit(model, X.loc[train], Y[train], ACTORS[train])
    assert model.estimator_[0].n_samples_seen_ == 27


def test_a_child_of_a_test_clip_is_refused_by_the_fit_scope():
    with pytest.raises(LeakageError, match=r"children: 3 row\(s\) outside the training clips: clip_10"):
        FitScope(IDS[:9]).fit(Augmented(LogisticRegression(), CHILDREN), X[:9], Y[:9], ACTORS[:9])


def test_children_with_other_features_or_clips_without_ids_are_refused():
    with pytest.raises(ContractError, match=r"lack 1 feature\(s\) of the clips, such as b"):
        Augmented(LogisticRegression(), CHILDREN[["a"]]).fit(X, Y)
    with pytest.raises(ContractError, match="found by clip id"):
        Augmented(LogisticRegression(), CHILDREN).fit(X.to_numpy(), Y.to_numpy())

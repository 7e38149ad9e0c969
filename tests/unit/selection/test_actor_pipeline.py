"""Actors reach the steps that ask for them, and no others."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from cremad.evaluation.fit_scope import FitScope
from cremad.selection.actor_pipeline import ActorPipeline
from cremad.selection.elimination import EliminationSelector


class Remembers(EliminationSelector):
    """Keeps the actors that it was given."""

    def fit(self, X, y, groups=None):
        self.groups_ = None if groups is None else np.asarray(groups)
        return super().fit(X, y, groups)


@pytest.fixture
def pipeline() -> ActorPipeline:
    steps = [("imputer", SimpleImputer()), ("scaler", StandardScaler()), ("selector", Remembers())]
    return ActorPipeline([*steps, ("classifier", LogisticRegression())])


def test_the_fit_scope_hands_actors_to_the_selector(planted, pipeline):
    fitted = FitScope(planted.X.index).fit(pipeline, *planted)
    assert (fitted["selector"].groups_ == planted.actors).all()
    assert (fitted.predict(planted.X) == planted.y).mean() > 0.8


def test_a_slice_and_a_copy_do_so_too(planted, pipeline):
    preparation = clone(pipeline)[:-1]
    given = preparation.fit_transform(planted.X, planted.y, groups=planted.actors)
    assert (preparation["selector"].groups_ == planted.actors).all()
    assert given.shape[1] == preparation["selector"].get_support().sum()


def test_without_actors_and_with_steps_left_out_it_is_a_pipeline(planted, pipeline):
    fitted = pipeline.set_params(imputer="passthrough", scaler=None).fit(planted.X, planted.y)
    assert fitted["selector"].groups_ is None

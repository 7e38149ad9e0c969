"""A classifier that is also fitted on the children of its training clips."""

from typing import Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted, has_fit_parameter, validate_data

from cremad.errors import ContractError
from data_contracts.vocabulary import PARENT


def _gives(name: str):
    return available_if(lambda self: hasattr(getattr(self, "estimator_", self.estimator), name))


class Augmented(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """Fit a classifier on clips and on those children whose parent is among them, never on others.

    A child has its parent's emotion and actor. If the classifier takes weights, a clip and its children together
    have the weight of the clip alone: otherwise each child would also weaken the regularisation, and the two
    effects could not be separated.

    Parameters
    ----------
    estimator : classifier
    children : DataFrame, optional
        Result of `index_children`: features of children, indexed by parent and child. Without it nothing is added.

    Attributes
    ----------
    estimator_ : classifier
        Fitted on clips and children.
    n_children_ : int
        Number of children that were added.
    classes_ : ndarray
    """

    def __init__(self, estimator: BaseEstimator, children: pd.DataFrame | None = None):
        self.estimator = estimator
        self.children = children

    def fit(self, X: pd.DataFrame, y: pd.Series, groups: pd.Series | None = None) -> Self:
        """Add the children and fit.

        Parameters
        ----------
        X : DataFrame, shape (clips, features)
            Indexed by clip id; arrays too where there are no children.
        y, groups : Series, shape (clips,)
            Emotion and actor; actors are passed to estimators that take them.

        Raises
        ------
        ContractError
            If the children lack a feature of the clips, or the clips have no ids.
        """
        validate_data(self, X, y, skip_check_array=True)
        given = {"groups": groups} if has_fit_parameter(self.estimator, "groups") else {}
        self.n_children_ = 0
        if self.children is not None:
            X, places = _with_children(X, self.children)
            self.n_children_ = len(places) - len(np.unique(places))
            y = pd.Series(np.asarray(y)[places], index=X.index)
            given = {name: pd.Series(np.asarray(each)[places], index=X.index) for name, each in given.items()}
            if weighted := _weight_parameter(self.estimator):
                given[weighted] = 1 / np.bincount(places)[places]
        self.estimator_ = clone(self.estimator).fit(X, y, **given)
        self.classes_ = self.estimator_.classes_
        return self

    @_gives("predict_proba")
    def predict_proba(self, X: pd.DataFrame) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        return self.estimator_.predict_proba(X)

    @_gives("decision_function")
    def decision_function(self, X: pd.DataFrame) -> np.ndarray:
        """Decision values as the classifier gives them."""
        check_is_fitted(self)
        return self.estimator_.decision_function(X)

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        """The likeliest emotion of each clip."""
        check_is_fitted(self)
        return self.estimator_.predict(X)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        inner = get_tags(self.estimator)
        tags.classifier_tags = inner.classifier_tags
        tags.input_tags.allow_nan = inner.input_tags.allow_nan
        tags.input_tags.sparse = inner.input_tags.sparse
        return tags


def _weight_parameter(estimator: BaseEstimator) -> str | None:
    """Name under which ``fit`` takes weights of the rows, of a pipeline for its last step."""
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        return f"{name}__sample_weight" if has_fit_parameter(last, "sample_weight") else None
    return "sample_weight" if has_fit_parameter(estimator, "sample_weight") else None


def _with_children(X: pd.DataFrame, children: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Clips, then children; and for each row the position of the clip that it is or was made from."""
    if not isinstance(X, pd.DataFrame) or not X.index.is_unique:
        raise ContractError("children are found by clip id", remedy="Give a table with unique clip ids.")
    if missing := [column for column in X if column not in children]:
        raise ContractError(
            f"the children lack {len(missing)} feature(s) of the clips, such as {missing[0]}",
            remedy="Extract both with the same options.",
        )
    parents = X.index.get_indexer(children.index.get_level_values(PARENT))
    own = children.loc[parents >= 0, list(X)].droplevel(PARENT)
    return pd.concat([X, own]), np.concatenate([np.arange(len(X)), parents[parents >= 0]])

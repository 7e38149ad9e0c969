"""What meta-estimators do with their training rows: read them, divide them by actor, pass them on."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    assert_all_finite,
    check_consistent_length,
    column_or_1d,
    has_fit_parameter,
    validate_data,
)

from cremad.evaluation.protocols import split_quietly


class LikeliestClass(ClassifierMixin, BaseEstimator):
    """A classifier whose choice is the class of the highest probability."""

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest class of each clip."""
        likeliest = self.predict_proba(X).argmax(1)
        return self.classes_[likeliest]


def read_rows(estimator: BaseEstimator, X: Any, *, reset: bool) -> Any:
    """Features as a table or array; their values are checked by the inner estimator.

    Parameters
    ----------
    estimator : estimator
        Stores the number and names of the features if `reset`, else compares them with the stored ones.
    X : DataFrame or array-like, shape (clips, features)
    """
    if isinstance(X, pd.DataFrame):
        validate_data(estimator, X, reset=reset, skip_check_array=True)
        return X
    return validate_data(estimator, X, reset=reset, ensure_all_finite="allow-nan")


def read_training(estimator: BaseEstimator, X: Any, y: Any) -> tuple[Any, np.ndarray]:
    """Features, and one label a row, of at least two rows and two labels.

    Raises
    ------
    ValueError
        If there are fewer than two rows or labels.
    """
    if y is None:
        raise ValueError(f"{type(estimator).__name__} requires y to be passed, but the target y is None")
    X = read_rows(estimator, X, reset=True)
    labels = column_or_1d(y, warn=True)
    assert_all_finite(labels, input_name="y", estimator_name=type(estimator).__name__)
    check_classification_targets(labels)
    check_consistent_length(X, labels)
    if len(np.unique(labels)) < 2:
        raise ValueError(
            f"{len(labels)} rows of one class (n_samples={len(labels)}): at least two classes are needed"
        )
    return X, labels


def inner_folds(labels: np.ndarray, groups: Any, folds: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Positions of training and test rows of each fold, stratified by label and grouped by actor.

    Parameters
    ----------
    groups : array-like or None
        Actors; without them every row counts as an actor of its own.
    folds : int
        Fewer are made if there are fewer actors, or fewer rows of every label.
    """
    actors = np.arange(len(labels)) if groups is None else np.asarray(groups)
    check_consistent_length(labels, actors)
    most = np.unique(labels, return_counts=True)[1].max()
    count = max(2, min(folds, len(np.unique(actors)), most))
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    return split_quietly(splitter, pd.Series(labels), pd.Series(actors))


def known_to_fit(estimator: BaseEstimator, **rows: Any) -> dict[str, Any]:
    """Those of `rows`, such as actors or votes, that are given and that the estimator's ``fit`` takes."""
    return {name: each for name, each in rows.items() if each is not None and has_fit_parameter(estimator, name)}

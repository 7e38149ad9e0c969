"""Several classifiers fitted on the same clips, for voting and stacking."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, clone
from sklearn.utils import _safe_indexing, get_tags

from cremad.models.training_rows import inner_folds, known_to_fit
from cremad.models.tuning import LEAST_PROBABILITY

Members = list[tuple[str, BaseEstimator]]
"""Name and classifier, as in scikit-learn's own ensembles."""


def fit_members(
    members: Members, X: Any, labels: np.ndarray, groups: Any, soft_labels: pd.DataFrame | None = None
) -> list[BaseEstimator]:
    """Fit each classifier anew; one that tunes over actors is given them, one that learns from votes these."""
    told = {"groups": groups, "soft_labels": soft_labels}
    return [clone(each).fit(X, labels, **known_to_fit(each, **told)) for _, each in members]


def held_out_probabilities(
    members: Members,
    X: Any,
    labels: np.ndarray,
    groups: Any,
    soft_labels: pd.DataFrame | None = None,
    *,
    folds: int,
    seed: int,
) -> np.ndarray:
    """Out-of-fold probabilities of each classifier, grouped by actor, shape (members, clips, classes).

    Parameters
    ----------
    groups : array-like or None
        Actors; without them every clip counts as an actor of its own.
    soft_labels : DataFrame, optional
        Votes, a row a clip, for members that take them.
    folds, seed : int
        As in `inner_folds`.
    """
    classes = np.unique(labels)
    probabilities = np.zeros((len(members), len(labels), len(classes)))
    for train, test in inner_folds(labels, groups, folds, seed):
        told = [None if each is None else _safe_indexing(each, train) for each in (groups, soft_labels)]
        fitted = fit_members(members, _safe_indexing(X, train), labels[train], *told)
        probabilities[:, test] = member_probabilities(fitted, _safe_indexing(X, test), classes)
    return probabilities


def member_probabilities(fitted: list[BaseEstimator], X: Any, classes: np.ndarray) -> np.ndarray:
    """Probabilities by each classifier, shape (members, clips, classes); 0 for a class without training clips."""
    given = [member.predict_proba(X) for member in fitted]
    table = np.zeros((len(fitted), len(given[0]), len(classes)))
    for of_member, member, probabilities in zip(table, fitted, given, strict=True):
        of_member[:, np.searchsorted(classes, member.classes_)] = probabilities
    return table


def log_probabilities(probabilities: np.ndarray) -> np.ndarray:
    """Logarithms of probabilities, finite where one is 0."""
    return np.log(np.maximum(probabilities, LEAST_PROBABILITY))


def members_take_nan(members: Members) -> bool:
    """Whether missing features are handled by the members."""
    return all(get_tags(each).input_tags.allow_nan for _, each in members)

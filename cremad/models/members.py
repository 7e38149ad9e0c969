"""Several classifiers fitted on the same clips, for those that vote and those that are stacked."""

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.utils import get_tags

from cremad.models.training_rows import known_to_fit

Members = list[tuple[str, BaseEstimator]]
"""Name and classifier, as in scikit-learn's own ensembles."""


def fit_members(members: Members, X: Any, labels: np.ndarray, groups: Any) -> list[BaseEstimator]:
    """Fit each classifier anew; one that tunes over actors is given them."""
    return [clone(each).fit(X, labels, **known_to_fit(each, groups=groups)) for _, each in members]


def member_probabilities(fitted: list[BaseEstimator], X: Any, classes: np.ndarray) -> np.ndarray:
    """Probabilities by each classifier, shape (members, clips, classes); 0 of a class that one was not shown."""
    table = None
    for number, member in enumerate(fitted):
        given = member.predict_proba(X)
        if table is None:
            table = np.zeros((len(fitted), len(given), len(classes)))
        table[number, :, np.searchsorted(classes, member.classes_)] = given.T
    return table


def members_take_nan(members: Members) -> bool:
    """Whether missing features are none of the ensemble's business."""
    return all(get_tags(each).input_tags.allow_nan for _, each in members)

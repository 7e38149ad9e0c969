"""Voting of classifiers."""

from typing import Any, Literal, Self

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from cremad.models.members import Members, fit_members, member_probabilities, members_take_nan
from cremad.models.training_rows import LikeliestClass, read_rows, read_training


class Voted(LikeliestClass):
    """The mean of the members' predictions. Unlike scikit-learn's own, it passes actors on to members that tune.

    Parameters
    ----------
    estimators : list of (str, classifier)
    voting : {"soft", "hard"}
        Mean of the members' probabilities, or share of their predictions; in a tie the first class wins.

    Attributes
    ----------
    estimators_ : list of classifier
    classes_ : ndarray of str
    """

    def __init__(self, estimators: Members, voting: Literal["soft", "hard"] = "soft"):
        self.estimators = estimators
        self.voting = voting

    def fit(self, X: Any, y: Any, groups: Any = None, soft_labels: pd.DataFrame | None = None) -> Self:
        """Fit every member; `groups` are the actors, shape (clips,), `soft_labels` the votes, a row a clip."""
        X, labels = read_training(self, X, y)
        self.classes_ = np.unique(labels)
        self.estimators_ = fit_members(self.estimators, X, labels, groups, soft_labels)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Mean probability, or share of the predictions, of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        probabilities = member_probabilities(self.estimators_, read_rows(self, X, reset=False), self.classes_)
        if self.voting == "hard":
            probabilities = np.eye(len(self.classes_))[probabilities.argmax(-1)]
        return probabilities.mean(0)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = members_take_nan(self.estimators)
        return tags

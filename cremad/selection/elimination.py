"""Recursive feature elimination [1]_, its number of features chosen on actors that it was not fitted on.

References
----------
.. [1] I. Guyon, J. Weston, S. Barnhill and V. Vapnik, "Gene selection for cancer classification using support
   vector machines", Machine Learning 46, 2002.
"""

from collections.abc import Iterator
from typing import Any, Self

import numpy as np
from sklearn.linear_model import RidgeClassifier
from sklearn.metrics import recall_score
from sklearn.model_selection import GroupKFold
from sklearn.utils.validation import check_consistent_length

from cremad.errors import OptionError
from cremad.selection.groupings import Grouping, group_columns
from cremad.selection.selector import Selector


class EliminationSelector(Selector):
    """Remove, round by round, the features with the least weight in a linear model, down to the best held-out UAR.

    The model is ridge regression onto the emotions, every emotion of equal weight and the penalty that of
    normal weights of variance 1 / features; features have to be on one scale. The weight of a group of columns is
    the mean of their squared weights. Each inner fold follows the whole path separately, and the round with the
    highest UAR over all held-out clips is chosen, of equally high ones the last. scikit-learn's RFECV has no
    groups of columns.

    With many similar features that UAR hardly depends on how many are left, and the seed of the inner folds
    decides: on 736 clips and 686 features from 26 to 307 were kept. One seed does not show which features matter.

    Parameters
    ----------
    by : {"column", "measure", "family"}
        What is removed together; for all but columns `X` has to be a table with column names.
    step : float
        Share of the remaining groups that is removed in each round, at least one.
    folds : int
        Inner folds, grouped by actor; fewer if there are fewer actors.
    random_state : int
        Seed of the inner folds.

    Attributes
    ----------
    scores_ : (features,) float64
        Number of rounds that a feature was in, on the whole path.
    sizes_ : (rounds,) int
        Features in each round.
    recalls_ : (rounds,) float64
        UAR on held-out actors in each round.
    """

    def __init__(self, by: Grouping = "column", step: float = 0.2, folds: int = 5, random_state: int = 0):
        self.by = by
        self.step = step
        self.folds = folds
        self.random_state = random_state

    def fit(self, X: Any, y: Any, groups: Any = None) -> Self:
        """Eliminate.

        Parameters
        ----------
        X : DataFrame or array, shape (clips, features)
        y, groups : array-like, shape (clips,)
            Emotion and actor; without actors every clip counts as an actor of its own.

        Raises
        ------
        OptionError
            If columns are to be grouped and have no names.
        """
        X, y = self._read(X, y)
        actors = np.arange(len(y)) if groups is None else np.asarray(groups)
        check_consistent_length(y, actors)
        group_of = self._group()
        self.recalls_ = self._judge(X, y, actors, group_of)
        rounds = np.array([kept for kept, _ in self._eliminate(X, y, group_of)])
        self.support_ = rounds[len(rounds) - 1 - np.argmax(self.recalls_[::-1])]
        self.sizes_ = rounds.sum(axis=1)
        self.scores_ = rounds.sum(axis=0).astype(float)
        return self

    def _group(self) -> np.ndarray:
        """Index of each column's group, from 0 on."""
        if self.by == "column":
            return np.arange(self.n_features_in_)
        if not hasattr(self, "feature_names_in_"):
            raise OptionError(
                f"columns cannot be eliminated by {self.by}: they have no names",
                remedy='Let the steps before return tables: pipeline.set_output(transform="pandas").',
            )
        return np.unique(group_columns(self.feature_names_in_, self.by), return_inverse=True)[1]

    def _judge(self, X: np.ndarray, y: np.ndarray, actors: np.ndarray, group_of: np.ndarray) -> np.ndarray:
        """UAR of each round over all clips, each predicted by the fold that holds out its actor."""
        folds = max(2, min(self.folds, len(np.unique(actors))))
        splitter = GroupKFold(folds, shuffle=True, random_state=self.random_state)
        predicted = []
        for train, test in splitter.split(X, y, actors):
            path = self._eliminate(X[train], y[train], group_of)
            predicted.append([ranker.predict(X[test][:, kept]) for kept, ranker in path])
            predicted[-1].append(y[test])
        *by_round, truth = np.concatenate(predicted, axis=1)
        return np.array([recall_score(truth, each, average="macro") for each in by_round])

    def _eliminate(
        self, X: np.ndarray, y: np.ndarray, group_of: np.ndarray
    ) -> Iterator[tuple[np.ndarray, RidgeClassifier]]:
        """Features of each round, as a mask, and the model fitted on them; their number depends on no clip."""
        sizes = np.bincount(group_of)
        left = np.arange(len(sizes))
        while len(left):
            kept = np.isin(group_of, left)
            ranker = RidgeClassifier(alpha=kept.sum(), class_weight="balanced").fit(X[:, kept], y)
            yield kept, ranker
            squares = (np.atleast_2d(ranker.coef_) ** 2).sum(axis=0)
            weights = np.bincount(group_of[kept], squares, len(sizes)) / sizes
            weakest = np.argsort(weights[left], kind="stable")[: max(1, int(self.step * len(left)))]
            left = np.delete(left, weakest)

"""Proof that an estimator was fitted on training clips and on nothing else."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted, has_fit_parameter

from cremad.errors import LeakageError
from cremad.evaluation.held_out import HeldOut
from cremad.evaluation.reach import reachable
from data_contracts.vocabulary import PARENT


class FitScope:
    """The training clips of one fold, and the record of what was fitted on them.

    Rows are known by the index of the tables that are handed over. Parts of an estimator reach other rows by
    being fitted already, by carrying a table with them, or by fitting on more rows than there are (scalers and
    the like count them in ``n_samples_seen_``); all three are refused. A child, whose table names its parent in
    the index (level `PARENT`), counts as its parent: estimators may carry children of training clips.

    With the held-out clips, all that the estimator reaches (see `reach.reachable`) is looked at besides, before
    the fit and after it: fitted estimators in closures, partials, objects and globals, and tables, dicts and lists
    that name held-out clips, hold their features, or list their labels in their order. That proves that nothing
    of the kind can be reached where Python lets one look. It does not prove that there is none where it does not:
    in files, in compiled code, behind a hash, or rewritten so that neither ids nor features nor labels are to be
    recognised. Features that were made from labels before they were handed over pass too. For those there is
    `fit_scope_canary.fit_scope_canary`.

    Parameters
    ----------
    training : iterable of str
        Ids of the clips that may be fitted on.
    held_out : HeldOut, optional
        The clips that will be predicted.
    """

    def __init__(self, training: Iterable[str], held_out: HeldOut | None = None):
        self.training, self.held_out = pd.Index(training), held_out
        self.seen = self.training[:0]
        """Ids of the clips that estimators were fitted on so far."""

    def fit(
        self,
        estimator: BaseEstimator,
        X: pd.DataFrame,
        y: pd.Series,
        groups: pd.Series,
        soft_labels: pd.DataFrame | None = None,
    ) -> BaseEstimator:
        """Fit an estimator, pipelines and searches included, and return it.

        Parameters
        ----------
        X, y, groups : DataFrame, Series, Series
            Features, labels and actors, each indexed by clip id. An estimator whose ``fit`` knows `groups`
            gets the actors, for folds of its own.
        soft_labels : DataFrame, optional
            Votes for each emotion, indexed by clip id, for an estimator whose ``fit`` knows `soft_labels`.

        Raises
        ------
        LeakageError
            Naming the part of the estimator or the clips at fault.
        """
        for name, part in _parts(estimator):
            self._refuse_fitted(name, part)
            self._refuse_foreign_rows(name, part)
        for name, part in reachable(estimator):
            self._refuse_fitted(name, part)
        aligned = {"features": X, "labels": y, "actors": groups}
        if soft_labels is not None:
            aligned["votes"] = soft_labels
        for name, rows in aligned.items():
            self._refuse_foreign_rows(name, rows)
        if not all(rows.index.equals(X.index) for rows in aligned.values()):
            raise LeakageError("features, labels, actors and votes are not of the same clips in the same order")
        notes = {f"attrs of the {name}": rows.attrs for name, rows in aligned.items()}
        self._refuse_held_out({"estimator": estimator} | notes, labels=True)
        known = {"groups": groups, "soft_labels": soft_labels}
        estimator.fit(X, y, **{name: each for name, each in known.items() if has_fit_parameter(estimator, name)})
        children = sum(len(part) for _, part in _parts(estimator) if _holds_children(part))
        for name, part in _parts(estimator):
            self._refuse_overfed(name, part, len(self.training) + children)
        self._refuse_held_out({"estimator": estimator}, labels=False)
        self.seen = self.seen.union(X.index)
        return estimator

    def _refuse_fitted(self, name: str, part: Any) -> None:
        # a pipeline calls itself fitted if its last step needs no fit; its steps are looked at by themselves
        if not isinstance(part, BaseEstimator) or isinstance(part, Pipeline) or not get_tags(part).requires_fit:
            return
        try:
            check_is_fitted(part)
        except NotFittedError:
            return
        raise LeakageError(
            f"{name} ({type(part).__name__}) was fitted before the folds were made",
            remedy="Hand over an unfitted estimator; it is fitted in every fold.",
        )

    def _refuse_held_out(self, given: dict[str, Any], *, labels: bool) -> None:
        if self.held_out is None:
            return
        for start, whole in given.items():
            for name, part in reachable(whole, start):
                if found := self.held_out.found_in(part, labels=labels):
                    raise LeakageError(
                        f"{name} ({type(part).__name__}) holds {found}",
                        remedy="Give the estimator nothing but its settings; it learns from what it is fitted on.",
                    )

    def _refuse_foreign_rows(self, name: str, part: Any) -> None:
        if not isinstance(part, pd.DataFrame | pd.Series):
            return
        foreign = _clips_of(part).difference(self.training)
        if len(foreign):
            some = ", ".join(map(str, foreign[:5]))
            raise LeakageError(f"{name}: {len(foreign)} row(s) outside the training clips: {some}")

    def _refuse_overfed(self, name: str, part: Any, most: int) -> None:
        fed = int(np.max(getattr(part, "n_samples_seen_", 0)))
        if fed > most:
            raise LeakageError(f"{name} ({type(part).__name__}) has seen {fed} rows, and there are {most}")


def _holds_children(part: Any) -> bool:
    return isinstance(part, pd.DataFrame) and PARENT in part.index.names


def _clips_of(rows: pd.DataFrame | pd.Series) -> pd.Index:
    """The clip that each row is of; of a child, its parent."""
    return rows.index.get_level_values(PARENT) if PARENT in rows.index.names else rows.index


def _parts(whole: Any, name: str = "estimator") -> Iterator[tuple[str, Any]]:
    """The estimator and all that it holds, nested estimators and tables above all, each with its place."""
    yield name, whole
    if isinstance(whole, BaseEstimator):
        held = vars(whole).items()
    elif isinstance(whole, dict):
        held = whole.items()
    elif isinstance(whole, list | tuple):
        held = enumerate(whole)
    else:
        return
    for key, part in held:
        yield from _parts(part, f"{name}.{key}")

"""Fit on the training clips of each fold, predict its test clips, and verify what was fitted on."""

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from threadpoolctl import threadpool_limits

from cremad.errors import ContractError
from cremad.evaluation.fit_scope import FitScope
from cremad.evaluation.folds import Fold
from cremad.evaluation.held_out import HeldOut
from data_contracts.vocabulary import EMOTIONS, LABEL_SETS


class FittedFold(NamedTuple):
    """A finished fold."""

    number: int
    estimator: BaseEstimator
    fit_s: float
    predict_s: float
    """Seconds to predict all test clips of the fold."""
    n_test: int


def cross_validate(
    make_estimator: Callable[[], BaseEstimator],
    X: pd.DataFrame,
    clips: pd.DataFrame,
    folds: Iterable[Fold],
    *,
    labels: str,
    soft_labels: pd.DataFrame | None = None,
    threads: int = 1,
    on_fold: Callable[[FittedFold], None] = lambda fold: None,
) -> pd.DataFrame:
    """Predict the test clips of every fold by an estimator that was fitted on its training clips alone.

    Parameters
    ----------
    make_estimator : callable
        Makes an unfitted classifier, anew for each fold, with all that has to be fitted inside of it.
    X : DataFrame
        Features, indexed by clip id.
    clips : DataFrame
        Columns clip_id, actor, emotion; every clip of the folds is here once.
    folds : iterable of Fold
        What to train on and what to predict.
    labels : str
        Name of the label set.
    soft_labels : DataFrame, optional
        Votes for each emotion, indexed by clip id; those of training clips are for estimators that take them.
    threads : int
        Threads of the numerical libraries; results are the same on one machine for the same number.
    on_fold : callable
        Called with each finished fold.

    Returns
    -------
    DataFrame
        clip_id, actor, fold, y_true, y_pred, p_<emotion> for all six (float32; null outside of the label
        set), in the order of folds and clips. `y_pred` is the emotion of the highest stored probability.

    Raises
    ------
    LeakageError
        If an estimator was already fitted, or fits anything but training clips.
    ContractError
        If a clip of the folds has no features.
    """
    known = clips.set_index("clip_id")[["actor", "emotion"]]
    tables = []
    for fold in folds:
        train, test = list(fold.train), list(fold.test)
        if missing := sorted({*train, *test} - set(X.index)):
            raise ContractError(f"no features of {len(missing)} clips, such as {', '.join(missing[:5])}")
        with threadpool_limits(threads):
            training = known.loc[train]
            votes = None if soft_labels is None else soft_labels.loc[train]
            held_out = HeldOut(X.loc[test], known.loc[test, "emotion"], X.loc[train])
            began = time.perf_counter()
            fitted = FitScope(train, held_out).fit(
                make_estimator(), X.loc[train], training["emotion"], training["actor"], votes
            )
            fitted_at = time.perf_counter()
            probabilities = predict_probabilities(fitted, X.loc[test], labels)
        tables.append(known.loc[test].join(probabilities).assign(fold=fold.number))
        on_fold(FittedFold(fold.number, fitted, fitted_at - began, time.perf_counter() - fitted_at, len(test)))
    rows = pd.concat(tables).rename(columns={"emotion": "y_true"}).reset_index(names="clip_id")
    columns = [f"p_{emotion}" for emotion in EMOTIONS]
    return rows.reindex(columns=["clip_id", "actor", "fold", "y_true", "y_pred", *columns])


def predict_probabilities(fitted: BaseEstimator, X: pd.DataFrame, labels: str) -> pd.DataFrame:
    """Probability of each emotion of a label set and the likeliest one, a row a clip.

    An emotion without training clips has probability 0.

    Returns
    -------
    DataFrame, indexed as `X`
        p_<emotion> (float32) and y_pred.
    """
    emotions = LABEL_SETS[labels]
    given = pd.DataFrame(fitted.predict_proba(X), index=X.index, columns=list(fitted.classes_))
    table = given.reindex(columns=list(emotions), fill_value=0.0).astype(np.float32)
    likeliest = np.array(emotions)[table.to_numpy().argmax(1)]
    return table.add_prefix("p_").assign(y_pred=likeliest)

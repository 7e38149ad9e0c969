"""A proof of fit scope that looks into nothing: what is predicted may not change with what may not be known."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.utils.validation import has_fit_parameter

from cremad.errors import LeakageError
from cremad.evaluation.folds import Fold
from cremad.evaluation.intervals import basis_of
from cremad.randomness.streams import child_stream
from data_contracts.vocabulary import LABEL_SETS

TOLERANCE = 1e-6
"""Probabilities that differ by less are the same: batches of another size sum in another order."""

LEAST_CLIPS = 2
"""Clips of each emotion that a feature has to be equal on before it counts as telling the emotion."""

ERRORS = 4.0
"""Standard errors that accuracy may lie above chance: 1 in 30,000 that know nothing would lie higher."""

Features: TypeAlias = pd.DataFrame | Callable[[pd.DataFrame], pd.DataFrame]


def fit_scope_canary(
    make_estimator: Callable[[], BaseEstimator], X: Features, clips: pd.DataFrame, fold: Fold, labels: str
) -> None:
    """Refit with other labels and other names, and refuse an estimator whose predictions tell that it knew more.

    1. Test clips are predicted under other names, in another order, half of them absent: nothing may change.
    2. Labels of test clips are permuted, in `clips` itself while it lasts, and their rows are absent when
       features are made and the estimator is fitted: nothing may change.
    3. Labels of training clips are permuted: what was learned is then of no use, and accuracy on test clips falls
       to chance. If it does not, they were known from elsewhere.
    4. No feature may be equal on all test clips of an emotion and differ between emotions.

    What it proves: that the predictions of this fold do not depend on clip ids, on the company in which clips are
    predicted, or on the labels of test clips as far as those are read from `clips`; and that what predicts them
    came from the training labels. It does so wherever the knowledge is hidden. What it does not prove: that
    training and test clips are of different actors (`refuse_leaks` does); that features were not fitted on
    test clips without labels, such as a scaler over all (the walk of `FitScope` finds one in an estimator; hand
    over a callable for `X` and the second probe finds one before it); that features which tell the labels through
    more than one column, or with noise, are honest; or anything of a leak worth less than four standard errors of
    chance. It costs three fits of one fold: run it once for each kind of row, not for each fold.

    Parameters
    ----------
    make_estimator : callable
        Makes an unfitted classifier with fixed seeds, anew at each call.
    X : DataFrame, or callable
        Features indexed by clip id; or what makes them from a table of clips, which proves more.
    clips : DataFrame
        Columns clip_id, actor, emotion.
    fold : Fold
    labels : str
        Name of the label set.

    Raises
    ------
    LeakageError
        Naming the probe that failed.
    """
    train, test = list(fold.train), list(fold.test)
    rng = child_stream(fold.number, "fit-scope-canary")
    features = _make(X, clips)
    _refuse_telling_features(features.loc[test], _column(clips, "emotion").loc[test])
    estimator = _fit(make_estimator, features, clips, train)
    predicted = _predict(estimator, features.loc[test], labels)
    _refuse_named(estimator, features.loc[test], predicted, labels, rng)
    _refuse_test_labels(make_estimator, X, clips, fold, labels, features, predicted, rng)
    _refuse_known_labels(make_estimator, features, clips, fold, labels, rng)


def _refuse_telling_features(features: pd.DataFrame, truth: pd.Series) -> None:
    numbers = features.select_dtypes("number")
    kinds = numbers.groupby(truth.to_numpy())
    if kinds.ngroups < 2 or kinds.size().min() < LEAST_CLIPS:
        return
    spread = (kinds.max() - kinds.min()).max()
    telling = numbers.columns[(spread == 0) & (numbers.max() > numbers.min())]
    if len(telling):
        raise LeakageError(
            f"feature(s) {', '.join(map(str, telling[:5]))} are equal on all test clips of an emotion and differ "
            "between emotions",
            remedy="Make features from the media alone.",
        )


def _refuse_named(
    estimator: BaseEstimator, rows: pd.DataFrame, predicted: pd.DataFrame, labels: str, rng: np.random.Generator
) -> None:
    kept = rng.permutation(len(rows))[: max(len(rows) // 2, 1)]
    others = rows.iloc[kept].set_axis(pd.Index([f"canary-{number}" for number in kept], name=rows.index.name))
    try:
        again = _predict(estimator, others, labels)
    except KeyError as error:
        raise LeakageError(f"test clips are not predicted under other names: {error} is looked up") from error
    _refuse_change(predicted.iloc[kept], again, "under other names, in other company")


def _refuse_test_labels(
    make_estimator: Callable[[], BaseEstimator],
    X: Features,
    clips: pd.DataFrame,
    fold: Fold,
    labels: str,
    features: pd.DataFrame,
    predicted: pd.DataFrame,
    rng: np.random.Generator,
) -> None:
    column, tested = clips.columns.get_loc("emotion"), clips["clip_id"].isin(fold.test).to_numpy()
    before = clips["emotion"].to_numpy().copy()
    after = before.copy()
    after[tested] = _derange(before[tested], rng)
    try:
        clips.isetitem(column, pd.Series(after, index=clips.index, dtype=clips["emotion"].dtype))
        relabelled = _make(X, clips)
        estimator = _fit(make_estimator, relabelled.loc[list(fold.train)], clips, list(fold.train))
        again = _predict(estimator, relabelled.loc[list(fold.test)], labels)
    finally:
        clips.isetitem(column, pd.Series(before, index=clips.index, dtype=clips["emotion"].dtype))
    _refuse_change(predicted, again, "with their labels permuted")
    if callable(X):
        alone = X(clips[~tested])
        unlike = ~np.isclose(alone.loc[list(fold.train)], features.loc[list(fold.train)], rtol=TOLERANCE).all(0)
        if unlike.any():
            raise LeakageError(
                f"features of training clips change without the test clips: {alone.columns[unlike][0]}"
            )


def _refuse_known_labels(
    make_estimator: Callable[[], BaseEstimator],
    features: pd.DataFrame,
    clips: pd.DataFrame,
    fold: Fold,
    labels: str,
    rng: np.random.Generator,
) -> None:
    train, test = list(fold.train), list(fold.test)
    truth = _column(clips, "emotion")
    shuffled = clips.set_index("clip_id", drop=False)
    shuffled.loc[train, "emotion"] = rng.permutation(truth.loc[train].to_numpy())
    predicted = _predict(_fit(make_estimator, features, shuffled, train), features.loc[test], labels)
    choice = predicted.columns.to_numpy()[predicted.to_numpy().argmax(1)]
    right = choice == truth.loc[test].to_numpy()
    # what is right by chance: as often as the choice meets the truth where one is dealt out anew
    chance = (pd.Series(choice).value_counts(normalize=True) * truth.loc[test].value_counts(normalize=True)).sum()
    by_actor = pd.Series(1.0, index=test).groupby(_column(clips, "actor").loc[test]).sum()
    independent = float(basis_of(by_actor.to_numpy()[:, None]).independent[0])
    if right.mean() > chance + ERRORS * np.sqrt(max(chance * (1 - chance), 0.0) / independent):
        raise LeakageError(
            f"with the labels of training clips permuted, {right.mean():.2f} of test clips are right, by chance "
            f"{chance:.2f} would be: the labels are known from elsewhere"
        )


def _refuse_change(before: pd.DataFrame, after: pd.DataFrame, when: str) -> None:
    if not np.allclose(before.to_numpy(), after.to_numpy(), rtol=0, atol=TOLERANCE, equal_nan=True):
        changed = (np.abs(before.to_numpy() - after.to_numpy()) > TOLERANCE).any(1)
        some = ", ".join(map(str, before.index[changed][:5]))
        raise LeakageError(f"predictions of {changed.sum()} test clip(s) change {when}: {some}")


def _make(X: Features, clips: pd.DataFrame) -> pd.DataFrame:
    return X(clips) if callable(X) else X


def _fit(
    make_estimator: Callable[[], BaseEstimator], X: pd.DataFrame, clips: pd.DataFrame, train: list[str]
) -> BaseEstimator:
    emotions, actors = _column(clips, "emotion").loc[train], _column(clips, "actor").loc[train]
    estimator = make_estimator()
    given = {"groups": actors} if has_fit_parameter(estimator, "groups") else {}
    return estimator.fit(X.loc[train], emotions, **given)


def _predict(estimator: BaseEstimator, X: pd.DataFrame, labels: str) -> pd.DataFrame:
    given = pd.DataFrame(estimator.predict_proba(X), index=X.index, columns=list(estimator.classes_))
    return given.reindex(columns=list(LABEL_SETS[labels]), fill_value=0.0)


def _column(clips: pd.DataFrame, name: str) -> pd.Series:
    return clips.set_axis(pd.Index(clips["clip_id"], name="clip_id"))[name]


def _derange(labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each label to another one, all clips of it alike, so that none keeps its own."""
    kinds = rng.permutation(np.unique(labels))
    following = dict(zip(kinds, np.roll(kinds, 1), strict=True))
    return np.array([following[label] for label in labels], dtype=labels.dtype)

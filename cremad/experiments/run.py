"""Predictions of a row, after its folds have passed the leakage firewall, and its model fitted on all clips."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd
from sklearn.base import BaseEstimator

from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.rows import HumanRaters, Row, divide_scored, scored_clips
from cremad.catalogue.spec import ModelSpec
from cremad.errors import LeakageError, OptionError
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.fit_scope import FitScope
from cremad.evaluation.folds import renumber
from cremad.evaluation.raters import rate, votes_of
from cremad.preprocessing.feature_sets import raters_for
from cremad.randomness.streams import child_seed
from cremad.registry.training_clips import read_training_clips
from cremad.training.crossvalidation import FittedFold, cross_validate


def run_row(
    row: Row,
    clips: pd.DataFrame,
    features: Mapping[str, pd.DataFrame],
    *,
    seed: int,
    published: pd.DataFrame | None = None,
    threads: int = 1,
    on_fold: Callable[[FittedFold], None] = lambda fold: None,
    checkpoint_dir: Path | None = None,
) -> pd.DataFrame:
    """Predictions of one row.

    Parameters
    ----------
    row : Row
        Of `plan_rows`, for the same clips, features, seed and published splits.
    features : mapping of str to DataFrame
        Features that the row reads, indexed by clip id; others are ignored.
    threads : int
        Threads of the numerical libraries.
    on_fold : callable
        Called with each fold when it is finished.
    checkpoint_dir : Path, optional
        Folder of checkpoints of trainings over frames; with the folder of a killed call these resume.

    Returns
    -------
    DataFrame
        Columns of the contract `predictions` but for run_id, which the caller adds.

    Raises
    ------
    LeakageError
        If the folds violate the protocol, anything is fitted outside of the training clips, or the network that
        the row starts from was trained on the tested speakers or clips.
    OptionError
        If the row does not apply to these clips.
    """
    scored = scored_clips(clips, features, row.must_have, row.labels)
    if isinstance(row.source, HumanRaters):
        rows = rate(scored, row.source.given, row.source.reading, row.labels)
    else:
        division = divide_scored(
            row.protocol, scored, row.labels, seed=seed, repeats=row.repeats, published=published
        )
        if division.not_applicable:
            raise OptionError(f"{row.name} does not apply: {division.not_applicable}")
        refuse_leaks(division, scored)
        refuse_known_start(row.source, scored)
        inputs = model_inputs(row.source, scored, features)
        rows = pd.concat(
            cross_validate(
                partial(row.source.build, model_seed(row.source, seed, repeat), checkpoint_dir),
                inputs,
                scored,
                renumber(division.folds, repeat * len(division.folds)),
                labels=row.labels,
                soft_labels=soft_labels(row.source, scored),
                threads=threads,
                on_fold=on_fold,
            )
            for repeat in range(row.source.of.repeats)
        )
    return rows.assign(corpus=clips["corpus"].iloc[0], **row.columns())


def fit_row(row: Row, clips: pd.DataFrame, features: Mapping[str, pd.DataFrame], *, seed: int) -> BaseEstimator:
    """Fit a row's model on all of its clips, to be stored and served; its score is that of `run_row`."""
    scored = scored_clips(clips, features, row.must_have, row.labels).set_index("clip_id", drop=False)
    inputs = model_inputs(row.source, scored, features)
    estimator = row.source.build(model_seed(row.source, seed))
    votes = soft_labels(row.source, scored)
    return FitScope(scored.index).fit(estimator, inputs, scored["emotion"], scored["actor"], votes)


def model_seed(spec: ModelSpec, seed: int, repeat: int = 0) -> int:
    """Seed of all random numbers of a model, from the run's."""
    return child_seed(seed, "model", spec.stream, repeat)


def soft_labels(spec: ModelSpec, scored: pd.DataFrame) -> pd.DataFrame | None:
    """Votes of the raters who were given the model's modalities, if it learns from votes."""
    return votes_of(scored, raters_for(spec.features) or "both") if spec.learns_from_votes else None


def refuse_known_start(spec: ModelSpec, scored: pd.DataFrame) -> None:
    """Refuse stored weights that were trained on tested clips or speakers.

    Raises
    ------
    LeakageError
        Naming some of them.
    """
    if spec.start is None:
        return
    trained_on = read_training_clips(spec.start)
    for column, noun in (("actor", "speakers"), ("content_sha256", "recordings")):
        if known := sorted(set(scored[column].dropna()) & set(trained_on[column].dropna())):
            raise LeakageError(
                f"the stored network was trained on {len(known)} {noun} that are tested here, such as {known[0]}",
                path=spec.start.path,
                remedy="Start from a network of other speakers.",
            )

"""What each way to select features keeps, fold by fold, and what a model reaches on what is kept."""

from concurrent.futures import Executor
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA

from cremad.artifacts.artifact import Artifact
from cremad.catalogue.rows import divide_scored, largest_labels, scored_clips
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.folds import Division
from cremad.models.baselines import UnitLogistic
from cremad.models.preparation import prepared
from cremad.randomness.streams import child_seed
from cremad.selection.options import KINDS, SelectionOptions, make_selector
from cremad.selection.projection import communalities
from cremad.selection.stability import Stability, stability
from cremad.settings import Options
from cremad.studies.augmentation import compare_uar
from cremad.tables import read_table
from cremad.training.crossvalidation import FittedFold, cross_validate


class SelectionInputs(Options):
    """What selectors are compared on; small, so that it can be sent to a worker."""

    modality: str
    clips: Artifact
    features: Artifact
    folds: int
    least_actors: int
    """Actors who have to act an emotion for it to be scored."""
    seed: int


class Selected(NamedTuple):
    """What one selector did."""

    choices: pd.DataFrame
    """Fold, feature, kept, score; empty where nothing selects."""
    predictions: pd.DataFrame
    """Of `cross_validate`."""
    n_kept: float
    """Columns that the classifier was given, mean over folds."""


class Selections(NamedTuple):
    """What all selectors did: rows of two contracts, but for corpus and modality."""

    selection: pd.DataFrame
    selection_stability: pd.DataFrame
    not_applicable: str | None = None
    """Why the tables are empty, if they are."""


def compare_selectors(inputs: SelectionInputs, options: SelectionOptions, *, executor: Executor) -> Selections:
    """Every kind of selector on the same folds, whatever kind the options name.

    Parameters
    ----------
    inputs : SelectionInputs
    options : SelectionOptions
        The settings of each kind.
    executor : Executor
        Where selectors are fitted; its workers see the tables.
    """
    opened = _open(inputs)
    if opened.division.not_applicable:
        return Selections(pd.DataFrame(), pd.DataFrame(), opened.division.not_applicable)
    waiting = {
        kind: executor.submit(_select_from_tables, inputs, options.model_copy(update={"kind": kind}))
        for kind in KINDS
    }
    done = {kind: future.result() for kind, future in waiting.items()}
    choices = [each.choices.assign(selector=kind) for kind, each in done.items() if len(each.choices)]
    rows = []
    for kind, each in done.items():
        compared = compare_uar(each.predictions, done["none"].predictions)
        rows.append((kind, each.n_kept, *stability_of(each.choices), *compared))
    numbers = ["n_kept", "stability", "stability_low", "stability_high"]
    differences = ["uar", "uar_without", "difference", "ci_low", "ci_high"]
    table = pd.DataFrame(rows, columns=["selector", *numbers, *differences]).assign(
        labels=opened.labels,
        protocol=opened.division.protocol,
        n_folds=len(opened.division.folds),
        n_features=opened.features.shape[1],
        n_clips=len(opened.clips),
        n_actors=opened.clips["actor"].nunique(),
    )
    return Selections(pd.concat(choices, ignore_index=True), table)


def select_over_folds(
    features: pd.DataFrame,
    clips: pd.DataFrame,
    division: Division,
    options: SelectionOptions,
    *,
    labels: str,
    seed: int,
) -> Selected:
    """Fit selector and logistic regression on the training clips of each fold; see what was kept, and predict.

    Parameters
    ----------
    features : DataFrame
        Numbers alone, indexed by clip id.
    clips : DataFrame
        Columns clip_id, actor, emotion.
    division : Division
        Folds that the firewall has let through.
    options : SelectionOptions
    labels : str
        Name of the label set.
    seed : int
        The run's seed.

    Raises
    ------
    LeakageError
        If anything is fitted outside of a fold's training clips.
    """
    done: list[FittedFold] = []
    build = partial(build_model, options, child_seed(seed, "selection"))
    predictions = cross_validate(build, features, clips, division.folds, labels=labels, on_fold=done.append)
    choices = [_choice(fold, features.columns) for fold in done if options.kind != "none"]
    return Selected(
        pd.concat(choices, ignore_index=True) if choices else pd.DataFrame(),
        predictions,
        float(np.mean([fold.estimator[-1].n_features_in_ for fold in done])),
    )


def stability_of(choices: pd.DataFrame) -> Stability:
    """The index over the folds of one selector; not defined where nothing is left out, or all is mixed."""
    if choices.empty or choices["kept"].isna().any():
        return Stability(np.nan, np.nan, np.nan)
    return stability(np.stack([rows["kept"].to_numpy(dtype=bool) for _, rows in choices.groupby("fold")]))


def build_model(options: SelectionOptions, seed: int) -> BaseEstimator:
    """Logistic regression behind a selector, unfitted; steps hand on tables, whose names group the columns."""
    return prepared(UnitLogistic(), selector=make_selector(options, seed)).set_output(transform="pandas")


def _choice(fold: FittedFold, columns: pd.Index) -> pd.DataFrame:
    """Feature, whether it was kept, and its score; a projection keeps none as it was."""
    selector = fold.estimator.named_steps["selector"]
    if isinstance(selector, PCA):
        kept, score = pd.array([pd.NA] * len(columns), dtype="boolean"), communalities(selector)
    else:
        kept, score = pd.array(selector.get_support(), dtype="boolean"), selector.scores_
    return pd.DataFrame({"fold": fold.number, "feature": columns, "kept": kept, "score": score})


class _Opened(NamedTuple):
    features: pd.DataFrame
    clips: pd.DataFrame
    labels: str | None
    division: Division


@lru_cache(maxsize=2)
def _open(inputs: SelectionInputs) -> _Opened:
    """Read the tables once a process, and divide the clips by actor."""
    features = read_table(inputs.features).set_index("clip_id").select_dtypes("number")
    tables, protocol = {inputs.modality: features}, f"actor_{inputs.folds}fold"
    clips = read_table(inputs.clips)
    labels = largest_labels(scored_clips(clips, tables, (inputs.modality,)), inputs.least_actors)
    if labels is None:
        reason = f"no label set with {inputs.least_actors} actors for every emotion"
        return _Opened(features, clips, None, Division(protocol=protocol, not_applicable=reason))
    scored = scored_clips(clips, tables, (inputs.modality,), labels)
    division = divide_scored(protocol, scored, labels, seed=inputs.seed, published=None)
    refuse_leaks(division, scored)
    return _Opened(features, scored, labels, division)


def _select_from_tables(inputs: SelectionInputs, options: SelectionOptions) -> Selected:
    """`select_over_folds` of what the tables hold; runs on a worker."""
    opened = _open(inputs)
    return select_over_folds(
        opened.features, opened.clips, opened.division, options, labels=opened.labels, seed=inputs.seed
    )

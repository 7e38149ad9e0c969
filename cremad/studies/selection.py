"""The features that each selector keeps in each fold, and the scores of a model on them."""

from concurrent.futures import Executor
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA

from cremad.artifacts.artifact import Artifact
from cremad.catalogue.rows import divide_scored, find_labels, scored_clips
from cremad.errors import OptionError
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.folds import Division
from cremad.evaluation.protocol import actor_folds
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
    """Inputs of the comparison; small, so that they can be sent to a worker."""

    modality: str
    clips: Artifact
    features: Artifact
    folds: int
    least_actors: int
    """Least number of actors of an emotion for it to be scored."""
    seed: int


class Selected(NamedTuple):
    """Results of one selector."""

    choices: pd.DataFrame
    """Fold, feature, kept, score; empty where nothing selects."""
    predictions: pd.DataFrame
    """Predictions of `cross_validate`."""
    n_kept: float
    """Number of columns that the classifier was given, mean over folds."""


class Selections(NamedTuple):
    """Results of all selectors: rows of two contracts, without corpus and modality."""

    selection: pd.DataFrame
    selection_stability: pd.DataFrame
    not_applicable: str | None = None
    """Why the tables are empty, if they are."""


def compare_selectors(inputs: SelectionInputs, options: SelectionOptions, *, executor: Executor) -> Selections:
    """Evaluate every kind of selector on the same folds, whatever kind the options name.

    Parameters
    ----------
    inputs : SelectionInputs
    options : SelectionOptions
        The settings of each kind.
    executor : Executor
        Where selectors are fitted; its workers can read the tables.
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
    """Fit selector and logistic regression on the training clips of each fold; record the selection, and predict.

    Parameters
    ----------
    features : DataFrame
        Numbers alone, indexed by clip id.
    clips : DataFrame
        Columns clip_id, actor, emotion.
    division : Division
        Folds that passed the leakage firewall.
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
    """The stability index over the folds of one selector; not defined without selection, or for a projection."""
    if choices.empty or choices["kept"].isna().any():
        return Stability(np.nan, np.nan, np.nan)
    return stability(np.stack([rows["kept"].to_numpy(dtype=bool) for _, rows in choices.groupby("fold")]))


def build_model(options: SelectionOptions, seed: int) -> BaseEstimator:
    """Unfitted selector and logistic regression; steps pass on tables, whose column names define the groups."""
    return prepared(UnitLogistic(), selector=make_selector(options, seed)).set_output(transform="pandas")


def _choice(fold: FittedFold, columns: pd.Index) -> pd.DataFrame:
    """Feature, whether it was kept, and its score; a projection keeps no feature as such."""
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
    """Read the tables (once per process), and divide the clips by actor."""
    features = read_table(inputs.features).set_index("clip_id").select_dtypes("number")
    tables, protocol = {inputs.modality: features}, actor_folds(inputs.folds)
    clips = read_table(inputs.clips)
    labels, _ = find_labels(scored_clips(clips, tables, (inputs.modality,)), inputs.least_actors)
    if labels is None:
        reason = f"fewer than two emotions are acted by {inputs.least_actors} actors each"
        return _Opened(features, clips, None, Division(protocol=protocol.name, not_applicable=reason))
    scored = scored_clips(clips, tables, (inputs.modality,), labels)
    division = divide_scored(protocol, scored, labels, seed=inputs.seed)
    refuse_leaks(division, scored)
    return _Opened(features, scored, labels, division)


def _select_from_tables(inputs: SelectionInputs, options: SelectionOptions) -> Selected:
    """`select_over_folds` of the tables; runs on a worker."""
    opened = _open(inputs)
    if opened.labels is None:
        raise OptionError(f"nothing can be selected: {opened.division.not_applicable}", remedy="Add clips.")
    return select_over_folds(
        opened.features, opened.clips, opened.division, options, labels=opened.labels, seed=inputs.seed
    )

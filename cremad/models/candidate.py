"""From the parameters that a search has chosen to an unfitted estimator."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectPercentile, VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import QuantileTransformer, RobustScaler, StandardScaler

from cremad.features.families import family_of_column
from cremad.models.learner import Learner, Tag
from cremad.models.space import Categorical, Integer, Parameter, Params, Real, part_of
from cremad.models.tuning import ActorTuned
from cremad.selection.actor_pipeline import ActorPipeline

PREPARATION: dict[str, Parameter] = {
    "imputer": Categorical(values=("mean", "median")),
    "scaler": Categorical(values=("standard", "robust", "quantile")),
    "selector": Categorical(values=("none", "anova", "pca")),
    "anova.percentile": Integer(low=5, high=80, log=True, steps=3, when={"selector": ("anova",)}),
    "pca.n_components": Real(low=0.8, high=0.99, steps=3, when={"selector": ("pca",)}),
}
"""Preparation steps that may precede a classifier."""

FAMILIES = "families"
"""Parameter with the names of the families of features that are used; without it, all are."""

SCALERS: dict[str, Callable[[], BaseEstimator]] = {
    "standard": StandardScaler,
    "robust": RobustScaler,
    "quantile": lambda: QuantileTransformer(n_quantiles=50, output_distribution="normal"),
}

STORES = (
    "cremad.models.candidate.ColumnsOf",
    "sklearn.feature_selection._univariate_selection.f_classif",
)
"""Types that the stored form of a candidate may hold in addition to those of its classifier."""


def searched_names(learner: Learner, kinds: Collection[str] = ()) -> tuple[str, ...]:
    """Parameters that a search may choose for a learner: its own, and those of the preparation before it.

    Parameters
    ----------
    learner : Learner
    kinds : collection of str
        Kinds of sequences that it reads.
    """
    return (*learner.parameters(kinds), *(() if _is_whole(learner) else (*PREPARATION, FAMILIES)))


def build_candidate(learner: Learner, params: Params, seed: int, **keywords: Any) -> Pipeline:
    """Make the estimator with given parameters, without the temperature of its probabilities.

    Parameters
    ----------
    learner : Learner
        One that has a space.
    params : dict
        Of `searched_names`: the learner's own; optionally ``imputer``, ``scaler``, ``selector`` and its parameters
        (else mean, standard, none), and ``families``.
    seed : int
        Seed of the estimator's random numbers.
    **keywords
        Keywords of the builder, as given by the learner's tags.
    """
    own = {name: value for name, value in params.items() if name not in (*PREPARATION, FAMILIES)}
    classifier = learner.tune(seed, own, **keywords)
    if _is_whole(learner):
        return classifier
    steps: list[tuple[str, Any]] = [
        ("imputer", SimpleImputer(strategy=params.get("imputer", "mean"), keep_empty_features=True)),
        ("scaler", SCALERS[params.get("scaler", "standard")]()),
        *_selector(params, seed),
        ("classifier", classifier),
    ]
    if FAMILIES in params:
        used = ("used", "passthrough", ColumnsOf(tuple(params[FAMILIES])))
        steps.insert(0, ("columns", ColumnTransformer([used], verbose_feature_names_out=False)))
    return ActorPipeline(steps)


def build_chosen(learner: Learner, params: Params, seed: int, **keywords: Any) -> BaseEstimator:
    """The candidate with a temperature fitted on held-out actors, which changes no prediction.

    A network calibrates its own probabilities, and is not trained again for a temperature.
    """
    candidate = build_candidate(learner, params, seed, **keywords)
    return candidate if _is_whole(learner) else ActorTuned(candidate, {}, random_state=seed)


@dataclass
class ColumnsOf:
    """Finds the columns of a table that belong to some families, in its order.

    >>> ColumnsOf(("mfcc",))(pd.DataFrame(columns=["mfcc_00_mean", "f0_hz_mean", "mfcc_01_std"]))
    ['mfcc_00_mean', 'mfcc_01_std']
    """

    families: tuple[str, ...]

    def __call__(self, table: pd.DataFrame) -> list[str]:
        return [column for column in table if family_of_column(column) in self.families]


def _is_whole(learner: Learner) -> bool:
    """Whether a learner prepares its inputs itself, as networks do."""
    return Tag.NETWORK in learner.tags


def _selector(params: Params, seed: int) -> list[tuple[str, BaseEstimator]]:
    match params.get("selector", "none"):
        case "anova":
            # the test statistic of a constant feature is not defined
            return [
                ("varying", VarianceThreshold()),
                ("selector", SelectPercentile(**part_of(params, "anova"))),
            ]
        case "pca":
            return [("selector", PCA(**part_of(params, "pca"), random_state=seed))]
        case _:
            return []

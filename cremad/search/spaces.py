"""Spaces that the project ships: of one model's parameters, and of features, preparation and model together."""

from collections.abc import Iterable, Mapping
from typing import Literal

import pandas as pd

from cremad.search.candidate import USE
from cremad.search.locked_rows import find_families
from cremad.search.network import network_space
from cremad.search.space import Categorical, Integer, Parameter, Real, Space
from data_contracts.feature_tables import sequence_kinds

SearchedModel = Literal[
    "logistic_regression",
    "svm_rbf",
    "random_forest",
    "extra_trees",
    "xgboost",
    "hist_gradient_boosting",
    "structure",
    "network",
]
"""A model whose parameters are searched; `structure` searches features, preparation and model with them, `network`
inputs, architecture and training."""

_FOREST: dict[str, Parameter] = {
    "n_estimators": Categorical(values=(300,)),
    "max_features": Real(low=0.02, high=0.5, log=True, steps=4),
    "min_samples_leaf": Integer(low=1, high=16, log=True, steps=4),
    "criterion": Categorical(values=("gini", "entropy")),
}

PARAMETERS: dict[str, dict[str, Parameter]] = {
    "logistic_regression": {"C": Real(low=1e-5, high=1.0, log=True, steps=11)},
    "svm_rbf": {
        "C": Real(low=0.1, high=100.0, log=True, steps=4),
        "gamma": Real(low=1e-5, high=1e-1, log=True, steps=5),
    },
    "random_forest": _FOREST,
    "extra_trees": _FOREST,
    "xgboost": {
        "n_estimators": Integer(low=50, high=400, log=True, steps=3),
        "learning_rate": Real(low=0.02, high=0.3, log=True, steps=3),
        "max_depth": Integer(low=2, high=6, steps=3),
        "colsample_bynode": Real(low=0.05, high=1.0, log=True, steps=2),
        "reg_lambda": Real(low=0.1, high=30.0, log=True, steps=2),
    },
    "hist_gradient_boosting": {
        "max_iter": Integer(low=40, high=300, log=True, steps=3),
        "learning_rate": Real(low=0.02, high=0.3, log=True, steps=3),
        "max_leaf_nodes": Integer(low=4, high=31, log=True, steps=3),
        "max_features": Real(low=0.05, high=1.0, log=True, steps=2),
        "l2_regularization": Real(low=0.01, high=30.0, log=True, steps=2),
    },
}
"""Model → its parameters. Features are some hundreds and standardised, which is what the ranges of C and gamma
are for: the usual 1 / features lies in their middle."""

PREPARATION: dict[str, Parameter] = {
    "imputer": Categorical(values=("mean", "median")),
    "scaler": Categorical(values=("standard", "robust", "quantile")),
    "selector": Categorical(values=("none", "anova", "pca")),
    "anova.percentile": Integer(low=5, high=80, log=True, steps=3, when={"selector": ("anova",)}),
    "pca.n_components": Real(low=0.8, high=0.99, steps=3, when={"selector": ("pca",)}),
}
"""What may stand between features and a classifier."""


def find_space(model: SearchedModel, tables: Mapping[str, pd.DataFrame], epochs: int) -> Space:
    """The shipped space of a model; of `structure` and of networks, for clips that have these tables.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables of features by set and columns of sequences by kind.
    epochs : int
        Of a network's training, at most.
    """
    if model == "structure":
        return structure_space(find_families(tables))
    if model == "network":
        return network_space([name for name in tables if name in sequence_kinds()], epochs)
    return Space(parameters={"model": Categorical(values=(model,))} | _parameters_of(model))


def structure_space(families: Iterable[str], models: Iterable[str] = PARAMETERS) -> Space:
    """Which families of features, which preparation, which model, which parameters of it.

    Parameters
    ----------
    families : iterable of str
        Names ``<table>.<family>``; each is used or not.
    models : iterable of str
        Keys of `PARAMETERS`.
    """
    models = tuple(models)
    use = {f"{USE}{family}": Categorical(values=(True, False)) for family in families}
    own = {
        name: parameter.model_copy(update={"when": {"model": (model,)}})
        for model in models
        for name, parameter in _parameters_of(model).items()
    }
    return Space(parameters=use | PREPARATION | {"model": Categorical(values=models)} | own)


def _parameters_of(model: str) -> dict[str, Parameter]:
    return {f"{model}.{name}": parameter for name, parameter in PARAMETERS[model].items()}

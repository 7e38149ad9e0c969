"""Spaces to search: a learner's parameters, or families of features, preparation and learner together."""

from collections.abc import Iterable, Mapping

import pandas as pd

from cremad.catalogue.learners import learners
from cremad.catalogue.rows import ANY
from cremad.features.families import family_of_column
from cremad.models.candidate import PREPARATION
from cremad.models.learner import Learner, Tag
from cremad.models.space import Categorical, Parameter, Space
from cremad.search.point import LEARNER, USE
from data_contracts.feature_tables import sequence_kinds


def searchable() -> dict[str, Learner]:
    """Name → learner that has a search space."""
    return {name: each for name, each in learners().items() if each.space}


def modules_of(names: Iterable[str]) -> tuple[str, ...]:
    """Modules of learners' builders, which are found by name and so are not reached by imports.

    Parameters
    ----------
    names : iterable of str
        Names of `searchable`; or `ANY`, for all.

    Examples
    --------
    >>> modules_of(["svm_rbf", "random_forest", "extra_trees"])
    ('cremad.models.svm', 'cremad.models.trees')
    """
    names = tuple(names)
    chosen = [each for name, each in searchable().items() if name in names or ANY in names]
    return tuple(sorted({each.tune.__module__ for each in chosen}))


def find_space(learner: str, tables: Mapping[str, pd.DataFrame], epochs: int) -> Space:
    """The search space of a learner, or of `ANY`, for clips that have these tables.

    Parameters
    ----------
    learner : str
        A name of `searchable`; or `ANY`: families of features, preparation, learner and its parameters.
    tables : mapping of str to DataFrame
        Tables of features by set and columns of sequences by kind.
    epochs : int
        Most epochs of a network.
    """
    kinds = [name for name in tables if name in sequence_kinds()]
    if learner == ANY:
        families = (family_of_column(column) for name in tables if name not in kinds for column in tables[name])
        return pipeline_space(dict.fromkeys(families))
    chosen = searchable()[learner]
    own = dict(chosen.parameters(kinds))
    rationed = chosen.rationed and f"{learner}.{chosen.rationed}"
    if chosen.rationed and Tag.NETWORK in chosen.tags:
        own[chosen.rationed] = Categorical(values=(epochs,))
    parameters = {LEARNER: Categorical(values=(learner,))} | _within(learner, own)
    return Space(parameters=parameters, rationed=rationed)


def pipeline_space(families: Iterable[str], names: Iterable[str] | None = None) -> Space:
    """The space of families of features, preparation, learner and its parameters.

    Parameters
    ----------
    families : iterable of str
        Each is used or not.
    names : iterable of str, optional
        Names of `searchable`; None for all except networks, which prepare their features themselves.
    """
    prepared = {name: each for name, each in searchable().items() if Tag.NETWORK not in each.tags}
    names = tuple(prepared if names is None else names)
    use = {f"{USE}.{family}": Categorical(values=(True, False)) for family in families}
    own = {
        key: parameter.model_copy(update={"when": parameter.when | {LEARNER: (name,)}})
        for name in names
        for key, parameter in _within(name, prepared[name].parameters()).items()
    }
    return Space(parameters=use | PREPARATION | {LEARNER: Categorical(values=names)} | own)


def _within(learner: str, parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Parameters under their names in a point, also in their conditions."""
    return {
        f"{learner}.{name}": each.model_copy(
            update={"when": {f"{learner}.{other}": values for other, values in each.when.items()}}
        )
        for name, each in parameters.items()
    }

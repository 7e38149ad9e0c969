"""Cleaning and selection of features before every model of a run, refitted in every fold."""

from collections.abc import Iterator
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from cremad.cleaning.steps import CleaningOptions, cleaning_steps, quarantine_outliers
from cremad.selection.options import SelectionOptions, make_selector
from cremad.settings import Options


class Treatment(Options):
    """How features are prepared, in addition to what every model does."""

    cleaning: CleaningOptions = CleaningOptions()
    """How missing and outlying features are treated. Models that accept missing values, such as gradient boosting,
    keep them."""
    selection: SelectionOptions = SelectionOptions()
    """Which features are kept."""


def treat(model: BaseEstimator, treatment: Treatment, seed: int) -> BaseEstimator:
    """Put a treatment into a model.

    Parameters
    ----------
    model : estimator
        Unfitted; its pipelines that have an imputer, also those of its members, are changed.
    treatment : Treatment
    seed : int
        Seed of its random numbers.

    Returns
    -------
    estimator
        The model itself, or wrapped so that outlying training clips are excluded.
    """
    if treatment == Treatment():
        return model
    for pipeline in _pipelines(model):
        selector = make_selector(treatment.selection, seed)
        names = [name for name, _ in pipeline.steps]
        after = names.index("scaler") + 1
        pipeline.steps = [
            *pipeline.steps[: names.index("imputer")],
            *cleaning_steps(treatment.cleaning, seed),
            *pipeline.steps[names.index("imputer") + 1 : after],
            *([] if selector is None else [("selector", selector)]),
            *pipeline.steps[after:],
        ]
        for _, step in pipeline.steps[: [name for name, _ in pipeline.steps].index("scaler") + 1]:
            step.set_output(transform="pandas")  # a selector knows families of features by their names
    return quarantine_outliers(model, treatment.cleaning, seed)


def _pipelines(value: Any) -> Iterator[Pipeline]:
    """Pipelines with an imputer in an estimator, its parameters and its members."""
    if isinstance(value, Pipeline) and {"imputer", "scaler"} <= value.named_steps.keys():
        yield value
    elif isinstance(value, Pipeline):
        yield from _pipelines(value.steps)
    elif isinstance(value, BaseEstimator):
        for each in value.get_params(deep=False).values():
            yield from _pipelines(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _pipelines(each)

"""Every model by name: how it is made, and what it is given to see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sklearn.base import BaseEstimator

from cremad.models import baselines, ensembles, svm, words

Sees = Literal["features", "features_by_actor", "transcript", "sentence", "duration_s", "nothing"]


@dataclass(frozen=True)
class Model:
    """A row of the catalogue."""

    build: Callable[[int], BaseEstimator]
    """Seed → unfitted classifier."""
    sees: Sees = "features"
    """Features of the row's modality, by actor also how far they are from the actor's mean; or one column of the
    clips table."""
    repeats: int = 1
    """Times that the folds are run, each with a seed of its own; their predictions are scored together."""


CATALOGUE = {
    "logistic_regression": Model(baselines.logistic_regression),
    "logistic_regression_by_actor": Model(baselines.logistic_regression, "features_by_actor"),
    "svm_rbf": Model(svm.svm_rbf),
    "xgboost": Model(ensembles.xgboost),
    "shuffled_labels": Model(baselines.shuffled_labels, repeats=8),
    "majority": Model(baselines.majority, "nothing"),
    "text_only": Model(words.text_only, "transcript"),
    "text_counts": Model(baselines.logistic_regression),
    "text_vectors": Model(words.text_vectors, "transcript"),
    "sentence_lookup": Model(baselines.sentence_lookup, "sentence"),
    "duration_only": Model(baselines.duration_only, "duration_s"),
}

ModelName = Literal["logistic_regression", "svm_rbf", "xgboost"]
"""Models that learn from features; the others are controls and stand in every table."""

TextModelName = Literal["text_only", "text_counts", "text_vectors"]
"""Models of the words: of weighed terms, of what is counted in the transcript, of word vectors."""

"""Every model by name: how it is made, and what it is given to see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sklearn.base import BaseEstimator

from cremad.models import baselines, bayes, boosting, ensembles, linear, neighbours, svm, trees, words

Sees = Literal["features", "features_by_actor", "transcript", "sentence", "duration_s", "audio_source", "nothing"]


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
    votes: bool = False
    """Whether it is trained on the raters' votes too, as the `soft_labels` of its ``fit``."""


CATALOGUE = {
    "logistic_regression": Model(baselines.logistic_regression),
    "logistic_regression_by_actor": Model(baselines.logistic_regression_by_actor, "features_by_actor"),
    "logistic_regression_soft": Model(baselines.logistic_regression_soft, votes=True),
    "logistic_l1": Model(linear.logistic_l1),
    "logistic_l2": Model(linear.logistic_l2),
    "logistic_elastic_net": Model(linear.logistic_elastic_net),
    "ridge": Model(linear.ridge),
    "naive_bayes_gaussian": Model(bayes.naive_bayes_gaussian),
    "naive_bayes_complement": Model(bayes.naive_bayes_complement),
    "discriminant_analysis": Model(bayes.discriminant_analysis),
    "nearest_neighbours": Model(neighbours.nearest_neighbours),
    "decision_tree": Model(trees.decision_tree),
    "random_forest": Model(trees.random_forest),
    "extra_trees": Model(trees.extra_trees),
    "xgboost": Model(boosting.xgboost),
    "xgboost_soft": Model(boosting.xgboost_soft, votes=True),
    "gradient_boosting": Model(boosting.gradient_boosting),
    "adaboost_stumps": Model(boosting.adaboost_stumps),
    "adaboost_trees": Model(boosting.adaboost_trees),
    "adaboost_linear": Model(boosting.adaboost_linear),
    "svm_linear": Model(svm.svm_linear),
    "svm_linear_one_vs_one": Model(svm.svm_linear_one_vs_one),
    "svm_rbf": Model(svm.svm_rbf),
    "svm_rbf_one_vs_rest": Model(svm.svm_rbf_one_vs_rest),
    "svm_polynomial": Model(svm.svm_polynomial),
    "svm_polynomial_by_actor": Model(svm.svm_polynomial, "features_by_actor"),
    "svm_sigmoid": Model(svm.svm_sigmoid),
    "svm_laplacian": Model(svm.svm_laplacian),
    "svm_chi_square": Model(svm.svm_chi_square),
    "svm_families": Model(svm.svm_families),
    "voting_soft": Model(ensembles.voting_soft),
    "voting_soft_by_actor": Model(ensembles.voting_soft, "features_by_actor"),
    "voting_hard": Model(ensembles.voting_hard),
    "stacking": Model(ensembles.stacking),
    "stacking_by_actor": Model(ensembles.stacking, "features_by_actor"),
    "shuffled_labels": Model(baselines.shuffled_labels, repeats=8),
    "majority": Model(baselines.majority, "nothing"),
    "text_only": Model(words.text_only, "transcript"),
    "text_counts": Model(baselines.logistic_regression),
    "text_vectors": Model(words.text_vectors, "transcript"),
    "sentence_lookup": Model(baselines.sentence_lookup, "sentence"),
    "source_only": Model(baselines.sentence_lookup, "audio_source"),
    "duration_only": Model(baselines.duration_only, "duration_s"),
}

ModelName = Literal[
    "logistic_regression",
    "logistic_regression_soft",
    "logistic_l1",
    "logistic_l2",
    "logistic_elastic_net",
    "ridge",
    "naive_bayes_gaussian",
    "naive_bayes_complement",
    "discriminant_analysis",
    "nearest_neighbours",
    "decision_tree",
    "random_forest",
    "extra_trees",
    "xgboost",
    "xgboost_soft",
    "gradient_boosting",
    "adaboost_stumps",
    "adaboost_trees",
    "adaboost_linear",
    "svm_linear",
    "svm_linear_one_vs_one",
    "svm_rbf",
    "svm_rbf_one_vs_rest",
    "svm_polynomial",
    "svm_polynomial_by_actor",
    "svm_sigmoid",
    "svm_laplacian",
    "svm_chi_square",
    "svm_families",
    "voting_soft",
    "voting_soft_by_actor",
    "voting_hard",
    "stacking",
    "stacking_by_actor",
]
"""Models that learn from features; the others are controls and stand in every table."""

TextModelName = Literal["text_only", "text_counts", "text_vectors"]
"""Models of the words: of weighed terms, of what is counted in the transcript, of word vectors."""

"""Which models the leaderboard and the networks' table compare, unless a profile says otherwise."""

from cremad.catalogue.learners import learners, trainable_names
from cremad.catalogue.spec import ModelSpec
from cremad.experiments.options import ExperimentOptions, specs
from cremad.models.learner import Tag

SPEAKER = {"adaptation": "speaker"}
VOTES = {"targets": "votes"}
WEIGHTED = {"family_weights": True}

CLASSICAL_VARIANTS = (
    ("logistic_regression", VOTES),
    ("logistic_regression", VOTES | SPEAKER),
    ("logistic_regression", WEIGHTED | SPEAKER),
    ("logistic_regression", WEIGHTED | VOTES | SPEAKER),
    ("logistic_regression", {"thresholds": True}),
    ("logistic_regression", {"thresholds": True} | SPEAKER),
    ("xgboost", VOTES),
    ("xgboost", VOTES | SPEAKER),
    ("svm_linear_one_vs_one", WEIGHTED),
    ("svm_linear_one_vs_one", WEIGHTED | SPEAKER),
    ("svm_polynomial", SPEAKER),
    ("voting_soft", SPEAKER),
    ("voting_soft", WEIGHTED | SPEAKER),
    ("voting_soft", VOTES),
    ("voting_soft", VOTES | SPEAKER),
    ("stacking", SPEAKER),
    ("stacking", VOTES | SPEAKER),
)
"""Variants in the leaderboard, in addition to every learner with defaults."""

NETWORK_VARIANTS = (
    ("network_dense", SPEAKER),
    ("network_dense", VOTES),
    ("network_dense", VOTES | SPEAKER),
    ("network_cnn_gru", SPEAKER),
    ("ensemble", SPEAKER),
    ("ensemble", VOTES),
    ("ensemble", VOTES | SPEAKER),
)
"""Variants in the networks' table, in addition to every network with defaults."""

PRETRAINED = (
    ("network_dense", {}),
    ("network_dense", SPEAKER),
    ("network_dense", VOTES | SPEAKER),
    ("ensemble", VOTES | SPEAKER),
)

OF_SEVERAL_MODALITIES = ("network_attention_fusion", "network_late_fusion")
"""Networks of several modalities, which are compared only with models of the same modalities."""

OF_SEARCHES = ("network",)
"""Networks whose architecture is chosen by a search."""


def leaderboard_options() -> ExperimentOptions:
    """Every learner that is not a network, and variants of some."""
    plain = [name for name in trainable_names() if Tag.NETWORK not in learners()[name].tags]
    return ExperimentOptions(
        models=(*specs(*plain), *_variants(CLASSICAL_VARIANTS)),
        fusion_models=specs("logistic_regression", "svm_rbf", "extra_trees", "xgboost"),
        published_splits=False,
        keep_models=False,
    )


def neural_options() -> ExperimentOptions:
    """Every network, and variants of some, and logistic regression."""
    networks = [name for name in trainable_names() if Tag.NETWORK in learners()[name].tags]
    plain = [name for name in networks if name not in (*OF_SEVERAL_MODALITIES, *OF_SEARCHES)]
    return ExperimentOptions(
        models=(*specs("logistic_regression", *plain), *_variants(NETWORK_VARIANTS)),
        pretrained_models=_variants(PRETRAINED),
        fusion_models=specs("logistic_regression", "network_dense", *OF_SEVERAL_MODALITIES, "network_cnn"),
        premium_models=(),
        text_models=(),
        published_splits=False,
    )


def _variants(chosen: tuple[tuple[str, dict], ...]) -> tuple[ModelSpec, ...]:
    return tuple(ModelSpec(learner=learner, **options) for learner, options in chosen)

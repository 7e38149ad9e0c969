"""Every model by name: how it is made, and what it is given to see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sklearn.base import BaseEstimator

from cremad.models import baselines, bayes, boosting, ensembles, linear, neighbours, svm, trees, words
from cremad.networks import presets as networks

Sees = Literal[
    "features",
    "features_by_actor",
    "frames",
    "frames_by_actor",
    "cepstra",
    "transcript",
    "sentence",
    "duration_s",
    "audio_source",
    "nothing",
]

FRAMES = {"frames": {"audio": "log_mel", "image": "face"}, "cepstra": {"audio": "mfcc"}}
"""What is seen → modality → kind of sequence."""


@dataclass(frozen=True)
class Model:
    """A row of the catalogue."""

    build: Callable[..., BaseEstimator]
    """Seed, of a network also how it is trained → unfitted classifier."""
    sees: Sees = "features"
    """Features of the row's modality, by actor also how far they are from the actor's mean; its sequences of
    frames, by actor as their distance from the actor's mean frame; or one column of the clips table."""
    repeats: int = 1
    """Times that the folds are run, each with a seed of its own; their predictions are scored together."""
    votes: bool = False
    """Whether it is trained on the raters' votes too, as the `soft_labels` of its ``fit``."""

    network: bool = False
    """Whether it is, or holds, a network, and is given `NetworkOptions`."""

    @property
    def by_actor(self) -> bool:
        """Whether it sees all clips of the tested actor, without their labels."""
        return self.sees.endswith("_by_actor")

    def frames_of(self, modality: str) -> tuple[str, ...]:
        """Kinds of sequences that it reads of a modality.

        >>> Model(print, "frames").frames_of("audio+image"), Model(print).frames_of("audio")
        (('log_mel', 'face'), ())
        """
        kinds = FRAMES.get(self.sees.removesuffix("_by_actor"), {})
        return tuple(kinds[each] for each in modality.split("+") if each in kinds)


CATALOGUE = {
    "logistic_regression": Model(baselines.logistic_regression),
    "logistic_regression_by_actor": Model(baselines.logistic_regression_by_actor, "features_by_actor"),
    "logistic_regression_soft": Model(baselines.logistic_regression_soft, votes=True),
    "logistic_regression_soft_by_actor": Model(
        baselines.logistic_regression_soft_by_actor, "features_by_actor", votes=True
    ),
    "logistic_regression_family_weights_by_actor": Model(
        baselines.logistic_regression_family_weights_by_actor, "features_by_actor"
    ),
    "logistic_regression_family_weights_soft_by_actor": Model(
        baselines.logistic_regression_family_weights_soft_by_actor, "features_by_actor", votes=True
    ),
    "logistic_regression_thresholds": Model(baselines.logistic_regression_thresholds),
    "logistic_regression_thresholds_by_actor": Model(
        baselines.logistic_regression_thresholds_by_actor, "features_by_actor"
    ),
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
    "xgboost_soft_by_actor": Model(boosting.xgboost_soft, "features_by_actor", votes=True),
    "gradient_boosting": Model(boosting.gradient_boosting),
    "adaboost_stumps": Model(boosting.adaboost_stumps),
    "adaboost_trees": Model(boosting.adaboost_trees),
    "adaboost_linear": Model(boosting.adaboost_linear),
    "svm_linear": Model(svm.svm_linear),
    "svm_linear_one_vs_one": Model(svm.svm_linear_one_vs_one),
    "svm_linear_family_weights": Model(svm.svm_linear_family_weights),
    "svm_linear_family_weights_by_actor": Model(svm.svm_linear_family_weights, "features_by_actor"),
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
    "voting_family_weights_by_actor": Model(ensembles.voting_family_weights, "features_by_actor"),
    "voting_soft_labels": Model(ensembles.voting_soft_labels, votes=True),
    "voting_soft_labels_by_actor": Model(ensembles.voting_soft_labels, "features_by_actor", votes=True),
    "voting_hard": Model(ensembles.voting_hard),
    "stacking": Model(ensembles.stacking),
    "stacking_by_actor": Model(ensembles.stacking, "features_by_actor"),
    "stacking_soft_labels_by_actor": Model(ensembles.stacking_soft_labels, "features_by_actor", votes=True),
    "svm_sequences": Model(svm.svm_sequences, "cepstra"),
    "network_dense": Model(networks.network_dense, network=True),
    "network_dense_by_actor": Model(networks.network_dense, "features_by_actor", network=True),
    "network_dense_pretrained": Model(networks.network_dense_pretrained, network=True),
    "network_dense_by_actor_pretrained": Model(
        networks.network_dense_pretrained, "features_by_actor", network=True
    ),
    "network_dense_soft": Model(networks.network_dense_soft, votes=True, network=True),
    "network_dense_soft_by_actor": Model(
        networks.network_dense_soft, "features_by_actor", votes=True, network=True
    ),
    "network_dense_soft_by_actor_pretrained": Model(
        networks.network_dense_soft_pretrained, "features_by_actor", votes=True, network=True
    ),
    "network_attention_fusion": Model(networks.network_attention_fusion, network=True),
    "network_late_fusion": Model(networks.network_late_fusion, network=True),
    "network_cnn": Model(networks.network_cnn, "frames", network=True),
    "network_lstm": Model(networks.network_lstm, "frames", network=True),
    "network_gru": Model(networks.network_gru, "frames", network=True),
    "network_transformer": Model(networks.network_transformer, "frames", network=True),
    "network_cnn_gru": Model(networks.network_cnn_gru, "frames", network=True),
    "network_cnn_gru_by_actor": Model(networks.network_cnn_gru, "frames_by_actor", network=True),
    "ensemble": Model(networks.ensemble, network=True),
    "ensemble_by_actor": Model(networks.ensemble, "features_by_actor", network=True),
    "ensemble_soft_labels": Model(networks.ensemble_soft_labels, votes=True, network=True),
    "ensemble_soft_labels_by_actor": Model(
        networks.ensemble_soft_labels, "features_by_actor", votes=True, network=True
    ),
    "ensemble_soft_labels_by_actor_pretrained": Model(
        networks.ensemble_soft_labels_pretrained, "features_by_actor", votes=True, network=True
    ),
    "shuffled_labels": Model(baselines.shuffled_labels, repeats=8),
    "majority": Model(baselines.majority, "nothing"),
    "text_only": Model(words.text_only, "transcript"),
    "text_counts": Model(baselines.logistic_regression),
    "text_vectors": Model(words.text_vectors, "transcript"),
    "sentence_lookup": Model(baselines.sentence_lookup, "sentence"),
    "source_only": Model(baselines.sentence_lookup, "audio_source"),
    "duration_only": Model(baselines.duration_only, "duration_s"),
}

ClassicalName = Literal[
    "logistic_regression",
    "logistic_regression_soft",
    "logistic_regression_soft_by_actor",
    "logistic_regression_family_weights_by_actor",
    "logistic_regression_family_weights_soft_by_actor",
    "logistic_regression_thresholds",
    "logistic_regression_thresholds_by_actor",
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
    "xgboost_soft_by_actor",
    "gradient_boosting",
    "adaboost_stumps",
    "adaboost_trees",
    "adaboost_linear",
    "svm_linear",
    "svm_linear_one_vs_one",
    "svm_linear_family_weights",
    "svm_linear_family_weights_by_actor",
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
    "voting_family_weights_by_actor",
    "voting_soft_labels",
    "voting_soft_labels_by_actor",
    "voting_hard",
    "stacking",
    "stacking_by_actor",
    "stacking_soft_labels_by_actor",
    "svm_sequences",
]
"""Models without a network."""

NetworkName = Literal[
    "network_dense",
    "network_dense_by_actor",
    "network_dense_pretrained",
    "network_dense_by_actor_pretrained",
    "network_attention_fusion",
    "network_late_fusion",
    "network_dense_soft",
    "network_dense_soft_by_actor",
    "network_dense_soft_by_actor_pretrained",
    "network_cnn",
    "network_lstm",
    "network_gru",
    "network_transformer",
    "network_cnn_gru",
    "network_cnn_gru_by_actor",
    "ensemble",
    "ensemble_by_actor",
    "ensemble_soft_labels",
    "ensemble_soft_labels_by_actor",
    "ensemble_soft_labels_by_actor_pretrained",
]
"""Networks, and ensembles that hold one; they need the extra ``neural``."""

ModelName = Literal[ClassicalName, NetworkName]
"""Models that learn from what is heard and seen; the others are controls and stand in every table."""

TextModelName = Literal["text_only", "text_counts", "text_vectors"]
"""Models of the words: of weighed terms, of what is counted in the transcript, of word vectors."""

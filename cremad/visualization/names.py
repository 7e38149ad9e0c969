"""Names that people read, for the names that tables hold."""

import re
from typing import Final

from cremad.catalogue.rows import SEEN_SUFFIX

READABLE: Final = {
    "audio": "Sound",
    "image": "Face",
    "text": "Words",
    "audio+image": "Sound and face",
    "egemaps": "Sound (eGeMAPS)",
    "speech": "Sound (network)",
    "audio+speech": "Sound, with a network's",
    "cnn": "Face (network)",
    "audio+cnn": "Sound and face (network)",
    "speech+image": "Sound (network) and face",
    "audio+speech+image": "Sound, with a network's, and face",
    "sentence": "Sentence (network)",
    "none": "Labels alone",
    "six": "Six emotions",
    "three": "Three emotions",
    "logistic_regression": "Logistic regression",
    "logistic_regression_by_actor": "Logistic regression, adapted to the actor",
    "logistic_regression_soft": "Logistic regression, trained on votes too",
    "logistic_regression_soft_by_actor": "Logistic regression, trained on votes too, adapted to the actor",
    "logistic_regression_family_weights_by_actor": "Logistic regression, weighed by family, adapted to the actor",
    "logistic_regression_family_weights_soft_by_actor": "Logistic regression, family weights, votes, by actor",
    "logistic_regression_thresholds": "Logistic regression, thresholds",
    "logistic_regression_thresholds_by_actor": "Logistic regression, thresholds, adapted to the actor",
    "logistic_l1": "Logistic regression, L1",
    "logistic_l2": "Logistic regression, L2 tuned",
    "logistic_elastic_net": "Logistic regression, elastic net",
    "naive_bayes_gaussian": "Naive Bayes, Gaussian",
    "naive_bayes_complement": "Naive Bayes, complement",
    "discriminant_analysis": "Linear discriminant analysis",
    "nearest_neighbours": "Nearest neighbours",
    "svm_linear": "SVM, linear",
    "svm_linear_one_vs_one": "SVM, linear, one against one",
    "svm_linear_family_weights": "SVM, linear, features weighed by family",
    "svm_linear_family_weights_by_actor": "SVM, linear, features weighed by family, adapted to the actor",
    "voting_family_weights_by_actor": "Soft vote, features weighed by family, adapted to the actor",
    "svm_rbf": "SVM, RBF kernel",
    "svm_rbf_one_vs_rest": "SVM, RBF kernel, one against the rest",
    "svm_polynomial": "SVM, polynomial kernel",
    "svm_polynomial_by_actor": "SVM, polynomial kernel, adapted to the actor",
    "svm_sigmoid": "SVM, sigmoid kernel",
    "svm_laplacian": "SVM, Laplacian kernel",
    "svm_chi_square": "SVM, chi-square kernel",
    "svm_families": "SVM, a kernel a family of features",
    "adaboost_stumps": "AdaBoost of stumps",
    "adaboost_trees": "AdaBoost of trees",
    "adaboost_linear": "AdaBoost of linear models",
    "voting_soft": "Soft vote",
    "voting_soft_by_actor": "Soft vote, adapted to the actor",
    "voting_hard": "Hard vote",
    "voting_soft_labels": "Soft vote, trained on raters' votes too",
    "voting_soft_labels_by_actor": "Soft vote, trained on raters' votes too, adapted to the actor",
    "stacking_by_actor": "Stacking, adapted to the actor",
    "stacking_soft_labels_by_actor": "Stacking, trained on votes too, adapted to the actor",
    "xgboost_soft": "XGBoost, trained on votes too",
    "xgboost_soft_by_actor": "XGBoost, trained on votes too, adapted to the actor",
    "xgboost": "XGBoost",
    "svm_sequences": "SVM, kernel of sequences",
    "network_dense": "Network, dense",
    "network_dense_by_actor": "Network, dense, adapted to the actor",
    "network_dense_pretrained": "Network, dense, first trained on another corpus",
    "network_dense_by_actor_pretrained": "Network, dense, first trained on another corpus, adapted to the actor",
    "network_dense_soft": "Network, dense, trained on votes too",
    "network_dense_soft_by_actor": "Network, dense, trained on votes too, adapted to the actor",
    "network_dense_soft_by_actor_pretrained": "Network, dense, votes, another corpus first, by actor",
    "network_attention_fusion": "Network, attention over modalities",
    "network_late_fusion": "Networks of each modality, weighed",
    "network_cnn": "Network, CNN",
    "network_lstm": "Network, LSTM",
    "network_gru": "Network, GRU",
    "network_transformer": "Network, transformer",
    "network_cnn_gru": "Network, CNN and GRU",
    "network_cnn_gru_by_actor": "Network, CNN and GRU, adapted to the actor",
    "ensemble": "Ensemble of classical models and a network",
    "ensemble_by_actor": "Ensemble of classical models and a network, adapted to the actor",
    "ensemble_soft_labels": "Ensemble with a network, trained on votes too",
    "ensemble_soft_labels_by_actor": "Ensemble with a network, trained on votes too, adapted to the actor",
    "ensemble_soft_labels_by_actor_pretrained": "Ensemble, votes, network from another corpus, by actor",
    "majority": "Largest class always",
    "human_plurality": "Plurality vote",
    "human_single": "Single ratings",
    "text_only": "Text only",
    "text_counts": "Counts in the text",
    "text_vectors": "Word vectors",
    "sentence_lookup": "Sentence lookup",
    "shuffled_labels": "Shuffled labels",
    "duration_only": "Duration only",
    "source_only": "Kind of file only",
    "leave_one_actor_out": "Unseen actors, one at a time",
    "published_audeering": "Unseen actors, audEERING split",
    "published_evar": "Unseen actors, EVAR split",
    "trained_on_crema_d": "Trained on CREMA-D",
    "trained_on_ravdess": "Trained on RAVDESS",
    "published_hicmae": "Unseen actors, HiCMAE folds",
    "crema-d": "CREMA-D",
    "ravdess": "RAVDESS",
    "synthetic": "the synthetic corpus",
    "manifest": "your manifest",
    "wav": "WAV",
    "flv": "FLV",
    "mp3": "MP3",
    "flac": "FLAC",
}

FOLDS_OF: Final = {
    "actor": "Unseen actors",
    "random": "Random clips",
    "clip": "Unseen clips of known actors",
}

SEEN_BY: Final = {"human_voice": "audio", "human_face": "image", "human_both": "audio+image"}
"""What a model has to be given to be compared with raters of a modality."""

SEEN: Final = (
    *("audio", "egemaps", "speech", "audio+speech", "image", "cnn"),
    *("audio+image", "audio+cnn", "speech+image", "audio+speech+image", "text", "sentence", "none"),
)
"""What rows may have seen, in the order of a page."""

RATERS_OF: Final = {seen: raters for raters, seen in SEEN_BY.items()}

UNSEEN: Final = ("actor", "leave_one_actor_out", "published", "trained_on")
"""How the names of protocols begin that have no actor on both sides, the one that counts first."""


def readable(name: str) -> str:
    """The name for people; a name that is not in the dictionary with its underscores as spaces.

    >>> readable("svm_rbf"), readable("actor_5fold_seen"), readable("spectral_flatness")
    ('SVM, RBF kernel', 'Unseen actors, 5 folds, clips with video', 'Spectral flatness')
    """
    if name in READABLE:
        return READABLE[name]
    if name.endswith(SEEN_SUFFIX):
        return f"{readable(name.removesuffix(SEEN_SUFFIX))}, clips with video"
    if folds := re.fullmatch(r"(actor|random|clip)_(\d+)fold", name):
        return f"{FOLDS_OF[folds[1]]}, {folds[2]} folds"
    spaced = name.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def within_sentence(name: str) -> str:
    """The name for people as it stands within a sentence.

    >>> within_sentence("published_evar"), within_sentence("svm_rbf")
    ('unseen actors, EVAR split', 'SVM, RBF kernel')
    """
    written = readable(name)
    return written if written[1:2].isupper() else written[:1].lower() + written[1:]


def is_unseen_actor(protocol: str) -> bool:
    """Whether a protocol has no actor on both sides."""
    return protocol.startswith(UNSEEN)

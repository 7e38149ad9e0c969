"""Support vector machines. Their kernels are computed once for all settings; probabilities by `ActorTuned`."""

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC, LinearSVC

from cremad.models.family_scaler import with_family_weights
from cremad.models.kernels.sequences import MeanEmbedding
from cremad.models.kernels.vectors import DistanceKernel, FamilyKernel, ProductKernel
from cremad.models.learner import Learner, Tag, tags
from cremad.models.pairwise import PairwiseSVC
from cremad.models.preparation import prepared
from cremad.models.space import Params, Real
from cremad.models.tuning import ActorTuned
from cremad.scaling import MinMaxScaler

COSTS = [0.5, 1.0, 2.0, 4.0]
"""Values of C, for kernels whose similarities are about 1."""


def svm_linear(seed: int) -> ActorTuned:
    """Linear, one emotion against the rest."""
    classifier = LinearSVC(class_weight="balanced", random_state=seed)
    return ActorTuned(prepared(classifier), {"C": [1e-5, 1e-4, 3e-4, 1e-3, 1e-2]}, random_state=seed)


def svm_linear_one_vs_one(seed: int, *, family_weights: bool = False) -> ActorTuned:
    """Linear, one emotion against one; with `family_weights`, features are weighted by family."""
    model = _tuned(ProductKernel("linear"), seed)
    return with_family_weights(model) if family_weights else model


def svm_rbf(seed: int) -> ActorTuned:
    """Radial kernel, one emotion against one; of width ``gamma="scale"``."""
    return _tuned(DistanceKernel("radial", 2.0), seed)


def svm_rbf_one_vs_rest(seed: int) -> ActorTuned:
    """Radial kernel, one emotion against the rest."""
    machine = OneVsRestClassifier(SVC(kernel="precomputed", class_weight="balanced"))
    pipeline = prepared(machine, kernel=DistanceKernel("radial", 2.0))
    return ActorTuned(pipeline, {"estimator__C": COSTS}, random_state=seed)


def svm_polynomial(seed: int) -> ActorTuned:
    """Polynomial kernel of the second degree."""
    return _tuned(ProductKernel("polynomial"), seed)


def svm_sigmoid(seed: int) -> ActorTuned:
    """Hyperbolic tangent of the product, which is no kernel in the strict sense."""
    return _tuned(ProductKernel("sigmoid"), seed)


def svm_laplacian(seed: int) -> ActorTuned:
    """Kernel of the sum of absolute differences: less sensitive to outlying features than the radial one."""
    return _tuned(DistanceKernel("laplacian"), seed)


def svm_chi_square(seed: int) -> ActorTuned:
    """Kernel of the chi-square distance, made for histograms, of features scaled to [0, 1]."""
    return _tuned(DistanceKernel("chi_square"), seed, MinMaxScaler())


def svm_families(seed: int) -> ActorTuned:
    """Sum of radial kernels, one for each family of features."""
    model = _tuned(FamilyKernel(DistanceKernel("radial", 2.0)), seed)
    for step in ("imputer", "scaler"):  # the kernel finds the families by name
        model.pipeline.named_steps[step].set_output(transform="pandas")
    return model


def svm_sequences(seed: int) -> ActorTuned:
    """Kernel of sequences of frames, given as one column (see `cremad.preprocessing.sequences.sequence_frame`)."""
    steps = [
        ("frames", MeanEmbedding(random_state=seed)),
        ("kernel", DistanceKernel("radial")),
        ("classifier", PairwiseSVC(kernel="precomputed")),
    ]
    return ActorTuned(Pipeline(steps), {"C": COSTS}, random_state=seed)


def _tuned(kernel: TransformerMixin, seed: int, scaler: BaseEstimator | None = None) -> ActorTuned:
    return ActorTuned(
        prepared(PairwiseSVC(kernel="precomputed"), scaler=scaler, kernel=kernel), {"C": COSTS}, random_state=seed
    )


def tune_rbf(seed: int, params: Params) -> SVC:
    """The radial kernel with given parameters."""
    return SVC(class_weight="balanced", break_ties=True).set_params(**params)


SPACE_RBF = {
    "C": Real(low=0.1, high=100.0, log=True, steps=4),
    "gamma": Real(low=1e-5, high=1e-1, log=True, steps=5),
}
"""Search space for some hundreds of standardised features: the usual gamma, 1 / features, is in the middle."""

LEARNERS = (
    Learner("svm_linear", "SVM, linear", svm_linear),
    Learner(
        "svm_linear_one_vs_one",
        "SVM, linear, one against one",
        svm_linear_one_vs_one,
        tags(Tag.FAMILY_WEIGHTS),
        stores=(PairwiseSVC, ProductKernel),
        streams={Tag.FAMILY_WEIGHTS: "svm_linear_family_weights"},
    ),
    Learner(
        "svm_rbf",
        "SVM, RBF kernel",
        svm_rbf,
        stores=(PairwiseSVC, DistanceKernel),
        space=SPACE_RBF,
        tune=tune_rbf,
    ),
    Learner(
        "svm_rbf_one_vs_rest",
        "SVM, RBF kernel, one against the rest",
        svm_rbf_one_vs_rest,
        stores=(DistanceKernel,),
    ),
    Learner("svm_polynomial", "SVM, polynomial kernel", svm_polynomial, stores=(PairwiseSVC, ProductKernel)),
    Learner("svm_sigmoid", "SVM, sigmoid kernel", svm_sigmoid, stores=(PairwiseSVC, ProductKernel)),
    Learner("svm_laplacian", "SVM, Laplacian kernel", svm_laplacian, stores=(PairwiseSVC, DistanceKernel)),
    Learner(
        "svm_chi_square",
        "SVM, chi-square kernel",
        svm_chi_square,
        stores=(PairwiseSVC, DistanceKernel, MinMaxScaler),
    ),
    Learner(
        "svm_families",
        "SVM, a kernel for each family of features",
        svm_families,
        stores=(PairwiseSVC, DistanceKernel, FamilyKernel),
    ),
    Learner(
        "svm_sequences",
        "SVM, kernel of sequences",
        svm_sequences,
        reads="sequences",
        sequences={"audio": "mfcc"},
        stores=(PairwiseSVC, DistanceKernel, MeanEmbedding),
    ),
)

"""Estimators of ours are scikit-learn's estimators, by its own checks."""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils.estimator_checks import parametrize_with_checks

from cremad.models.baselines import ShuffledLabels, UnitLogistic
from cremad.models.kernels.vectors import DistanceKernel, FamilyKernel, ProductKernel
from cremad.models.linear import SparseLogistic
from cremad.models.pairwise import PairwiseSVC
from cremad.models.preparation import prepared
from cremad.models.stacking import ActorStacked
from cremad.models.thresholds import ThresholdTuned
from cremad.models.tuning import ActorTuned
from cremad.models.voting import Voted
from cremad.models.weighting import EvenlyWeighted

MEMBERS = [("bayes", GaussianNB()), ("logistic", LogisticRegression())]

ESTIMATORS = [
    UnitLogistic(),
    SparseLogistic(),
    PairwiseSVC(),
    ShuffledLabels(LogisticRegression()),
    EvenlyWeighted(LogisticRegression()),
    EvenlyWeighted(KNeighborsClassifier()),
    ActorTuned(prepared(LogisticRegression()), {"C": [0.1, 1.0]}, folds=2),
    ActorTuned(
        prepared(PairwiseSVC(kernel="precomputed"), kernel=DistanceKernel()),
        {"kernel__sharpness": [1.0, 2.0]},
        folds=2,
    ),
    Voted(MEMBERS),
    ActorStacked(MEMBERS, folds=2),
    ThresholdTuned(LogisticRegression(), folds=2),
    DistanceKernel(),
    DistanceKernel("chi_square"),
    ProductKernel("polynomial"),
    FamilyKernel(DistanceKernel("laplacian")),
]


EQUIVALENCE = [f"check_sample_weight_equivalence_on_{kind}_data" for kind in ("dense", "sparse")]
DEALT_ANEW = "it is fitted on labels that were dealt out anew, so as to learn nothing"
EXPECTED = {
    PairwiseSVC: dict.fromkeys(
        EQUIVALENCE, "libsvm's weights are not those of repeated rows, nor are balanced ones"
    ),
    UnitLogistic: dict.fromkeys(EQUIVALENCE, "its prior is scaled by the rows, whatever their weights")
    | {"check_classifiers_one_label_sample_weights": "so does scikit-learn's own, with balanced weights"},
    ShuffledLabels: {"check_classifiers_train": DEALT_ANEW},
}


def expected_failures(estimator):
    return EXPECTED.get(type(estimator), {})


@parametrize_with_checks(ESTIMATORS, expected_failed_checks=expected_failures)
@pytest.mark.filterwarnings("ignore:Skipping check check_array_api_input:sklearn.exceptions.SkipTestWarning")
def test_is_a_scikit_learn_estimator(estimator, check):
    check(estimator)

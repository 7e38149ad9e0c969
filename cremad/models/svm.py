"""Support vector machines."""

from sklearn.svm import SVC

from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned


def svm_rbf(seed: int) -> ActorTuned:
    """SVM with a radial kernel, its C tuned over actors; gamma is 1 / (features x variance)."""
    classifier = SVC(kernel="rbf", class_weight="balanced", break_ties=True)
    return ActorTuned(prepared(classifier), {"C": [0.5, 1.0, 2.0, 4.0]}, random_state=seed)

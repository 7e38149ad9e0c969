"""Nearest neighbours."""

from sklearn.neighbors import KNeighborsClassifier

from cremad.models.learner import Learner
from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned
from cremad.models.weighing import EvenlyWeighed


def nearest_neighbours(seed: int) -> ActorTuned:
    """The emotions of the nearest training clips.

    Warning: the nearest clips are those of the same speaker. Where an actor stands on both sides of a fold it
    looks far better than it is, so read it beside its actor-grouped score. The number of neighbours is chosen over
    actors, which asks for many.
    """
    classifier = EvenlyWeighed(KNeighborsClassifier(weights="distance"))
    return ActorTuned(prepared(classifier), {"estimator__n_neighbors": [10, 20, 40, 80]}, random_state=seed)


LEARNERS = (
    Learner(
        "nearest_neighbours",
        "Nearest neighbours",
        nearest_neighbours,
        stores=("sklearn.metrics._dist_metrics.EuclideanDistance64", "sklearn.neighbors._kd_tree.KDTree"),
    ),
)

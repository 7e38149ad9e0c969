"""Nearest neighbours."""

from sklearn.neighbors import KNeighborsClassifier

from cremad.models.learner import Learner
from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned
from cremad.models.weighting import EvenlyWeighted


def nearest_neighbours(seed: int) -> ActorTuned:
    """The emotions of the nearest training clips.

    Warning: the nearest clips are those of the same speaker. Where an actor is on both sides of a fold the score
    is far too high, so compare it with the actor-grouped score. The number of neighbours is chosen on held-out
    actors, which favours large ones.
    """
    classifier = EvenlyWeighted(KNeighborsClassifier(weights="distance"))
    return ActorTuned(prepared(classifier), {"estimator__n_neighbors": [10, 20, 40, 80]}, random_state=seed)


LEARNERS = (
    Learner(
        "nearest_neighbours",
        "Nearest neighbours",
        nearest_neighbours,
        stores=("sklearn.metrics._dist_metrics.EuclideanDistance64", "sklearn.neighbors._kd_tree.KDTree"),
    ),
)

"""A learner: Gaussian naive Bayes behind the preparation that all learners share."""

from sklearn.naive_bayes import GaussianNB

from cremad.models.learner import Learner
from cremad.models.preparation import prepared
from cremad.selection.actor_pipeline import ActorPipeline


def independent_features(seed: int) -> ActorPipeline:
    """Every feature votes by itself; nothing is drawn, so the seed does not count."""
    return prepared(GaussianNB())


LEARNER = Learner("independent_features", "Independent features (example)", independent_features)

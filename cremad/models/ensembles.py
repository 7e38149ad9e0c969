"""Ensembles of models that separate emotions in different ways: by likelihood, by margins, by least squares.

Trees and boosting are not among the members of most: they are slower by far, and on CREMA-D votes with them scored
no better, except where raters' votes are learnt from.
"""

from cremad.models.baselines import logistic_regression, logistic_regression_soft_by_actor
from cremad.models.boosting import xgboost_soft
from cremad.models.family_scaler import with_family_weights
from cremad.models.linear import ridge
from cremad.models.members import Members
from cremad.models.stacking import ActorStacked
from cremad.models.svm import svm_linear_one_vs_one, svm_polynomial
from cremad.models.voting import Voted


def voting_soft(seed: int) -> Voted:
    """The mean of the members' probabilities."""
    return Voted(members(seed))


def voting_family_weights(seed: int) -> Voted:
    """The mean of the members' probabilities, each of them of features that weigh by their families."""
    return Voted(weighed_members(seed))


def voting_hard(seed: int) -> Voted:
    """The emotion that most members choose."""
    return Voted(members(seed), voting="hard")


def stacking(seed: int) -> ActorStacked:
    """The members' probabilities, weighed as they deserved on held-out actors."""
    return ActorStacked(members(seed), random_state=seed)


def voting_soft_labels(seed: int) -> Voted:
    """The mean of what those say that learn from raters' votes too."""
    return Voted(soft_members(seed))


def stacking_soft_labels(seed: int) -> ActorStacked:
    """The same, weighed as they deserved on held-out actors."""
    return ActorStacked(soft_members(seed), random_state=seed)


def members(seed: int) -> Members:
    """Name and classifier of each."""
    return [
        ("logistic_regression", logistic_regression(seed)),
        ("svm_linear_one_vs_one", svm_linear_one_vs_one(seed)),
        ("svm_polynomial", svm_polynomial(seed)),
        ("ridge", ridge(seed)),
    ]


def weighed_members(seed: int) -> Members:
    """The same, of features that weigh by their families."""
    return [(name, with_family_weights(member)) for name, member in members(seed)]


def soft_members(seed: int) -> Members:
    """A linear model and boosted trees, both with the raters' votes as half of the target."""
    # of features without their distances from the actor's mean, the first is `logistic_regression_soft`
    return [
        ("logistic_regression", logistic_regression_soft_by_actor(seed)),
        ("xgboost", xgboost_soft(seed)),
    ]

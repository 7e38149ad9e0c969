"""Ensembles of models that separate emotions in different ways: by likelihood, by margins, by least squares.

Most have no trees or boosting among their members: these are far slower, and on CREMA-D ensembles with them scored
no better, except with raters' votes as targets.
"""

from cremad.errors import OptionError
from cremad.models.baselines import UnitLogistic, logistic_regression
from cremad.models.boosting import BOOSTER, xgboost
from cremad.models.family_scaler import with_family_weights
from cremad.models.kernels.vectors import ProductKernel
from cremad.models.learner import Learner, Tag, tags
from cremad.models.linear import ridge
from cremad.models.members import Members
from cremad.models.pairwise import PairwiseSVC
from cremad.models.stacking import ActorStacked
from cremad.models.svm import svm_linear_one_vs_one, svm_polynomial
from cremad.models.voting import Voted


def voting_soft(seed: int, *, votes: bool = False, family_weights: bool = False) -> Voted:
    """The mean of the members' probabilities.

    Parameters
    ----------
    seed : int
    votes : bool
        Whether the members are those that learn from raters' votes.
    family_weights : bool
        Whether the members' features are weighted by family; not together with `votes`.
    """
    return Voted(_chosen(seed, votes, family_weights))


def voting_hard(seed: int) -> Voted:
    """The emotion that most members choose."""
    return Voted(members(seed), voting="hard")


def stacking(seed: int, *, votes: bool = False) -> ActorStacked:
    """The members' probabilities, with weights fitted on held-out actors; members as in `voting_soft`."""
    return ActorStacked(_chosen(seed, votes, family_weights=False), random_state=seed)


def _chosen(seed: int, votes: bool, family_weights: bool) -> Members:
    if votes and family_weights:
        raise OptionError("the members that learn from votes do not weight features by family")
    return soft_members(seed) if votes else weighted_members(seed) if family_weights else members(seed)


def members(seed: int) -> Members:
    """Name and classifier of each."""
    return [
        ("logistic_regression", logistic_regression(seed)),
        ("svm_linear_one_vs_one", svm_linear_one_vs_one(seed)),
        ("svm_polynomial", svm_polynomial(seed)),
        ("ridge", ridge(seed)),
    ]


def weighted_members(seed: int) -> Members:
    """The same, with features weighted by family."""
    return [(name, with_family_weights(member)) for name, member in members(seed)]


def soft_members(seed: int) -> Members:
    """A linear model and boosted trees, both with the raters' votes as half of the target."""
    # without distances from the speaker's mean, the first is the plain logistic regression
    return [
        ("logistic_regression", logistic_regression(seed, votes=True, speaker_normalised=True)),
        ("xgboost", xgboost(seed, votes=True)),
    ]


STORES = (UnitLogistic, PairwiseSVC, ProductKernel, *BOOSTER)
"""Types of all the members."""

LEARNERS = (
    Learner(
        "voting_soft",
        "Soft vote",
        voting_soft,
        tags(Tag.VOTES, Tag.FAMILY_WEIGHTS),
        stores=(Voted, *STORES),
        streams={Tag.VOTES: "voting_soft_labels", Tag.FAMILY_WEIGHTS: "voting_family_weights"},
    ),
    Learner("voting_hard", "Hard vote", voting_hard, frozenset(), stores=(Voted, *STORES)),
    Learner(
        "stacking",
        "Stacking",
        stacking,
        tags(Tag.VOTES),
        stores=(ActorStacked, *STORES),
        streams={Tag.VOTES: "stacking_soft_labels"},
    ),
)

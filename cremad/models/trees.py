"""Decision trees, alone and in forests."""

from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier

from cremad.models.learner import Learner
from cremad.models.preparation import prepared
from cremad.models.space import Categorical, Integer, Params, Real
from cremad.models.tuning import ActorTuned

TREE = "sklearn.tree._tree.Tree"
"""Type of a fitted tree, which scikit-learn keeps to itself."""


def decision_tree(seed: int) -> ActorTuned:
    """One tree, pruned by cost and complexity (Breiman et al., 1984): the amount is chosen on held-out actors."""
    classifier = DecisionTreeClassifier(class_weight="balanced", random_state=seed)
    grid = {"ccp_alpha": [0.03, 0.02, 0.014, 0.01, 0.007, 0.005]}
    return ActorTuned(prepared(classifier), grid, random_state=seed)


def random_forest(seed: int) -> ActorTuned:
    """Trees grown on resampled clips; the size of their leaves is chosen on held-out actors."""
    classifier = RandomForestClassifier(200, class_weight="balanced", random_state=seed)
    return ActorTuned(prepared(classifier), {"min_samples_leaf": [3, 9, 20]}, random_state=seed)


def extra_trees(seed: int) -> ActorTuned:
    """Trees with random thresholds, and leaves of several clips."""
    classifier = ExtraTreesClassifier(200, min_samples_leaf=9, class_weight="balanced", random_state=seed)
    return ActorTuned(prepared(classifier), {}, random_state=seed)


def tune_random_forest(seed: int, params: Params) -> RandomForestClassifier:
    """Trees grown on resampled clips, with given parameters."""
    return RandomForestClassifier(class_weight="balanced", random_state=seed).set_params(**params)


def tune_extra_trees(seed: int, params: Params) -> ExtraTreesClassifier:
    """Trees with random thresholds, with given parameters."""
    return ExtraTreesClassifier(class_weight="balanced", random_state=seed).set_params(**params)


SPACE = {
    "n_estimators": Categorical(values=(300,)),
    "max_features": Real(low=0.02, high=0.5, log=True, steps=4),
    "min_samples_leaf": Integer(low=1, high=16, log=True, steps=4),
    "criterion": Categorical(values=("gini", "entropy")),
}
"""Search space of both kinds of forests."""

LEARNERS = (
    Learner("decision_tree", "Decision tree", decision_tree, stores=(TREE,)),
    Learner("random_forest", "Random forest", random_forest, stores=(TREE,), space=SPACE, tune=tune_random_forest),
    Learner("extra_trees", "Extra trees", extra_trees, stores=(TREE,), space=SPACE, tune=tune_extra_trees),
)

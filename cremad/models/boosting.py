"""Boosting."""

from sklearn.base import BaseEstimator
from sklearn.ensemble import AdaBoostClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import RidgeClassifier
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

from cremad.models.learner import Learner, Tag, tags
from cremad.models.preparation import prepared
from cremad.models.space import Integer, Params, Real
from cremad.models.trees import TREE
from cremad.models.tuning import ActorTuned
from cremad.models.weighting import EvenlyWeighted

BOOSTER = ("xgboost.core.Booster", "xgboost.sklearn.XGBClassifier")
"""Types of fitted boosted trees."""


def xgboost(seed: int, *, votes: bool = False) -> EvenlyWeighted:
    """Gradient boosting; missing features have their own branch, so nothing is imputed.

    Parameters
    ----------
    seed : int
    votes : bool
        Whether the raters' votes are half of each clip's target.
    """
    return EvenlyWeighted(boosted_trees(seed), softness=0.5 if votes else 0.0)


def boosted_trees(seed: int) -> XGBClassifier:
    """Few bins and a share of the features at each node: five times faster on such tables, and as accurate."""
    return XGBClassifier(
        n_estimators=100,
        max_depth=3,
        learning_rate=0.1,
        subsample=0.8,
        colsample_bynode=0.3,
        max_bin=64,
        n_jobs=1,
        random_state=seed,
    )


def gradient_boosting(seed: int) -> HistGradientBoostingClassifier:
    """scikit-learn's gradient boosting over histograms, which also accepts missing features."""
    return HistGradientBoostingClassifier(
        class_weight="balanced",
        max_depth=3,
        max_features=0.3,
        max_bins=64,
        early_stopping=False,
        random_state=seed,
    )


def adaboost_stumps(seed: int) -> ActorTuned:
    """AdaBoost of trees with one split."""
    return _adaboost(DecisionTreeClassifier(max_depth=1, max_features=0.3), 200, seed)


def adaboost_trees(seed: int) -> ActorTuned:
    """AdaBoost of small trees."""
    return _adaboost(DecisionTreeClassifier(max_depth=4, max_features=0.3), 100, seed)


def adaboost_linear(seed: int) -> ActorTuned:
    """AdaBoost of least-squares models that are weak because of a strong penalty."""
    return _adaboost(RidgeClassifier(alpha=3000.0), 20, seed)


def _adaboost(base: BaseEstimator, rounds: int, seed: int) -> ActorTuned:
    boosted = EvenlyWeighted(AdaBoostClassifier(base, n_estimators=rounds, random_state=seed))
    return ActorTuned(prepared(boosted), {}, random_state=seed)


def tune_xgboost(seed: int, params: Params) -> EvenlyWeighted:
    """Gradient boosting with given parameters."""
    return EvenlyWeighted(boosted_trees(seed).set_params(**params))


def tune_gradient_boosting(seed: int, params: Params) -> HistGradientBoostingClassifier:
    """Gradient boosting over histograms with given parameters; trees are limited in leaves, not in depth."""
    boosted = HistGradientBoostingClassifier(class_weight="balanced", early_stopping=False, random_state=seed)
    return boosted.set_params(**params)


SPACE_XGBOOST = {
    "n_estimators": Integer(low=50, high=400, log=True, steps=3),
    "learning_rate": Real(low=0.02, high=0.3, log=True, steps=3),
    "max_depth": Integer(low=2, high=6, steps=3),
    "colsample_bynode": Real(low=0.05, high=1.0, log=True, steps=2),
    "reg_lambda": Real(low=0.1, high=30.0, log=True, steps=2),
}

SPACE_HISTOGRAMS = {
    "max_iter": Integer(low=40, high=300, log=True, steps=3),
    "learning_rate": Real(low=0.02, high=0.3, log=True, steps=3),
    "max_leaf_nodes": Integer(low=4, high=31, log=True, steps=3),
    "max_features": Real(low=0.05, high=1.0, log=True, steps=2),
    "l2_regularization": Real(low=0.01, high=30.0, log=True, steps=2),
}

LEARNERS = (
    Learner(
        "xgboost",
        "XGBoost",
        xgboost,
        tags(Tag.VOTES),
        stores=BOOSTER,
        space=SPACE_XGBOOST,
        tune=tune_xgboost,
    ),
    Learner(
        "gradient_boosting",
        "Gradient boosting",
        gradient_boosting,
        stores=("sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",),
        space=SPACE_HISTOGRAMS,
        tune=tune_gradient_boosting,
    ),
    Learner("adaboost_stumps", "AdaBoost of stumps", adaboost_stumps, stores=(TREE,)),
    Learner("adaboost_trees", "AdaBoost of trees", adaboost_trees, stores=(TREE,)),
    Learner("adaboost_linear", "AdaBoost of linear models", adaboost_linear),
)

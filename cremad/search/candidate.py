"""From what a search has chosen to an unfitted estimator that holds all of it."""

from collections.abc import Callable, Mapping
from typing import Any

from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.decomposition import PCA
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_selection import SelectPercentile, VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import QuantileTransformer, RobustScaler, StandardScaler
from sklearn.svm import SVC

from cremad.models.boosting import xgboost
from cremad.models.tuning import ActorTuned
from cremad.models.weighing import EvenlyWeighed
from cremad.networks.estimator import NetworkClassifier
from cremad.search import network
from cremad.search.space import Params, part_of

USE = "use."
"""Begins the name of a parameter that says whether a family of features is used."""

CLASSIFIERS: dict[str, Callable[[int], BaseEstimator]] = {
    "logistic_regression": lambda seed: LogisticRegression(class_weight="balanced", max_iter=1000),
    "svm_rbf": lambda seed: SVC(class_weight="balanced", break_ties=True),
    "random_forest": lambda seed: RandomForestClassifier(class_weight="balanced", random_state=seed),
    "extra_trees": lambda seed: ExtraTreesClassifier(class_weight="balanced", random_state=seed),
    "xgboost": xgboost,
    "hist_gradient_boosting": lambda seed: HistGradientBoostingClassifier(
        class_weight="balanced", early_stopping=False, random_state=seed
    ),
}
"""Model → seed → classifier, in which every emotion weighs the same, as it does in the UAR."""

SCALERS: dict[str, Callable[[], BaseEstimator]] = {
    "standard": StandardScaler,
    "robust": RobustScaler,
    "quantile": lambda: QuantileTransformer(n_quantiles=50, output_distribution="normal"),
}


def build_candidate(params: Params, families: Mapping[str, tuple[str, ...]], seed: int) -> Pipeline:
    """Make the estimator of a point of a space.

    Parameters
    ----------
    params : dict
        ``model`` and ``<model>.<parameter>``; optionally ``imputer``, ``scaler``, ``selector`` and its
        parameters (else mean, standard, none), and ``use.<family>`` (without any, all features); or a point of
        `network_space`.
    families : mapping of str to tuple of str
        Family of features → its columns.
    seed : int
        Of classifiers that draw.
    """
    if params["model"] == network.MODEL:
        return network.build_network(params, seed)
    classifier = CLASSIFIERS[params["model"]](seed)
    parametrised = classifier.estimator if isinstance(classifier, EvenlyWeighed) else classifier
    parametrised.set_params(**part_of(params, params["model"]))
    steps: list[tuple[str, Any]] = [
        ("imputer", SimpleImputer(strategy=params.get("imputer", "mean"), keep_empty_features=True)),
        ("scaler", SCALERS[params.get("scaler", "standard")]()),
        *_selector(params, seed),
        ("classifier", classifier),
    ]
    if any(name.startswith(USE) for name in params):
        used = [column for family, columns in families.items() if params.get(USE + family) for column in columns]
        steps.insert(0, ("columns", ColumnTransformer([("used", "passthrough", used)])))
    return Pipeline(steps)


def with_probabilities(candidate: Pipeline, seed: int) -> BaseEstimator:
    """The candidate with probabilities at a temperature fitted on held-out actors, which changes no choice.

    A network has probabilities of its own, and is not trained again for a temperature.
    """
    if isinstance(candidate[-1], NetworkClassifier):
        return candidate
    return ActorTuned(candidate, {}, random_state=seed)


def _selector(params: Params, seed: int) -> list[tuple[str, BaseEstimator]]:
    match params.get("selector", "none"):
        case "anova":
            # the test statistic of a constant feature is not defined
            return [
                ("varying", VarianceThreshold()),
                ("selector", SelectPercentile(**part_of(params, "anova"))),
            ]
        case "pca":
            return [("selector", PCA(**part_of(params, "pca"), random_state=seed))]
        case _:
            return []

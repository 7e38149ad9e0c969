"""Linear baselines, and the controls that show what the data contain apart from emotion."""

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, clone
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.utils import get_tags
from sklearn.utils.sparsefuncs import mean_variance_axis
from sklearn.utils.validation import check_is_fitted, validate_data

from cremad.features.text.yardstick import SentenceLookup
from cremad.models.family_scaler import with_family_weights
from cremad.models.learner import Learner, Tag, tags
from cremad.models.preparation import prepared
from cremad.models.space import Params, Real
from cremad.models.training_rows import LikeliestClass, read_rows, read_training
from cremad.models.tuning import ActorTuned
from cremad.models.weighting import EvenlyWeighted

LOGIT_VARIANCE = 3.0
"""Prior variance of a clip's logits: under it the priors of six emotions differ by about a factor of ten."""


class UnitLogistic(LogisticRegression):
    """Multinomial logistic regression with a prior that fits tables of any width and scale.

    The L2 penalty is that of normal weights under which, before any data, the logit of a clip has variance 3
    (``C = 3 / sum of the features' variances``). A penalty tuned over folds is noisier than this where few actors
    act some emotion: on 736 clips of CREMA-D it cost .01 to .03 UAR. All emotions have the same total weight, as
    in the UAR.

    Parameters
    ----------
    max_iter : int
        Most iterations of L-BFGS.
    """

    def __init__(self, max_iter: int = 500):
        super().__init__(class_weight="balanced", max_iter=max_iter)

    def fit(self, X, y, sample_weight=None) -> Self:
        """Fit; `X` is (clips, features), dense or sparse."""
        X = validate_data(self, X, accept_sparse="csr", dtype=[np.float64, np.float32])
        _, variances = mean_variance_axis(X, axis=0) if issparse(X) else (None, X.var(axis=0))
        penalty = LOGIT_VARIANCE / (variances.sum() or 1.0)
        fitted = LogisticRegression(C=penalty, class_weight=self.class_weight, max_iter=self.max_iter)
        fitted.fit(X, y, sample_weight)
        self.__dict__.update({name: value for name, value in vars(fitted).items() if name.endswith("_")})
        return self


def majority(seed: int) -> DummyClassifier:
    """Always the most frequent emotion of the training clips; their shares are the probabilities."""
    return DummyClassifier(strategy="prior")


def logistic_regression(
    seed: int, *, votes: bool = False, speaker_normalised: bool = False, family_weights: bool = False
) -> ActorTuned:
    """Logistic regression; its confidence is scaled on held-out actors.

    Parameters
    ----------
    seed : int
        Of the inner folds.
    votes : bool
        Whether the raters' votes are half of each clip's target.
    speaker_normalised : bool
        Whether the features include their distances from the speaker's mean, which then have more weight.
    family_weights : bool
        Whether features are weighted by family; the exponent is chosen on held-out actors.
    """
    classifier = EvenlyWeighted(UnitLogistic(), softness=0.5) if votes else UnitLogistic()
    model = ActorTuned(prepared(classifier), {}, random_state=seed)
    if family_weights:
        return with_family_weights(model).set_params(grid={"scaler__exponent": [0.0, -0.25, -0.5]})
    return with_family_weights(model, exponent=0) if speaker_normalised else model


def tune_logistic_regression(seed: int, params: Params) -> LogisticRegression:
    """Logistic regression with a given penalty."""
    return LogisticRegression(class_weight="balanced", max_iter=1000).set_params(**params)


SPACE_LOGISTIC = {"C": Real(low=1e-5, high=1.0, log=True, steps=11)}
"""Search space for some hundreds of standardised features."""


def duration_only(seed: int) -> Pipeline:
    """Logistic regression on the length of the clip."""
    return prepared(UnitLogistic())


def sentence_lookup(seed: int) -> SentenceLookup:
    """The most likely emotion of each sentence: the baseline that text models may not beat."""
    return SentenceLookup(class_weight="balanced")


def shuffled_labels(seed: int) -> "ShuffledLabels":
    """Logistic regression after the labels of the training clips were permuted: it must score chance."""
    return ShuffledLabels(prepared(UnitLogistic()), random_state=seed)


class ShuffledLabels(LikeliestClass):
    """Fit a classifier on labels that are permuted among the training clips.

    Parameters
    ----------
    estimator : classifier
    random_state : int
        Seed of the permutation.
    """

    def __init__(self, estimator: BaseEstimator, random_state: int = 0):
        self.estimator = estimator
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> Self:
        """Permute `y` and fit."""
        X, labels = read_training(self, X, y)
        permuted = np.random.default_rng(self.random_state).permutation(labels)
        self.estimator_ = clone(self.estimator).fit(X, permuted)
        self.classes_ = self.estimator_.classes_
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        return self.estimator_.predict_proba(read_rows(self, X, reset=False))

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = get_tags(self.estimator).input_tags.allow_nan
        return tags


def _of_column(name: str, title: str, build: Callable[..., BaseEstimator], column: str, stores: type) -> Learner:
    """A negative control that reads one column of the clips table."""
    return Learner(name, title, build, tags(Tag.CONTROL), reads="column", column=column, stores=(stores,))


LEARNERS = (
    Learner(
        "logistic_regression",
        "Logistic regression",
        logistic_regression,
        tags(Tag.VOTES, Tag.SPEAKER_LEVELS, Tag.FAMILY_WEIGHTS),
        stores=(UnitLogistic,),
        space=SPACE_LOGISTIC,
        tune=tune_logistic_regression,
    ),
    Learner("text_counts", "Counts in the text", logistic_regression, tags(Tag.CONTROL), stores=(UnitLogistic,)),
    Learner("majority", "Most frequent class", majority, tags(Tag.CONTROL), reads="nothing"),
    _of_column("sentence_lookup", "Sentence lookup", sentence_lookup, "sentence", SentenceLookup),
    _of_column("source_only", "Kind of file only", sentence_lookup, "audio_source", SentenceLookup),
    _of_column("duration_only", "Duration only", duration_only, "duration_s", UnitLogistic),
    Learner(
        "shuffled_labels",
        "Shuffled labels",
        shuffled_labels,
        tags(Tag.CONTROL),
        repeats=8,
        stores=(ShuffledLabels, UnitLogistic),
    ),
)

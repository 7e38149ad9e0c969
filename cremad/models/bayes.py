"""Classifiers by Bayes' rule from a density of each emotion."""

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.naive_bayes import ComplementNB, GaussianNB

from cremad.models.learner import Learner
from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned
from cremad.models.weighting import EvenlyWeighted
from cremad.scaling import MinMaxScaler


def naive_bayes_gaussian(seed: int) -> ActorTuned:
    """Features normal and independent given the emotion; the temperature compensates for correlated features."""
    return ActorTuned(prepared(EvenlyWeighted(GaussianNB(var_smoothing=1e-2))), {}, random_state=seed)


def naive_bayes_complement(seed: int) -> ActorTuned:
    """Complement naive Bayes, which treats features as counts: scaled to [0, 1] by the training range."""
    classifier = EvenlyWeighted(ComplementNB())
    return ActorTuned(prepared(classifier, scaler=MinMaxScaler()), {}, random_state=seed)


def discriminant_analysis(seed: int) -> ActorTuned:
    """Linear discriminant analysis; the covariance is shrunk by Ledoit and Wolf's method."""
    classifier = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
    return ActorTuned(prepared(EvenlyWeighted(classifier)), {}, random_state=seed)


LEARNERS = (
    Learner("naive_bayes_gaussian", "Naive Bayes, Gaussian", naive_bayes_gaussian),
    Learner("naive_bayes_complement", "Naive Bayes, complement", naive_bayes_complement, stores=(MinMaxScaler,)),
    Learner("discriminant_analysis", "Linear discriminant analysis", discriminant_analysis),
)

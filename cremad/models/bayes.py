"""Classifiers by Bayes' rule from a density of each emotion."""

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.naive_bayes import ComplementNB, GaussianNB

from cremad.models.learner import Learner
from cremad.models.preparation import prepared
from cremad.models.tuning import ActorTuned
from cremad.models.weighing import EvenlyWeighed
from cremad.scaling import MinMaxScaler


def naive_bayes_gaussian(seed: int) -> ActorTuned:
    """Features normal and independent given the emotion; the temperature makes up for how little they are that."""
    return ActorTuned(prepared(EvenlyWeighed(GaussianNB(var_smoothing=1e-2))), {}, random_state=seed)


def naive_bayes_complement(seed: int) -> ActorTuned:
    """Complement naive Bayes, which takes features for counts: scaled to [0, 1] by the training range."""
    classifier = EvenlyWeighed(ComplementNB())
    return ActorTuned(prepared(classifier, scaler=MinMaxScaler()), {}, random_state=seed)


def discriminant_analysis(seed: int) -> ActorTuned:
    """Linear discriminant analysis; the covariance is shrunk as Ledoit and Wolf do."""
    classifier = LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")
    return ActorTuned(prepared(EvenlyWeighed(classifier)), {}, random_state=seed)


LEARNERS = (
    Learner("naive_bayes_gaussian", "Naive Bayes, Gaussian", naive_bayes_gaussian),
    Learner("naive_bayes_complement", "Naive Bayes, complement", naive_bayes_complement, stores=(MinMaxScaler,)),
    Learner("discriminant_analysis", "Linear discriminant analysis", discriminant_analysis),
)

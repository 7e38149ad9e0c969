"""The cleaning steps of a model, fitted with it on training clips alone."""

from sklearn.base import BaseEstimator, TransformerMixin

from cremad.cleaning.imputation import ImputationOptions, make_imputer
from cremad.cleaning.outliers import OutlierOptions, make_outlier_handler
from cremad.cleaning.quarantine import OutlierQuarantine
from cremad.settings import Options


class CleaningOptions(Options):
    """How missing and outlying features are treated."""

    imputation: ImputationOptions = ImputationOptions()
    """How missing features are filled in."""
    outliers: OutlierOptions | None = None
    """What counts as an outlier and what is done about it; None leaves every value as it is."""


def cleaning_steps(options: CleaningOptions, seed: int) -> list[tuple[str, TransformerMixin]]:
    """First steps of a pipeline, unfitted: the handler of outliers, if it changes features, and the imputer.

    Outliers come first, so that imputed values are not computed from them, nor bounds from imputed values.
    """
    imputer = ("imputer", make_imputer(options.imputation, seed))
    if options.outliers is None or options.outliers.action == "quarantine":
        return [imputer]
    return [("outliers", make_outlier_handler(options.outliers, seed)), imputer]


def quarantine_outliers(classifier: BaseEstimator, options: CleaningOptions, seed: int) -> BaseEstimator:
    """The classifier, with its pipeline and searches, without outlying training clips where the options say so.

    >>> from sklearn.dummy import DummyClassifier
    >>> quarantine_outliers(DummyClassifier(), CleaningOptions(), 0)
    DummyClassifier()
    """
    if options.outliers is None or options.outliers.action != "quarantine":
        return classifier
    return OutlierQuarantine(classifier, make_outlier_handler(options.outliers, seed))

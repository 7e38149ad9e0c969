"""What cleaning puts into a model, so that it is fitted with it, on training clips alone."""

from sklearn.base import BaseEstimator, TransformerMixin

from cremad.cleaning.imputation import ImputationOptions, make_imputer
from cremad.cleaning.outliers import OutlierOptions, make_outlier_handler
from cremad.cleaning.quarantine import OutlierQuarantine
from cremad.settings import Options


class CleaningOptions(Options):
    """What becomes of missing and of outlying features."""

    imputation: ImputationOptions = ImputationOptions()
    """How missing features are filled in."""
    outliers: OutlierOptions | None = None
    """What counts as an outlier and what is done about it; None leaves every value as it is."""


def cleaning_steps(options: CleaningOptions, seed: int) -> list[tuple[str, TransformerMixin]]:
    """First steps of a pipeline, unfitted: the handler of outliers, if it changes features, and the imputer.

    Outliers come first, so that what is filled in does not come from them, nor bounds from what is filled in.
    """
    imputer = ("imputer", make_imputer(options.imputation, seed))
    if options.outliers is None or options.outliers.action == "quarantine":
        return [imputer]
    return [("outliers", make_outlier_handler(options.outliers, seed)), imputer]


def quarantine_outliers(classifier: BaseEstimator, options: CleaningOptions, seed: int) -> BaseEstimator:
    """The classifier, with its pipeline and searches, kept from outlying training clips where that is asked for.

    >>> from sklearn.dummy import DummyClassifier
    >>> quarantine_outliers(DummyClassifier(), CleaningOptions(), 0)
    DummyClassifier()
    """
    if options.outliers is None or options.outliers.action != "quarantine":
        return classifier
    return OutlierQuarantine(classifier, make_outlier_handler(options.outliers, seed))

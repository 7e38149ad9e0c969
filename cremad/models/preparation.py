"""What stands between features and a classifier, refitted with it in every fold."""

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def prepared(
    classifier: BaseEstimator,
    *,
    scaler: TransformerMixin | None = None,
    selector: BaseEstimator | None = None,
) -> Pipeline:
    """Pipeline of imputer, scaler, selector if any, and classifier.

    A missing feature is read as its mean over the training clips, which says nothing once it is scaled; one
    that no training clip has, as 0.
    """
    steps = [
        ("imputer", SimpleImputer(keep_empty_features=True)),
        ("scaler", scaler or StandardScaler()),
        ("selector", selector),
        ("classifier", classifier),
    ]
    return Pipeline([(name, step) for name, step in steps if step is not None])

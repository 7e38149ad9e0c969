"""The steps between features and a classifier, refitted with it in every fold."""

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler

from cremad.selection.actor_pipeline import ActorPipeline


def prepared(
    classifier: BaseEstimator,
    *,
    scaler: TransformerMixin | None = None,
    selector: BaseEstimator | None = None,
    kernel: TransformerMixin | None = None,
) -> ActorPipeline:
    """Pipeline of imputer, scaler, selector and kernel if any, and classifier.

    A missing feature is imputed by its mean over the training clips, which is 0 once scaled; a feature that no
    training clip has is 0.
    """
    steps = [
        ("imputer", SimpleImputer(keep_empty_features=True)),
        ("scaler", scaler or StandardScaler()),
        ("selector", selector),
        ("kernel", kernel),
        ("classifier", classifier),
    ]
    return ActorPipeline([(name, step) for name, step in steps if step is not None])

"""The common interface of all selectors."""

from typing import Literal, get_args

from pydantic import Field
from sklearn.base import BaseEstimator

from cremad.selection.correlation import CorrelationSelector
from cremad.selection.elimination import EliminationSelector
from cremad.selection.groupings import Grouping
from cremad.selection.information import InformationSelector
from cremad.selection.projection import make_projection
from cremad.settings import Options

Kind = Literal["none", "correlation", "rfe", "rfe_measure", "rfe_family", "pca", "mutual_information"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_ELIMINATED: dict[str, Grouping] = {"rfe": "column", "rfe_measure": "measure", "rfe_family": "family"}


class SelectionOptions(Options):
    """How features are selected on the training clips of each fold."""

    kind: Kind = "none"
    """`rfe` eliminates columns, `rfe_measure` all statistics of a measure at once, `rfe_family` whole families."""
    correlation: float = Field(default=0.95, gt=0, lt=1)
    """Correlation: largest absolute correlation of two features that are both kept."""
    step: float = Field(default=0.2, gt=0, le=0.5)
    """Elimination: share of the remaining features that is removed in each round."""
    variance: float = Field(default=0.95, gt=0, lt=1)
    """PCA: share of the variance that the components explain."""
    share: float = Field(default=0.5, gt=0, le=1)
    """Mutual information: share of the features that is kept."""
    bins: int | None = Field(default=8, ge=2, le=100)
    """Mutual information: number of bins of a feature; none for the slow estimate from nearest neighbours."""


def make_selector(options: SelectionOptions, seed: int) -> BaseEstimator | None:
    """The unfitted selector between scaler and classifier; None for kind `none`.

    Examples
    --------
    >>> make_selector(SelectionOptions(kind="correlation", correlation=0.8), 0)
    CorrelationSelector(limit=0.8)
    """
    match options.kind:
        case "none":
            return None
        case "correlation":
            return CorrelationSelector(options.correlation)
        case "pca":
            return make_projection(options.variance)
        case "mutual_information":
            return InformationSelector(options.share, options.bins, random_state=seed)
        case kind:
            return EliminationSelector(_ELIMINATED[kind], options.step, random_state=seed)

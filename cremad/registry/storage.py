"""Models on disk, without pickle: a network as `network_file` has it, others by skops, their lineage in JSON."""

from pathlib import Path
from types import ModuleType
from typing import Any

from sklearn.base import BaseEstimator

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import atomic_path
from cremad.artifacts.model_files import describe, read_description, unchanged
from cremad.errors import ContractError
from cremad.networks.estimator import NetworkClassifier
from cremad.networks.network_file import load_network, save_network

ESTIMATOR = "estimator.skops"

TRUSTED = (
    "cremad.cleaning.imputation.ScaledImputer",
    "cremad.cleaning.outliers.ClipOutliers",
    "cremad.cleaning.outliers.ValueOutliers",
    "cremad.cleaning.quarantine.OutlierQuarantine",
    "cremad.features.text.embeddings.MeanWordVector",
    "cremad.features.text.embeddings.WordVectors",
    "cremad.features.text.options.Word2VecOptions",
    "cremad.features.text.vectorizer._name_of_column",
    "cremad.features.text.vectorizer.text_column",
    "cremad.features.text.yardstick.SentenceLookup",
    "cremad.models.baselines.ShuffledLabels",
    "cremad.models.baselines.UnitLogistic",
    "cremad.models.family_scaler.FamilyScaler",
    "cremad.models.kernels.sequences.MeanEmbedding",
    "cremad.models.kernels.vectors.DistanceKernel",
    "cremad.models.kernels.vectors.FamilyKernel",
    "cremad.models.kernels.vectors.ProductKernel",
    "cremad.models.linear.SparseLogistic",
    "cremad.networks.architecture.ArchitectureOptions",
    "cremad.networks.estimator.NetworkClassifier",
    "cremad.networks.fusion_late.LateFusion",
    "cremad.networks.network_file.NetworkFile",
    "cremad.models.pairwise.PairwiseSVC",
    "cremad.models.stacking.ActorStacked",
    "cremad.models.thresholds.ThresholdTuned",
    "cremad.models.tuning.ActorTuned",
    "cremad.models.voting.Voted",
    "cremad.models.weighing.EvenlyWeighed",
    "cremad.scaling.MinMaxScaler",
    "cremad.selection.actor_pipeline.ActorPipeline",
    "cremad.selection.correlation.CorrelationSelector",
    "cremad.selection.elimination.EliminationSelector",
    "cremad.selection.information.InformationSelector",
    "cremad.training.options.TrainingOptions",
    "numpy.dtype",
    "pathlib.PosixPath",
    "sklearn.compose._column_transformer.make_column_selector",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.impute._iterative.IterativeImputer",
    "sklearn.impute._iterative._ImputerTriplet",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.tree._tree.Tree",
    "xgboost.core.Booster",
    "xgboost.sklearn.XGBClassifier",
)
"""Types that a stored model may be made of beside those that skops itself knows to be harmless."""


def save_model(folder: Path, estimator: BaseEstimator, lineage: dict[str, Any]) -> Artifact:
    """Write a fitted estimator and where it comes from.

    Parameters
    ----------
    folder : Path
        The model's own folder, made if absent; a model that lies there is replaced.
    estimator : fitted estimator
    lineage : dict
        JSON values: digests of clips, features and code, options, the row's name.

    Returns
    -------
    Artifact
        The description, whose digest covers the digest of the estimator.

    Raises
    ------
    ContractError
        If the estimator holds a type that loading would not trust.
    StorageError
        If the folder cannot be written.
    """
    if isinstance(estimator, NetworkClassifier):
        return save_network(folder, estimator, lineage)
    with atomic_path(folder / ESTIMATOR) as temporary:
        _skops().dump(estimator, temporary)
        _trusted_types(temporary)
    return describe(folder / ESTIMATOR, {"lineage": lineage, "estimator": type(estimator).__name__})


def load_model(artifact: Artifact) -> BaseEstimator:
    """Read a model that is still what was saved.

    Raises
    ------
    MissingFileError
        If a file of it is gone.
    ContractError
        If a file has changed since, or holds a type that is not in `TRUSTED`.
    """
    description = read_description(artifact.path, artifact.sha256)
    if "network" in description:
        return load_network(artifact)
    file = unchanged(artifact.path.with_name(ESTIMATOR), description["sha256"])
    return _skops().load(file, trusted=_trusted_types(file))


def read_lineage(artifact: Artifact) -> dict[str, Any]:
    """Where a model comes from, as it was saved."""
    return read_description(artifact.path, artifact.sha256)["lineage"]


def _trusted_types(path: Path) -> list[str]:
    """Types in the file beyond skops' own list, all of them trusted."""
    types = _skops().get_untrusted_types(file=path)
    if foreign := sorted(set(types) - set(TRUSTED)):
        raise ContractError(f"the model holds types that are not trusted: {foreign}", path=path)
    return types


def _skops() -> ModuleType:
    """skops, imported when a model is stored or read: it brings torch along, which other processes do not need."""
    import skops.io

    return skops.io

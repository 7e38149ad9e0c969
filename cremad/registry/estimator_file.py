"""A fitted estimator in a skops file, which runs no code when read and has the same bytes for equal estimators."""

import io
import json
import zipfile
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from sklearn.base import BaseEstimator

from cremad.artifacts.digests import atomic_path
from cremad.errors import ContractError
from cremad.models.candidate import STORES
from cremad.models.learner import Learner

SCHEMA = "schema.json"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time stamp of every member, so that bytes do not depend on the time of writing."""

COMMON = (
    "cremad.cleaning.imputation.ScaledImputer",
    "cremad.cleaning.outliers.ClipOutliers",
    "cremad.cleaning.outliers.ValueOutliers",
    "cremad.cleaning.quarantine.OutlierQuarantine",
    "cremad.models.family_scaler.FamilyScaler",
    "cremad.models.thresholds.ThresholdTuned",
    "cremad.models.tuning.ActorTuned",
    "cremad.models.weighting.EvenlyWeighted",
    "cremad.selection.actor_pipeline.ActorPipeline",
    "cremad.selection.correlation.CorrelationSelector",
    "cremad.selection.elimination.EliminationSelector",
    "cremad.selection.information.InformationSelector",
    "numpy.dtype",
    "sklearn.compose._column_transformer.make_column_selector",
    "sklearn.impute._iterative.IterativeImputer",
    "sklearn.impute._iterative._ImputerTriplet",
    "sklearn.metrics._dist_metrics.EuclideanDistance64",
    "sklearn.neighbors._kd_tree.KDTree",
    "sklearn.tree._tree.Tree",
)
"""Types that may wrap any learner, in addition to those that skops itself trusts."""


def write_estimator(path: Path, estimator: BaseEstimator, learner: Learner) -> None:
    """Write a fitted estimator atomically.

    Raises
    ------
    ContractError
        If it holds a type that reading would not trust.
    StorageError
        If the folder cannot be written.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(_without_addresses(_skops().dumps(estimator)))
        _trusted_types(temporary, learner)


def read_estimator(path: Path, learner: Learner) -> BaseEstimator:
    """Read what `write_estimator` wrote.

    Raises
    ------
    ContractError
        If it holds a type that the learner's record does not name.
    """
    return _skops().load(path, trusted=_trusted_types(path, learner))


def _trusted_types(path: Path, learner: Learner) -> list[str]:
    """Types in the file beyond skops' own list, all of them trusted."""
    types = _skops().get_untrusted_types(file=path)
    named = {each if isinstance(each, str) else f"{each.__module__}.{each.__name__}" for each in learner.stores}
    if foreign := sorted(set(types) - named - {*COMMON, *STORES}):
        raise ContractError(f"the model holds types that are not trusted: {foreign}", path=path)
    return types


def _without_addresses(dumped: bytes) -> bytes:
    """The same file with objects numbered in order of appearance instead of by memory address."""
    numbers = count()
    ids: dict[int, int] = {}
    files: dict[str, str] = {}

    def renumber(node: Any) -> Any:
        if isinstance(node, list):
            return [renumber(each) for each in node]
        if not isinstance(node, dict):
            return node
        told = {key: renumber(value) for key, value in node.items()}
        if isinstance(told.get("__id__"), int):
            told["__id__"] = ids.setdefault(told["__id__"], next(numbers))
        if isinstance(told.get("file"), str):
            suffix = Path(told["file"]).suffix
            told["file"] = files.setdefault(told["file"], f"{len(files)}{suffix}")
        return told

    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(dumped)) as old, zipfile.ZipFile(written, "w") as new:
        schema = renumber(json.loads(old.read(SCHEMA)))
        new.writestr(zipfile.ZipInfo(SCHEMA, EPOCH), json.dumps(schema, indent=1))
        for name, numbered in files.items():
            new.writestr(zipfile.ZipInfo(numbered, EPOCH), old.read(name))
    return written.getvalue()


def _skops() -> ModuleType:
    """skops, which imports dask and, where installed, torch; therefore imported only where models are stored."""
    import skops.io

    return skops.io

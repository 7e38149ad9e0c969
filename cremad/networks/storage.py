"""Networks on disk: arrays as safetensors, everything else as JSON; loading runs no code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import atomic_path
from cremad.artifacts.model_files import describe
from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.estimator import NetworkClassifier
from cremad.networks.extra import extra_needed
from cremad.networks.network_file import NetworkFile
from cremad.networks.weights_file import WEIGHTS, read_weights
from cremad.settings import Options
from cremad.training.options import TrainingOptions

OPTIONS = {"architecture": ArchitectureOptions, "training": TrainingOptions, "start": NetworkFile}
"""Parameters of a network that are options."""


def save_network(folder: Path, estimator: NetworkClassifier, told: dict[str, Any]) -> Artifact:
    """Write a fitted network.

    Parameters
    ----------
    folder : Path
        The model's own folder, made if absent; an existing model is replaced.
    estimator : NetworkClassifier
        Fitted. Its `checkpoint_dir` is not kept.
    told : dict
        Further JSON values of the description.

    Returns
    -------
    Artifact
        The description, whose digest covers the digest of the weights.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    arrays = {
        f"{kind}/{name}": np.require(values, requirements="C")
        for kind, group in _groups(estimator)
        for name, values in group.items()
    }
    with extra_needed():
        from safetensors.numpy import save_file
    with atomic_path(folder / WEIGHTS) as temporary:
        save_file(arrays, temporary)
    fitted = {
        "shapes": estimator.shapes_,
        "classes": {"dtype": estimator.classes_.dtype.str, "values": estimator.classes_.tolist()},
        "columns": list(getattr(estimator, "feature_names_in_", ())),
        "n_columns": estimator.n_features_in_,
        "inverse_temperature": estimator.inverse_temperature_,
    }
    parameters = {name: getattr(estimator, name) for name in (*OPTIONS, "members", "random_state")}
    options = {
        name: each.model_dump(mode="json") for name, each in parameters.items() if isinstance(each, Options)
    }
    network = {"parameters": parameters | options, "fitted": fitted}
    return describe(folder / WEIGHTS, told | {"estimator": type(estimator).__name__, "network": network})


def load_network(stored: Artifact | NetworkFile) -> NetworkClassifier:
    """Read a network and verify that it has not changed since it was saved.

    Raises
    ------
    MissingFileError
        If one of its files is missing.
    ContractError
        If a file has changed since, or is not of a network.
    """
    weights = read_weights(stored.path, stored.sha256)
    parameters, fitted = weights.parameters, weights.fitted
    told = {name: kind(**parameters[name]) for name, kind in OPTIONS.items() if parameters[name] is not None}
    network = NetworkClassifier(**parameters | told)
    network.weights_ = weights.members
    network.scaling_, network.epochs_ = weights.groups.get("scaling", {}), weights.groups.get("epochs", {})
    network.shapes_ = {name: tuple(shape) for name, shape in fitted["shapes"].items()}
    network.classes_ = weights.classes
    network.inverse_temperature_ = fitted["inverse_temperature"]
    network.n_features_in_ = fitted["n_columns"]
    if fitted["columns"]:
        network.feature_names_in_ = np.array(fitted["columns"], dtype=object)
    return network


def _groups(estimator: NetworkClassifier) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
    yield "scaling", estimator.scaling_
    yield "epochs", estimator.epochs_
    for number, weights in enumerate(estimator.weights_):
        yield f"member_{number}", weights

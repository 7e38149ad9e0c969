"""Networks on disk: numbers as safetensors [1]_, all else in JSON; loading runs no code.

References
----------
.. [1] https://github.com/huggingface/safetensors, "a new simple format for storing tensors safely".
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import atomic_path
from cremad.artifacts.model_files import describe, read_description, unchanged
from cremad.errors import ContractError
from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.estimator import NetworkClassifier, extra_needed
from cremad.settings import Options
from cremad.training.options import TrainingOptions

WEIGHTS = "network.safetensors"


class NetworkFile(Options):
    """A stored network that another begins with."""

    path: Path
    """Its description, ``model.json``; the weights lie beside it."""
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    """Of the description, which vouches for the weights."""

    def load(self) -> NetworkClassifier:
        """Read it, as `load_network` does."""
        return load_network(self)


OPTIONS = {"architecture": ArchitectureOptions, "training": TrainingOptions, "start": NetworkFile}
"""Parameters of a network that are options."""


def save_network(folder: Path, estimator: NetworkClassifier, lineage: dict[str, Any]) -> Artifact:
    """Write a fitted network.

    Parameters
    ----------
    folder : Path
        The model's own folder, made if absent; a model that lies there is replaced.
    estimator : NetworkClassifier
        Fitted. Its `checkpoint_dir` is not kept.
    lineage : dict
        JSON values: what it was trained on.

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
    told = {name: each.model_dump(mode="json") for name, each in parameters.items() if isinstance(each, Options)}
    network = {"parameters": parameters | told, "fitted": fitted}
    return describe(
        folder / WEIGHTS, {"lineage": lineage, "estimator": type(estimator).__name__, "network": network}
    )


def load_network(stored: Artifact | NetworkFile) -> NetworkClassifier:
    """Read a network that is still what was saved.

    Raises
    ------
    MissingFileError
        If a file of it is gone.
    ContractError
        If a file has changed since, or is not of a network.
    """
    description = read_description(stored.path, stored.sha256)
    if "network" not in description:
        raise ContractError(f"is a {description['estimator']} and no network", path=stored.path)
    weights = unchanged(stored.path.with_name(WEIGHTS), description["sha256"])
    with extra_needed():
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
    try:
        arrays = load_file(weights)
    except SafetensorError as error:
        raise ContractError(f"holds no weights ({error})", path=weights, remedy="Train it again.") from error
    parameters, fitted = description["network"]["parameters"], description["network"]["fitted"]
    told = {name: kind(**parameters[name]) for name, kind in OPTIONS.items() if parameters[name] is not None}
    network = NetworkClassifier(**parameters | told)
    network.weights_ = [_group(arrays, f"member_{number}") for number in range(network.members)]
    network.scaling_, network.epochs_ = _group(arrays, "scaling"), _group(arrays, "epochs")
    network.shapes_ = {name: tuple(shape) for name, shape in fitted["shapes"].items()}
    network.classes_ = np.array(fitted["classes"]["values"], fitted["classes"]["dtype"])
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


def _group(arrays: dict[str, np.ndarray], kind: str) -> dict[str, np.ndarray]:
    return {name.removeprefix(f"{kind}/"): each for name, each in arrays.items() if name.startswith(f"{kind}/")}

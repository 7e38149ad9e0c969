"""The arrays of a stored network: safetensors [1]_ and a description in JSON; reading runs no code.

References
----------
.. [1] https://github.com/huggingface/safetensors, "a new simple format for storing tensors safely".
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cremad.artifacts.model_files import read_description, unchanged
from cremad.errors import ContractError
from cremad.networks.extra import extra_needed

WEIGHTS = "network.safetensors"


class StoredWeights(NamedTuple):
    """The content of a network's folder."""

    parameters: dict[str, Any]
    """Parameters of the estimator, as JSON values."""
    fitted: dict[str, Any]
    """Fitted attributes other than arrays, as JSON values."""
    groups: dict[str, dict[str, np.ndarray]]
    """Arrays by group, such as ``scaling`` and ``member_0``, and name."""

    @property
    def members(self) -> list[dict[str, np.ndarray]]:
        """Weights of each member, by name."""
        return [self.groups[f"member_{number}"] for number in range(self.parameters["members"])]

    @property
    def classes(self) -> np.ndarray:
        return np.array(self.fitted["classes"]["values"], self.fitted["classes"]["dtype"])


def read_weights(description: Path, sha256: str) -> StoredWeights:
    """Read a stored network and verify that it has not changed.

    Parameters
    ----------
    description : Path
        ``model.json``; the weights are in the same folder.
    sha256 : str
        Digest of the description.

    Raises
    ------
    MissingFileError
        If a file is missing.
    ContractError
        If a file has changed since, or is not of a network.
    """
    described = read_description(description, sha256)
    if "network" not in described:
        raise ContractError(f"is a {described['estimator']} and no network", path=description)
    weights = unchanged(description.with_name(WEIGHTS), described["sha256"])
    with extra_needed():
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
    try:
        arrays = load_file(weights)
    except SafetensorError as error:
        raise ContractError(f"holds no weights ({error})", path=weights, remedy="Train it again.") from error
    groups: dict[str, dict[str, np.ndarray]] = {}
    for address, array in arrays.items():
        group, _, name = address.partition("/")
        groups.setdefault(group, {})[name] = array
    return StoredWeights(described["network"]["parameters"], described["network"]["fitted"], groups)

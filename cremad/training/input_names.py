"""Names of a network's inputs of features; all other inputs are sequences. Needs no torch."""

from typing import Final, get_args

from data_contracts.contract import Modality

FEATURES: Final = "features"
"""Input of all features together, or, with several modalities, of those that no contract has."""

FEATURES_OF: Final[dict[str, str]] = {modality: f"{FEATURES}_{modality}" for modality in get_args(Modality)}
"""Modality → input of its features alone."""

FEATURE_INPUTS: Final = frozenset({FEATURES, *FEATURES_OF.values()})
"""Inputs that are a row of numbers a clip."""

"""What a column is computed from, by its name: audio, image or text."""

from collections.abc import Mapping
from functools import cache

from data_contracts.contract import Modality
from data_contracts.feature_tables import feature_tables, sequence_kinds

FROM_ACTOR = "_from_actor"
"""Suffix of speaker-normalised columns: distances of a clip from the mean of its actor's clips."""


@cache
def modality_of_column(name: str) -> Modality | None:
    """What a column is computed from, by the contracts of feature sets; None if it is in none of them.

    Examples
    --------
    >>> [modality_of_column(name) for name in ("mfcc_03_mean_from_actor", "lab_b_b6_std", "log_mel", "x")]
    ['audio', 'image', 'audio', None]
    """
    return _modalities().get(name)


@cache
def _modalities() -> Mapping[str, Modality | None]:
    """Column, or kind of sequence, also when speaker-normalised → what it is computed from."""
    columns: dict[str, Modality | None] = {
        column: table.modality for table in feature_tables() for column in table.columns if column not in table.key
    }
    known = columns | sequence_kinds()
    return known | {f"{name}{FROM_ACTOR}": modality for name, modality in known.items()}

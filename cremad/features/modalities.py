"""What a column is of, by its name: sound, sight or words."""

from functools import cache

from data_contracts.contract import load_table
from data_contracts.vocabulary import FEATURE_SETS, SEQUENCE_SETS

FROM_ACTOR = "_from_actor"
"""Ends the names of columns that say how far a clip is from the mean of its actor's clips."""

MODALITY_OF_SET = {
    "audio": "audio",
    "egemaps": "audio",
    "speech": "audio",
    "log_mel": "audio",
    "mfcc": "audio",
    "image": "image",
    "cnn": "image",
    "face": "image",
    "text": "text",
    "sentence": "text",
}
"""Set of features or kind of sequence → what it is of."""


@cache
def modality_of_column(name: str) -> str | None:
    """What a column is of, by the contracts of the sets of features; None if it is in none of them.

    Examples
    --------
    >>> [modality_of_column(name) for name in ("mfcc_03_mean_from_actor", "lab_b_b6_std", "log_mel", "x")]
    ['audio', 'image', 'audio', None]
    """
    return _modalities().get(str(name).removesuffix(FROM_ACTOR))


@cache
def _modalities() -> dict[str, str]:
    """Column → what it is of."""
    columns = {
        column: MODALITY_OF_SET[name]
        for name in FEATURE_SETS
        for column in load_table(f"features_{name}").columns
        if column != "clip_id"
    }
    return columns | {kind: MODALITY_OF_SET[kind] for kind in SEQUENCE_SETS}

"""The families and measures that features belong to, as the contracts state them.

A family holds features of one kind, such as all statistics of all MFCC; together the families are a partition.
A measure is what several statistics over frames are taken of, such as ``mfcc_03``.
"""

import re
from functools import cache

from cremad.features.modalities import FROM_ACTOR
from data_contracts.contract import Field
from data_contracts.feature_tables import feature_tables


@cache
def family_of_column(name: str) -> str:
    """Family of a feature.

    It is what the contract of a feature set states of the column. Where none states it, it is the word that the
    name begins with: its lower-case letters before the first other character, which may be none. Distances from
    the actor's mean are families of their own.

    Parameters
    ----------
    name : str
        Of the column.

    Examples
    --------
    >>> [family_of_column(name) for name in ("mfcc_03_delta_std", "f0_hz_mean", "f0_hz_mean_from_actor", "a12")]
    ['mfcc', 'prosody', 'prosody_from_actor', 'a']
    """
    own, from_actor, _ = name.partition(FROM_ACTOR)
    field = _columns().get(own)
    stated = field.family if field else None
    return (stated or re.match(r"[a-z]*", own)[0]) + from_actor


@cache
def measure_of_column(name: str) -> str:
    """What a feature is a statistic of; one that is no statistic over frames is a measure by itself.

    Examples
    --------
    >>> [measure_of_column(name) for name in ("mfcc_03_mean", "rgb_r_b0_std_from_actor", "jitter_local")]
    ['mfcc_03', 'rgb_r_b0_from_actor', 'jitter_local']
    """
    own, from_actor, _ = name.partition(FROM_ACTOR)
    field = _columns().get(own)
    return ((field.measure if field else None) or own) + from_actor


@cache
def _columns() -> dict[str, Field]:
    """Column of any feature set → its description."""
    return {field.name: field for table in feature_tables() for field in table.fields}

"""Which columns are selected together.

=============  ===========================================================================
``column``     each by itself
``measure``    all statistics of one measure: ``mfcc_03_mean``, ``mfcc_03_std`` … are ``mfcc_03``
``family``     all features of one family of the contracts: ``mfcc_…`` are ``mfcc``
=============  ===========================================================================
"""

from collections.abc import Iterable
from typing import Literal

from cremad.features.families import family_of_column, measure_of_column

Grouping = Literal["column", "measure", "family"]


def group_columns(columns: Iterable[str], by: Grouping) -> list[str]:
    """The group of each column.

    Examples
    --------
    >>> group_columns(["mfcc_03_mean", "mfcc_03_std", "rgb_r_b0_std", "jitter_local"], "measure")
    ['mfcc_03', 'mfcc_03', 'rgb_r_b0', 'jitter_local']
    >>> group_columns(["mfcc_03_mean", "mfcc_03_delta2_std", "rgb_r_b0_std", "jitter_local"], "family")
    ['mfcc', 'mfcc', 'rgb', 'prosody']
    """
    match by:
        case "column":
            return list(columns)
        case "measure":
            return [measure_of_column(name) for name in columns]
        case "family":
            return [family_of_column(name) for name in columns]

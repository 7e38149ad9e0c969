"""What columns belong together, read from the contracts.

=============  ===========================================================================
``column``     each by itself
``measure``    all statistics of one measure: ``mfcc_03_mean``, ``mfcc_03_std`` … are ``mfcc_03``
``family``     all that a family's pattern begins with: ``mfcc_…`` are ``mfcc``
=============  ===========================================================================
"""

from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from data_contracts.contract import describe_table, expand_family
from data_contracts.vocabulary import FEATURE_SETS

Grouping = Literal["column", "measure", "family"]


class _Place(NamedTuple):
    measure: str
    family: str


def group_columns(columns: Iterable[str], by: Grouping) -> list[str]:
    """The group of each column; one that is in no family of the contracts is a group by itself.

    Examples
    --------
    >>> group_columns(["mfcc_03_mean", "mfcc_03_std", "rgb_r_b0_std", "jitter_local"], "measure")
    ['mfcc_03', 'mfcc_03', 'rgb_r_b0', 'jitter_local']
    >>> group_columns(["mfcc_03_mean", "mfcc_03_delta2_std", "rgb_r_b0_std", "jitter_local"], "family")
    ['mfcc', 'mfcc', 'rgb', 'jitter_local']
    """
    columns = list(columns)
    if by == "column":
        return columns
    known = _places()
    return [getattr(known[column], by) if column in known else column for column in columns]


@cache
def _places() -> dict[str, _Place]:
    """Column of a table of features → its measure and family."""
    lines = [line for name in FEATURE_SETS for line in describe_table(f"features_{name}").get("families", ())]
    return {field.name: _place(line, field.name) for line in lines for field in expand_family(line)}


def _place(line: dict, column: str) -> _Place:
    statistics = [f"_{each}" for each in line["over"].get("statistic", ()) if column.endswith(f"_{each}")]
    beginning = line["name"].partition("{")[0].rpartition("_")[0]
    return _Place(column.removesuffix(max(statistics, key=len, default="")), beginning or column.partition("_")[0])

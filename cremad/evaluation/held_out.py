"""The clips that will be predicted, and whether a thing tells of them."""

from collections.abc import Mapping, Set
from typing import Any

import numpy as np
import pandas as pd

LEAST_LABELS = 8
"""Labels in a row that are no coincidence."""

LEAST_DIGITS = 5
"""Digits in which two rows of features have to agree to be of one clip."""


MOST_COLUMNS = 32
"""Features by which rows are told apart."""


class HeldOut:
    """Clips that an estimator may know nothing of before it predicts them.

    Parameters
    ----------
    features : DataFrame, shape (clips, features)
        Indexed by clip id.
    labels : Series
        True labels, indexed alike.
    training : DataFrame, shape (training clips, features)
        Features of the training clips: what these have too tells of no held-out clip.
    """

    def __init__(self, features: pd.DataFrame, labels: pd.Series, training: pd.DataFrame):
        self.clips = frozenset(map(str, features.index))
        self._codes = pd.factorize(labels)[0]
        self._width = features.shape[1]
        self._rows: frozenset[bytes] = frozenset()
        if _is_numeric(features):
            self._rows = _digests(features.to_numpy()) - _digests(training.to_numpy())

    def found_in(self, part: Any, *, labels: bool = True) -> str | None:
        """What of these clips a single object holds, in words; None if nothing.

        Parameters
        ----------
        labels : bool
            Whether labels in the order of the held-out clips count: those of training clips may be in the same.
        """
        if isinstance(part, pd.DataFrame | pd.Series):
            return self._in_table(part, labels)
        if isinstance(part, np.ndarray | pd.Index):
            return self._in_array(np.asarray(part), labels)
        if isinstance(part, Mapping):
            return self._in_names(part) or (self._in_labels(list(part.values())) if labels else None)
        if isinstance(part, list | tuple):
            found = self._in_names(part) or self._in_rows(part)
            return found or (self._in_labels(part) if labels else None)
        return self._in_names(part) if isinstance(part, Set) else None

    def _in_table(self, table: pd.DataFrame | pd.Series, labels: bool) -> str | None:
        levels = [table.index.get_level_values(level) for level in range(table.index.nlevels)]
        tests = [self._in_names(level) for level in levels]
        if len(levels) > 1:
            # a child is called after its parent, whichever clip the table says that it is of
            tests += [self._in_descendants(level) for level in levels]
        if isinstance(table, pd.Series) or _is_numeric(table):
            tests.append(self._in_array(table.to_numpy(), labels))
        else:
            words = table.select_dtypes(exclude="number")
            tests += [self._in_array(words.iloc[:, at].to_numpy(), labels) for at in range(words.shape[1])]
        return next(filter(None, tests), None)

    def _in_array(self, array: np.ndarray, labels: bool = False) -> str | None:
        named = self._in_names(array.ravel()) if array.dtype.kind in "OUST" else None
        if named or array.ndim not in (1, 2):
            return named
        if array.ndim == 1:
            return self._in_labels(array) if labels else None
        return _said_of(len(self._rows & _digests(array)), "features") if self._fits(array) else None

    def _fits(self, array: np.ndarray) -> bool:
        return bool(self._rows) and array.shape[1] == self._width and array.dtype.kind in "fiub"

    def _in_names(self, names: Any) -> str | None:
        named = self.clips.intersection(name for name in names if isinstance(name, str))
        return _said_of(len(named), "ids", named)

    def _in_descendants(self, names: pd.Index) -> str | None:
        # ids of parents end where those of their children go on with a sign that is no part of an id's words
        named = {clip for name in map(str, names) for clip in _beginnings(name) if clip in self.clips}
        return _said_of(len(named), "children", named)

    def _in_labels(self, values: Any) -> str | None:
        if len(values) != len(self._codes) or len(values) < LEAST_LABELS or self._codes.max() == 0:
            return None
        try:
            codes = pd.factorize(pd.Series(list(values)))[0]
        except TypeError:
            return None  # things that cannot be compared are no labels
        return "the labels of the held-out clips in their order" if np.array_equal(codes, self._codes) else None

    def _in_rows(self, rows: list | tuple) -> str | None:
        if (
            not rows
            or not isinstance(rows[0], list | tuple)
            or {len(row) for row in rows if hasattr(row, "__len__")} != {self._width}
        ):
            return None
        try:
            return self._in_array(np.array(rows, float))
        except (TypeError, ValueError):
            return None  # not of numbers


def _said_of(number: int, what: str, names: set[str] | frozenset[str] = frozenset()) -> str | None:
    some = f": {', '.join(sorted(names)[:5])}" if names else ""
    return f"the {what} of {number} held-out clip(s){some}" if number else None


def _beginnings(name: str) -> list[str]:
    """All that a name begins with before a sign other than a letter or digit."""
    return [name[:at] for at, sign in enumerate(name) if not sign.isalnum()]


def _is_numeric(table: pd.DataFrame) -> bool:
    return all(pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes)


def _digests(rows: np.ndarray) -> frozenset[bytes]:
    """Rows of numbers to `LEAST_DIGITS` digits, but for those in which all numbers are alike."""
    rows = np.asarray(rows, float)
    if not rows.size:
        return frozenset()
    rows = rows[:, np.unique(np.linspace(0, rows.shape[1] - 1, MOST_COLUMNS).astype(int))]
    kept = rows[~(rows == rows[:, :1]).all(1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        size = 10.0 ** (np.floor(np.log10(np.abs(kept))) - LEAST_DIGITS + 1)
        rounded = np.where(kept == 0, 0.0, np.round(kept / size) * size)
    return frozenset(row.tobytes() for row in rounded.astype(np.float32))

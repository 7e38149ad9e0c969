"""Whether features and predictions of a current window are distributed as in a reference window.

Numbers are compared by the Kolmogorov-Smirnov statistic, labels by chi-square; the p-value of each is its
rank among permutations of whole actors (`permute_actors`), and over all features together the false
discovery rate is controlled. An alarm needs significance and size. The population stability index describes.

References
----------
Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, J. R. Stat. Soc. B 57(1), 1995.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import Field
from scipy.stats import false_discovery_control

from cremad.errors import ContractError
from cremad.monitoring.permutation import (
    ActorPermutations,
    chi_square,
    kolmogorov_smirnov,
    p_value,
    permute_actors,
    total_variation,
)
from cremad.monitoring.stability import quantile_edges, stability_index
from cremad.settings import Options

GRID = 64
"""Distribution functions are compared at this many quantiles of both windows together."""


class DriftOptions(Options):
    """When a difference is an alarm, and how much data a test needs."""

    false_discovery_rate: float = Field(default=0.02, gt=0, lt=0.5)
    """Expected share of false alarms among the alarms; of windows without drift at most this share alarms."""

    minimum_effect: float = Field(default=0.1, ge=0, lt=1)
    """Size that an alarm needs: share of clips, from 0 to 1, by which the windows differ."""

    minimum_clips: int = Field(default=30, ge=2)
    """Clips that each window needs."""

    minimum_actors: int = Field(default=6, ge=2)
    """Actors that each window needs; 6 and 6 actors have 924 permutations."""

    permutations: int = Field(default=1999, ge=99, le=100_000)
    """Random permutations of the actors. The smallest p-value is 1 / (permutations + 1), so among 600 features
    at least 15 have to drift together to be detected at a rate of 0.02; with more permutations fewer suffice."""

    bins: int = Field(default=10, ge=2, le=50)
    """Quantile bins of the reference window for the population stability index of numbers."""


@dataclass(frozen=True)
class Drift:
    """What a comparison found.

    Attributes
    ----------
    features : DataFrame
        One row a feature: the columns of the contract `drift` but for `run_id` and `corpus`.
    too_few : str or None
        Why nothing was tested; None if the windows are large enough.
    """

    features: pd.DataFrame
    too_few: str | None

    @property
    def alarms(self) -> list[str]:
        """Features that have drifted, the largest effect first."""
        raised = self.features[self.features["alarm"]]
        return raised.sort_values("effect", ascending=False, kind="stable")["feature"].to_list()

    def to_table(self, run_id: str, corpus: str) -> pd.DataFrame:
        """Rows of the table `drift`."""
        return self.features.assign(run_id=run_id, corpus=corpus)


def compare(
    reference: pd.DataFrame,
    current: pd.DataFrame,
    options: DriftOptions,
    generator: np.random.Generator,
) -> Drift:
    """Compare two windows feature by feature.

    Parameters
    ----------
    reference, current : DataFrame
        One row a clip: `actor`, and features, the same ones in both. Numeric columns are compared as numbers
        and all others (bool too) as labels; `clip_id` is ignored. A missing number counts as one above
        all others and a missing label as a label, so that more gaps are a drift too.
    options : DriftOptions
        Levels and minima.
    generator : Generator
        Source of randomness for the permutations.

    Returns
    -------
    Drift
        One row a feature. Below a minimum size no statistic is given and no alarm raised; each reason says so.

    Raises
    ------
    ContractError
        If the windows have different columns or no actors.
    """
    clips = _stack(reference, current)
    is_reference = np.arange(len(clips)) < len(reference)
    actors = clips.pop("actor").to_numpy()
    sizes = {
        "n_reference": len(reference),
        "n_current": len(current),
        "actors_reference": len(set(actors[is_reference])),
        "actors_current": len(set(actors[~is_reference])),
    }
    too_few = _say_what_is_too_few(sizes, options)
    if too_few is None:
        moved = permute_actors(actors, is_reference, options.permutations, generator)
        rows = [_compare_feature(clips[name], is_reference, moved, options.bins) for name in clips]
    else:
        rows = [{"value_kind": _kind(clips[name])} for name in clips]
    measured = pd.DataFrame(rows, columns=["value_kind", "statistic", "p_value", "psi", "effect"])
    features = measured.astype(dict.fromkeys(measured.columns[1:], "float64"))
    features = features.assign(feature=list(clips), **sizes)
    return Drift(_judge(features, too_few, options), too_few)


def _stack(reference: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    different = set(reference.columns) ^ set(current.columns)
    if different or "actor" not in reference:
        raise ContractError(
            f"windows need the same columns and `actor` among them; only one has {sorted(different)[:8]}",
            remedy="Make both windows from tables of one contract.",
        )
    stacked = pd.concat([reference, current[reference.columns]], ignore_index=True)
    return stacked.drop(columns="clip_id", errors="ignore")


def _say_what_is_too_few(sizes: dict[str, int], options: DriftOptions) -> str | None:
    minima = {"n": (options.minimum_clips, "clips"), "actors": (options.minimum_actors, "actors")}
    short = [
        f"{sizes[f'{unit}_{window}']} of {least} {words} in the {window} window"
        for window in ("reference", "current")
        for unit, (least, words) in minima.items()
        if sizes[f"{unit}_{window}"] < least
    ]
    return f"not tested: {', '.join(short)}" if short else None


def _kind(values: pd.Series) -> str:
    is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return "numeric" if is_number else "categorical"


def _compare_feature(values: pd.Series, is_reference: np.ndarray, moved: ActorPermutations, bins: int) -> dict:
    kind = _kind(values)
    if kind == "numeric":
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        numbers = np.where(np.isnan(numbers), np.inf, numbers)
        cell, cells = _cells(numbers, _grid(numbers))
        statistic = effect = kolmogorov_smirnov(*moved.count(cell, cells))
        # An edge of its own keeps missing numbers apart from the largest.
        edges = np.append(quantile_edges(numbers[is_reference], bins), np.finfo(float).max)
        cell, cells = _cells(numbers, edges)
    else:
        cell, labels = pd.factorize(values, use_na_sentinel=False)
        cells = len(labels)
        counts = moved.count(cell, cells)
        statistic, effect = chi_square(*counts), total_variation(*counts)
    psi = stability_index(
        np.bincount(cell[is_reference], minlength=cells), np.bincount(cell[~is_reference], minlength=cells)
    )
    return {
        "value_kind": kind,
        "statistic": statistic[0],
        "p_value": p_value(statistic),
        "psi": psi,
        "effect": effect[0],
    }


def _grid(numbers: np.ndarray) -> np.ndarray:
    positions = np.linspace(0, len(numbers) - 1, GRID).round().astype(int)
    return np.unique(np.sort(numbers)[positions])


def _cells(numbers: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, int]:
    """Index of the cell of each number; a cell includes its upper edge, the last cell has none."""
    return np.searchsorted(edges, numbers, side="left"), len(edges) + 1


def _judge(features: pd.DataFrame, too_few: str | None, options: DriftOptions) -> pd.DataFrame:
    if too_few is not None or features.empty:
        return features.assign(q_value=np.nan, alarm=False, reason=too_few)
    q_value = false_discovery_control(features["p_value"], method="bh")
    is_significant = q_value <= options.false_discovery_rate
    is_large = features["effect"] >= options.minimum_effect
    reason = np.select(
        [is_significant & is_large, is_significant],
        ["differs, significantly and by enough", f"differs, but by less than {options.minimum_effect:g}"],
        default="as likely if nothing changed",
    )
    return features.assign(q_value=q_value, alarm=is_significant & is_large, reason=reason)

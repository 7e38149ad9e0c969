"""What a report is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd


@dataclass(frozen=True)
class StageAccount:
    """What one stage of a run did."""

    name: str
    state: Literal["cached", "computed"]
    seconds: float
    hits: int | None = None
    """Partitions answered from the cache; None for a stage that is not divided."""
    misses: int | None = None
    """Partitions computed."""
    why: Mapping[str, str] = field(default_factory=dict)
    """Span of each computed partition → why it was not in the cache."""


@dataclass(frozen=True)
class ReportContent:
    """Tables and facts of a run; what is None is absent from the page, which then says so."""

    run_id: str
    corpus: str
    """Name of the corpus."""
    clips: pd.DataFrame | None = None
    """Table `clips`."""
    clips_quarantine: pd.DataFrame | None = None
    """Table `clips_quarantine`."""
    clips_findings: pd.DataFrame | None = None
    """Table `clips_findings`."""
    predictions: pd.DataFrame | None = None
    """Table `predictions`."""
    metrics: pd.DataFrame | None = None
    """Table `metrics`."""
    leakage_premium: pd.DataFrame | None = None
    """Table `leakage_premium`."""
    significance: pd.DataFrame | None = None
    """Table `significance`."""
    leaderboard: pd.DataFrame | None = None
    """Table `leaderboard`."""
    training_history: pd.DataFrame | None = None
    """Table `training_history`."""
    skipped: pd.DataFrame | None = None
    """Table `skipped`."""
    drift: pd.DataFrame | None = None
    """Table `drift`."""
    dependence: Mapping[str, float] | None = None
    """What the sentence tells of the emotion: ``cramers_v`` and its ``p_value``."""
    stages: tuple[StageAccount, ...] = ()
    lineage: Mapping[str, Any] = field(default_factory=dict)
    """Digests, versions and paths, nested as they come."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The profile, nested as it comes."""

"""A row of the results table: what it has seen, on which clips it is scored, how they are divided."""

from collections.abc import Mapping

import pandas as pd

from cremad.evaluation.folds import Division
from cremad.evaluation.protocols import divide
from cremad.settings import Options
from data_contracts.vocabulary import LABEL_SETS

SEEN_SUFFIX = "_seen"
"""Ends a protocol's name where a label set is scored both on all clips and on those that can be seen too."""

TRAINED_ON = 3
"""Actors who have to act an emotion on the training side, so that settings can be tuned over actors."""


class Row(Options):
    """Modality x model x protocol x labels."""

    modality: str
    model: str
    protocol: str
    """As it stands in the results table."""
    labels: str
    clips_with: tuple[str, ...]
    """Modalities of which a clip must have features to be scored; these are the tables that the row reads."""

    @property
    def name(self) -> str:
        """Unique in a plan, and readable."""
        return f"{self.modality}/{self.model}/{self.protocol}/{self.labels}"

    @property
    def is_human(self) -> bool:
        return self.modality.startswith("human_")


def scored_clips(
    clips: pd.DataFrame,
    features: Mapping[str, pd.DataFrame],
    clips_with: tuple[str, ...],
    labels: str | None = None,
) -> pd.DataFrame:
    """Clips that have features of all these modalities and one of these labels."""
    wanted = clips["emotion"].isin(LABEL_SETS[labels]) if labels else clips["clip_id"].notna()
    for modality in clips_with:
        wanted &= clips["clip_id"].isin(features[modality].index)
    return clips[wanted]


def largest_labels(scored: pd.DataFrame, least_actors: int) -> str | None:
    """Name of the largest label set of which enough actors act every emotion; None if there is none."""
    acted_by = scored.groupby("emotion")["actor"].nunique()
    for name, emotions in LABEL_SETS.items():
        if acted_by.reindex(list(emotions), fill_value=0).min() >= least_actors:
            return name
    return None


def divide_scored(
    protocol: str, scored: pd.DataFrame, labels: str, *, seed: int, published: pd.DataFrame | None
) -> Division:
    """Divide the clips of a row; without folds if a training side would be too thin to learn from."""
    division = divide(protocol.removesuffix(SEEN_SUFFIX), scored, seed=seed, published=published)
    by_id = scored.set_index("clip_id")
    for fold in division.folds:
        acted_by = by_id.loc[list(fold.train)].groupby("emotion")["actor"].nunique()
        least = acted_by.reindex(list(LABEL_SETS[labels]), fill_value=0)
        if least.min() < TRAINED_ON:
            thin = f"{least.min()} actor(s) of {least.idxmin()} to train on in fold {fold.number}"
            return Division(protocol=division.protocol, not_applicable=f"{thin}, {TRAINED_ON} needed")
    return division

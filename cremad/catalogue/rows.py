"""A row of the results table: what it has seen, on which clips it is scored, how they are divided."""

from collections.abc import Mapping

import pandas as pd

from cremad.catalogue.treatment import Treatment
from cremad.evaluation.folds import Division
from cremad.evaluation.protocols import divide
from cremad.features.text.options import WordVectorFile
from cremad.networks.presets import NetworkOptions
from cremad.settings import Options
from data_contracts.vocabulary import LABEL_SETS

SEEN_SUFFIX = "_seen"
"""Ends a protocol's name where a label set is scored both on all clips and on those that can be seen too."""


class Row(Options):
    """Modality x model x protocol x labels."""

    modality: str
    model: str
    protocol: str
    """As it stands in the results table."""
    labels: str
    clips_with: tuple[str, ...]
    """Modalities of which a clip must have features to be scored; these are the tables that the row reads."""
    frames: tuple[str, ...] = ()
    """Kinds of sequences that its model reads besides."""
    repeats: int = 1
    """Times that its folds are drawn."""
    treatment: Treatment = Treatment()
    """What is done to features before its model."""
    word_vectors: WordVectorFile | None = None
    """The file that the row's model reads, if it reads one."""
    network: NetworkOptions | None = None
    """How its networks are trained, if it has any."""

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
    protocol: str,
    scored: pd.DataFrame,
    labels: str,
    *,
    seed: int,
    repeats: int = 1,
    published: pd.DataFrame | None,
) -> Division:
    """Divide the clips of a row; without folds if one of them shows some emotion in its test alone."""
    division = divide(protocol.removesuffix(SEEN_SUFFIX), scored, seed=seed, repeats=repeats, published=published)
    emotion_of = scored.set_index("clip_id")["emotion"]
    for fold in division.folds:
        if untrained := set(LABEL_SETS[labels]) - set(emotion_of[list(fold.train)]):
            reason = (
                f"nobody at hand acts {' or '.join(sorted(untrained))} on the training side of fold {fold.number}"
            )
            return Division(protocol=division.protocol, not_applicable=reason)
    return division

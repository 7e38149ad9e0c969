"""The common part of augmentation studies: clips, children, and folds that passed the leakage firewall."""

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.augmentation.children import index_children
from cremad.catalogue.rows import divide_scored, find_labels, scored_clips
from cremad.errors import OptionError
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.folds import Division, Fold
from cremad.evaluation.protocol import Protocol, actor_folds
from cremad.evaluation.scoring import chosen_sums
from cremad.evaluation.significance.difference import Difference, score_difference
from cremad.settings import Options
from cremad.tables import read_table
from data_contracts.vocabulary import EMOTIONS, PARENT

MODEL = "logistic_regression"
"""Model of the studies: without tuning, so that only the training data differ."""


class StudyInputs(Options):
    """Inputs of a study; small, so that they can be sent to a worker."""

    modality: str
    clips: Artifact
    features: Artifact
    children: Artifact
    """Table of features of children."""
    augmentations: Artifact
    folds: int
    least_actors: int
    """Least number of actors of an emotion for it to be scored."""
    seed: int

    @property
    def protocol(self) -> Protocol:
        return actor_folds(self.folds)


class Study(NamedTuple):
    """Clips, children and folds of one modality."""

    clips: pd.DataFrame
    """Rows of `clips` that are scored."""
    features: pd.DataFrame
    """Indexed by clip id."""
    children: pd.DataFrame
    """Features, indexed by parent and child."""
    kind_of: pd.Series
    """Child → its kind."""
    labels: str | None
    division: Division
    """Division of the clips; the reason where there are no folds."""
    family_folds: tuple[Fold, ...]
    """The same folds with the children of the training clips on the training side."""

    @property
    def kinds(self) -> list[str]:
        """Kinds of the children."""
        return list(self.children.index.get_level_values("clip_id").map(self.kind_of).unique())

    @property
    def label_set(self) -> str:
        """Name of the labels, of clips that have folds.

        Raises
        ------
        OptionError
            If they have none.
        """
        if self.labels is None:
            raise OptionError(f"nothing can be predicted: {self.division.not_applicable}", remedy="Add clips.")
        return self.labels

    def children_of(self, fold: Fold, kind: str) -> pd.DataFrame:
        """Children of a kind on the training side of one of `family_folds`."""
        ids = self.children.index.get_level_values("clip_id")
        return self.children[ids.isin(fold.train) & (ids.map(self.kind_of) == kind)]


@lru_cache(maxsize=2)
def open_study(inputs: StudyInputs) -> Study:
    """Read the tables (once per process), divide the clips by actor, and check clips and children for leakage.

    Raises
    ------
    LeakageError
        If a child is on the other side than its parent, or an actor on both sides.
    """
    clips = read_table(inputs.clips)
    features = read_table(inputs.features).set_index("clip_id").select_dtypes("number")
    children = index_children(read_table(inputs.children))
    kind_of = read_table(inputs.augmentations).set_index("clip_id")["kind"]
    tables = {inputs.modality: features}
    labels, _ = find_labels(scored_clips(clips, tables, (inputs.modality,)), inputs.least_actors)
    if labels is None:
        reason = f"fewer than two emotions are acted by {inputs.least_actors} actors each"
        nothing = Division(protocol=inputs.protocol.name, not_applicable=reason)
        return Study(clips[:0], features, children, kind_of, None, nothing, ())
    scored = scored_clips(clips, tables, (inputs.modality,), labels)
    division = divide_scored(inputs.protocol, scored, labels, seed=inputs.seed)
    family = add_children(scored, children)
    related = train_children(division, family)
    refuse_leaks(related, family)
    return Study(scored, features, children, kind_of, labels, division, related.folds)


def compare_uar(first: pd.DataFrame, second: pd.DataFrame) -> Difference:
    """UAR of two sets of predictions for the same actors, and their difference.

    Parameters
    ----------
    first, second : DataFrame
        Columns actor, y_true and y_pred.
    """
    return score_difference(chosen_sums(first, EMOTIONS), chosen_sums(second, EMOTIONS), "uar")


def add_children(clips: pd.DataFrame, children: pd.DataFrame) -> pd.DataFrame:
    """Rows of clips, then of their children, which have the parent's id, actor and labels but their own content.

    Parameters
    ----------
    clips : DataFrame
        Rows of the contract `clips`.
    children : DataFrame
        Of `index_children`.
    """
    born = children.index.to_frame(index=False).rename(columns={"clip_id": "child"})
    rows = clips.merge(born, left_on="clip_id", right_on=PARENT, validate="one_to_many")
    rows = rows.assign(clip_id=rows["child"], content_sha256=rows["child"]).drop(columns="child")
    return pd.concat([clips.assign(**{PARENT: None}), rows], ignore_index=True)


def train_children(division: Division, family: pd.DataFrame) -> Division:
    """The same folds, with the children of each training side on that side.

    Parameters
    ----------
    family : DataFrame
        Of `add_children`.
    """
    born = family.dropna(subset=PARENT)
    folds = [
        fold.model_copy(update={"train": (*fold.train, *born["clip_id"][born[PARENT].isin(fold.train)])})
        for fold in division.folds
    ]
    return division.model_copy(update={"folds": tuple(folds)})

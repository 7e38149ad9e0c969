"""A row of a results table: what is scored, on which clips, and under which protocol."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from cremad.artifacts.digests import canonical_json, digest_json
from cremad.catalogue.spec import ModelSpec
from cremad.evaluation.folds import Division
from cremad.evaluation.protocol import Protocol
from cremad.evaluation.protocols import divide
from cremad.preprocessing.feature_sets import modalities_of
from cremad.settings import Options
from data_contracts.vocabulary import EMOTIONS, LABEL_SETS, ROW_COLUMNS


class HumanRaters(Options):
    """Human raters who chose an emotion for each clip."""

    given: Literal["voice", "face", "both"]
    """What the raters were given."""
    reading: Literal["plurality", "single_rating"]
    """The plurality vote of the raters, or single ratings."""


ANY = "any"
"""Instead of a learner: a search also chooses families of features, preparation and learner."""


class Searched(Options):
    """A model whose parameters are chosen by a search on the training clips of each fold."""

    learner: str
    """A name of `learners()`, or `ANY`."""
    features: tuple[str, ...]
    """Feature sets."""
    search: dict[str, Any]
    """Options of the search, including ``strategy``."""

    def columns(self) -> dict[str, Any]:
        """Its columns in a results table; instead of parameters, how they are chosen."""
        params = canonical_json({"search": self.search["strategy"]})
        return {"learner": self.learner, "features": "+".join(self.features), "params": params}


class Row(Options):
    """One row of the results."""

    source: ModelSpec | HumanRaters | Searched
    protocol: Protocol
    labels: str
    """Name of the label set."""
    clips: tuple[str, ...]
    """Feature sets that a clip must have to be scored; only rows with the same clips are compared."""
    trained_on: str | None = None
    """Training corpus, if it differs from the corpus that is scored."""
    repeats: int = 1
    """Number of repeats of the folds."""

    @cached_property
    def id(self) -> str:
        """Digest of the whole description, 12 hexadecimal digits; stored weights are included by their content."""
        described = self.model_dump(mode="json", exclude={"source": {"start": {"path"}, "word_vectors": {"path"}}})
        return digest_json(described)[:12]

    @property
    def kind(self) -> Literal["human", "control", "adapted", "model"]:
        """Kind: raters; a control; a model adapted by other clips of the tested speaker or corpus; a model."""
        if isinstance(self.source, HumanRaters):
            return "human"
        searched = isinstance(self.source, Searched)
        if modalities_of(self.source.features) == ("text",) or (not searched and self.source.of.is_control):
            return "control"
        return "model" if searched or self.source.adaptation == "none" else "adapted"

    @property
    def reads(self) -> tuple[str, ...]:
        """Feature sets and kinds of sequences whose tables it reads."""
        sequences = self.source.sequences if isinstance(self.source, ModelSpec) else ()
        return (*self.must_have, *sequences)

    @property
    def must_have(self) -> tuple[str, ...]:
        """Feature sets that a clip must have to be scored."""
        reads = isinstance(self.source, ModelSpec) and self.source.of.reads in ("features", "sequences")
        return tuple(dict.fromkeys((*self.clips, *(self.source.features if reads else ()))))

    @property
    def name(self) -> str:
        """A readable name for logs, not to be parsed."""
        if isinstance(self.source, HumanRaters):
            what = f"human raters of {self.source.given}, {self.source.reading}"
        else:
            told = self.source.columns()
            options = (f"{key}={told[key]}" for key in told if told[key] not in PLAIN and key not in NAMED)
            what = " ".join((self.source.learner, "+".join(self.source.features), *options))
        return f"{what}, {self.protocol.name}, {self.labels} on {'+'.join(self.clips)}"

    def columns(self) -> dict[str, Any]:
        """`ROW_COLUMNS`: the columns that describe the row in every results table."""
        if isinstance(self.source, HumanRaters):
            own = {"learner": self.source.reading, "raters": self.source.given}
        else:
            own = self.source.columns()
        told = {
            "row_id": self.id,
            "row_kind": self.kind,
            "protocol": self.protocol.name,
            "trained_on": self.trained_on,
            "labels": self.labels,
            "clip_set": "+".join(self.clips),
        }
        return {name: (own | told).get(name, DEFAULTS.get(name)) for name in ROW_COLUMNS}


DEFAULTS = {"adaptation": "none", "targets": "labels", "family_weights": False, "thresholds": False}
"""Values for raters, who are not trained, and for searches."""

NAMED = ("learner", "features")
"""Parts of a model at the beginning of its name."""

PLAIN = (None, False, "none", "labels")
"""Default values, which are omitted in a name."""


def scored_clips(
    clips: pd.DataFrame,
    features: Mapping[str, pd.DataFrame],
    must_have: Collection[str],
    labels: str | None = None,
) -> pd.DataFrame:
    """Clips that have features of all these sets and one of these labels."""
    wanted = clips["emotion"].isin(LABEL_SETS[labels]) if labels else clips["clip_id"].notna()
    for name in must_have:
        wanted &= clips["clip_id"].isin(features[name].index)
    return clips[wanted]


def find_labels(scored: pd.DataFrame, least_actors: int) -> tuple[str | None, dict[str, str]]:
    """The label set of all emotions with enough actors, None for fewer than two; and why others are excluded."""
    acted_by = scored.groupby("emotion")["actor"].nunique().reindex(list(EMOTIONS), fill_value=0)
    kept = tuple(emotion for emotion in EMOTIONS if acted_by[emotion] >= least_actors)
    left_out = {
        emotion: f"{acted_by[emotion]} actor(s) act it, and {least_actors} are needed"
        for emotion in EMOTIONS
        if 0 < acted_by[emotion] < least_actors
    }
    return next((name for name, emotions in LABEL_SETS.items() if emotions == kept), None), left_out


def divide_scored(
    protocol: Protocol,
    scored: pd.DataFrame,
    labels: str,
    *,
    seed: int,
    repeats: int = 1,
    published: pd.DataFrame | None = None,
) -> Division:
    """Divide the clips of a row; without folds if an emotion occurs only among the test clips of a fold."""
    division = divide(protocol, scored, seed=seed, repeats=repeats, published=published)
    emotion_of = scored.set_index("clip_id")["emotion"]
    for fold in division.folds:
        if untrained := set(LABEL_SETS[labels]) - set(emotion_of[list(fold.train)]):
            reason = f"no actor acts {' or '.join(sorted(untrained))} on the training side of fold {fold.number}"
            return Division(protocol=division.protocol, not_applicable=reason)
    return division

"""Titles in reports, composed from the columns of a row in a results table."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cremad.catalogue.learners import learners
from cremad.evaluation.protocol import find_protocol
from cremad.preprocessing.feature_sets import (
    combined_title,
    feature_sets,
    find_combination,
    raters_for,
    set_combinations,
)
from data_contracts.vocabulary import LABEL_SETS

CORPORA: Final = {
    "crema-d": "CREMA-D",
    "ravdess": "RAVDESS",
    "synthetic": "the synthetic corpus",
    "manifest": "your manifest",
}

LABELS: Final = {"six": "Six emotions", "three": "Three emotions"}
"""Label sets that have a name of their own; the others are named by their emotions."""

READINGS: Final = {"plurality": "plurality vote", "single_rating": "single ratings"}

NO_FEATURES: Final = "Labels alone"

OPTIONS: Final = {
    ("adaptation", "speaker"): "speaker-normalised",
    ("adaptation", "corpus"): "corpus-normalised",
    ("targets", "votes"): "trained on votes",
    ("family_weights", True): "features weighted by family",
    ("thresholds", True): "thresholds",
}
"""(Column, value) → text."""

GIVEN: Final = {"start": "from stored weights", "params": "parameters by search"}
"""Column → text, where it is not null."""


def row_title(row: Mapping[str, Any]) -> str:
    """What a row's model, control or raters are.

    Parameters
    ----------
    row : mapping
        `ROW_COLUMNS`, and any others.

    Examples
    --------
    >>> plain = {"row_kind": "model", "learner": "svm_linear", "targets": "labels", "thresholds": False}
    >>> row_title(plain | {"adaptation": "speaker", "family_weights": True})
    'SVM, linear, speaker-normalised, features weighted by family'
    >>> row_title({"row_kind": "human", "learner": "plurality"})
    'Human raters, plurality vote'
    """
    if row["row_kind"] == "human":
        return f"Human raters, {READINGS[row['learner']]}"
    parts = [learner_title(row["learner"])]
    parts += [text for (column, value), text in OPTIONS.items() if row.get(column) == value]
    parts += [text for column, text in GIVEN.items() if pd.notna(row.get(column))]
    if pd.notna(corpus := row.get("trained_on")):
        parts.append(f"trained on {corpus_title(corpus)}")
    return ", ".join(parts)


def row_title_with_inputs(row: Mapping[str, Any]) -> str:
    """The same, with the features that it is given.

    >>> row_title_with_inputs({"row_kind": "human", "learner": "plurality", "raters": "both"})
    'Human raters, plurality vote: audio and face'
    """
    return f"{row_title(row)}: {within_sentence(features_title(inputs_of(row)))}"


def learner_title(name: str) -> str:
    """The title of a learner; its name with spaces, if the learner is unknown.

    >>> learner_title("svm_rbf"), learner_title("of_another_time")
    ('SVM, RBF kernel', 'Of another time')
    """
    return learners()[name].title if name in learners() else in_words(name)


def features_title(features: str | None) -> str:
    """The title of features, given as a table holds them; that text itself, if they are unknown.

    >>> features_title("audio+image"), features_title(None), features_title("of_another_time")
    ('Audio and face', 'Labels alone', 'of_another_time')
    """
    if pd.isna(features):
        return NO_FEATURES
    names = find_combination(features)
    return combined_title(names) if set(names) <= feature_sets().keys() else features


def inputs_of(row: Mapping[str, Any]) -> str | None:
    """Features of the models that a row stands among: for raters, the first with the same modalities."""
    if row["row_kind"] != "human":
        return row["features"]
    return next(text for text, names in set_combinations().items() if raters_for(names) == row["raters"])


def labels_title(name: str) -> str:
    """The title of a label set.

    >>> labels_title("six"), labels_title("fear_sad")
    ('Six emotions', 'Fear, sad')
    """
    return LABELS[name] if name in LABELS else ", ".join(LABEL_SETS[name]).capitalize()


def division_title(labels: str, protocol: str, clip_set: str) -> str:
    """What rows are compared on.

    >>> division_title("six", "actor_5fold", "audio+image")
    'Six emotions, unseen actors, 5 folds, clips with audio and face'
    """
    divided, having = find_protocol(protocol).title, features_title(clip_set)
    return f"{labels_title(labels)}, {within_sentence(divided)}, clips with {within_sentence(having)}"


def corpus_title(name: str) -> str:
    """The title of a corpus, as it stands within a sentence; its name, if it is not known."""
    return CORPORA.get(name, name)


def source_title(name: str) -> str:
    """The title of a kind of file.

    >>> source_title("wav"), source_title("other")
    ('WAV', 'Other')
    """
    return in_words(name) if name == "other" else name.upper()


def in_words(name: str) -> str:
    """A name of a table with spaces for underscores.

    >>> in_words("spectral_flatness")
    'Spectral flatness'
    """
    spaced = name.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


def within_sentence(title: str) -> str:
    """A title as it stands within a sentence.

    >>> within_sentence("Unseen actors, EVAR split"), within_sentence("SVM, RBF kernel")
    ('unseen actors, EVAR split', 'SVM, RBF kernel')
    """
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]

"""Columns of a row of a results table, for tests that make tables by hand."""

from typing import Any

from cremad.artifacts.digests import digest_json
from data_contracts.vocabulary import ROW_COLUMNS

PLAIN = {
    "row_kind": "model",
    "features": "audio",
    "learner": "logistic_regression",
    "adaptation": "none",
    "targets": "labels",
    "family_weights": False,
    "thresholds": False,
    "protocol": "actor_5fold",
    "labels": "six",
    "clip_set": "audio",
}
RATERS = {"row_kind": "human", "features": None, "learner": "plurality", "protocol": "no_training"}


def row_columns(**parts: Any) -> dict[str, Any]:
    """`ROW_COLUMNS` of a plain model of audio under actor-grouped folds, but for these parts."""
    told = dict.fromkeys(ROW_COLUMNS) | PLAIN | parts
    return told | {"row_id": digest_json({name: told[name] for name in ROW_COLUMNS if name != "row_id"})[:12]}


def rater_columns(given: str, **parts: Any) -> dict[str, Any]:
    """The same of human raters who were given so."""
    return row_columns(**RATERS | {"raters": given} | parts)

"""Negative controls that fail a run: what must say nothing of the emotion, and does."""

from collections.abc import Collection

import pandas as pd

from cremad.errors import LeakageError

LOOKUP = "sentence_lookup"
"""The model that knows of a clip which sentence it says, and no more."""

MARGIN_WITHOUT_INTERVAL = 0.15
"""How much more UAR than the lookup is tolerated where the lookup has no interval."""


def refuse_telling_text(metrics: pd.DataFrame, text_sets: Collection[str] = ("text",)) -> None:
    """Refuse results in which a model of the words beats the sentence lookup beyond the lookup's interval.

    Where actors say given sentences, the words can tell no more than which sentence it is. A model of them that
    does better has read something else: labels in the transcripts, or test clips in training. Where there is no
    lookup, as for free speech, nothing is refused. With too few actors for an interval of the lookup, results are
    refused that beat the lookup by more than `MARGIN_WITHOUT_INTERVAL`.

    Parameters
    ----------
    metrics : DataFrame
        Rows of the contract `metrics`, of one run.
    text_sets : collection of str
        Feature sets that are made from text alone.

    Raises
    ------
    LeakageError
        Naming the rows that are too good.
    """
    uars = metrics[(metrics["metric"] == "uar") & (metrics["row_kind"] == "control")]
    uars = uars[uars["features"].isin(text_sets)]
    is_lookup = uars["learner"] == LOOKUP
    same = ["corpus", "labels", "protocol", "clip_set"]
    beside = uars[~is_lookup].merge(uars[is_lookup], on=same, suffixes=("", "_lookup"), validate="many_to_one")
    limits = beside["ci_high_lookup"].fillna(beside["value_lookup"] + MARGIN_WITHOUT_INTERVAL)
    telling = beside.assign(limit=limits)[beside["value"] > limits]
    if len(telling):
        rows = "; ".join(
            f"{row.learner} on {row.features} reaches {row.value:.3f} UAR, the lookup"
            f" {row.value_lookup:.3f}, which allows up to {row.limit:.3f}"
            for row in telling.itertuples()
        )
        raise LeakageError(
            f"words tell more of the emotion than the sentence can: {rows}",
            remedy="Look for labels in the transcripts, and for clips of one content on both sides.",
        )

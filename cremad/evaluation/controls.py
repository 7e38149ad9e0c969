"""Negative controls that fail a run: what must say nothing of the emotion, and does."""

import pandas as pd

from cremad.errors import LeakageError
from data_contracts.vocabulary import TEXT_SETS

LOOKUP = "sentence_lookup"
"""The model that knows of a clip which sentence it says, and no more."""


def refuse_telling_text(metrics: pd.DataFrame) -> None:
    """Refuse results in which a model of the words beats the sentence lookup beyond the lookup's interval.

    Where actors say given sentences, the words can tell no more than which sentence it is. A model of them that
    does better has read something else: labels in the transcripts, or test clips in training. Where there is no
    lookup, as for free speech, nothing is refused.

    Parameters
    ----------
    metrics : DataFrame
        Rows of the contract `metrics`, of one run.

    Raises
    ------
    LeakageError
        Naming the rows that are too good.
    """
    uars = metrics[(metrics["metric"] == "uar") & metrics["modality"].isin(TEXT_SETS)]
    is_lookup = uars["model"] == LOOKUP
    same = ["corpus", "labels", "protocol"]
    beside = uars[~is_lookup].merge(uars[is_lookup], on=same, suffixes=("", "_lookup"), validate="many_to_one")
    telling = beside[beside["value"] > beside["ci_high_lookup"]]
    if len(telling):
        rows = "; ".join(
            f"{row.model} on {row.modality} reaches {row.value:.3f} UAR, the lookup"
            f" {row.value_lookup:.3f} [{row.ci_low_lookup:.3f}, {row.ci_high_lookup:.3f}]"
            for row in telling.itertuples()
        )
        raise LeakageError(
            f"words tell more of the emotion than the sentence can: {rows}",
            remedy="Look for labels in the transcripts, and for clips of one content on both sides.",
        )

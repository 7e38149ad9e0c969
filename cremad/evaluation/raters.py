"""Human raters as rows of the results table, on the same clips as the models.

Two kinds of row, for raters who were given the voice, the face, or both:

- ``plurality``: one row a clip; the emotion that most raters chose, of equally many the first in the
  order of the vocabulary (the rule that yields the known UAR of .468, .696 and .7535 over all of CREMA-D).
  The shares of the votes are the probabilities.
- ``single_rating``: one row a rating, numbered within the clip in `fold`; what a single rater is worth.
  There are no probabilities, for a rating is a choice.

Among a smaller set of labels, votes for other emotions are left out. A clip then without votes gives every
label the same probability in the plurality row, and has no row for single ratings.
"""

from typing import Literal

import numpy as np
import pandas as pd

from data_contracts.vocabulary import EMOTIONS, LABEL_SETS, VOTE_MODALITIES

Reading = Literal["plurality", "single_rating"]


def has_votes(clips: pd.DataFrame, given: str) -> bool:
    """Whether every one of the clips was rated by people who were given `given` (voice, face, both)."""
    return bool(len(clips)) and clips[_columns(given, EMOTIONS)].notna().all(axis=None)


def votes_of(clips: pd.DataFrame, given: str) -> pd.DataFrame:
    """Votes for each emotion by people who were given `given`, indexed by clip id."""
    votes = clips.set_index("clip_id")[_columns(given, EMOTIONS)]
    return votes.set_axis(list(EMOTIONS), axis="columns")


def rate(clips: pd.DataFrame, given: str, reading: Reading, labels: str) -> pd.DataFrame:
    """Predictions of the raters.

    Parameters
    ----------
    clips : DataFrame
        Columns clip_id, actor, emotion (all among the labels) and the votes.
    given : str
        What the raters were given, of `VOTE_MODALITIES`.
    reading : str
        ``plurality`` or ``single_rating``.
    labels : str
        Name of the label set.

    Returns
    -------
    DataFrame
        clip_id, actor, fold, y_true, y_pred, and p_<emotion> for all six.
    """
    emotions = LABEL_SETS[labels]
    votes = clips[_columns(given, emotions)].to_numpy(float)
    known = clips[["clip_id", "actor"]].assign(y_true=clips["emotion"])
    rows = _plurality(known, votes, emotions) if reading == "plurality" else _ratings(known, votes, emotions)
    probabilities = [f"p_{emotion}" for emotion in EMOTIONS]
    return rows.reindex(columns=["clip_id", "actor", "fold", "y_true", "y_pred", *probabilities])


def _plurality(known: pd.DataFrame, votes: np.ndarray, emotions: tuple[str, ...]) -> pd.DataFrame:
    cast = votes.sum(1, keepdims=True)
    shares = np.divide(votes, cast, out=np.full(votes.shape, 1 / len(emotions)), where=cast > 0)
    probabilities = dict(zip((f"p_{emotion}" for emotion in emotions), shares.astype(np.float32).T, strict=True))
    return known.assign(fold=0, y_pred=np.array(emotions)[shares.argmax(1)], **probabilities)


def _ratings(known: pd.DataFrame, votes: np.ndarray, emotions: tuple[str, ...]) -> pd.DataFrame:
    counts = votes.astype(int)
    rows = known.loc[known.index.repeat(counts.sum(1))]
    choices = np.repeat(np.tile(emotions, len(known)), counts.ravel())
    return rows.assign(fold=rows.groupby("clip_id").cumcount(), y_pred=choices)


def _columns(given: str, emotions: tuple[str, ...]) -> list[str]:
    assert given in VOTE_MODALITIES
    return [f"votes_{given}_{emotion}" for emotion in emotions]

"""Model inputs: features, sequences of frames, or a column of the clips table."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cremad.catalogue.spec import ModelSpec
from cremad.features.modalities import FROM_ACTOR


def model_inputs(spec: ModelSpec, scored: pd.DataFrame, features: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The model inputs of each clip, indexed by clip id in the order of `scored`.

    Parameters
    ----------
    spec : ModelSpec
    scored : DataFrame
        Column clip_id; for a speaker-normalised model also actor, and all clips that a speaker's mean is computed
        over; for a model that reads a column, that column.
    features : mapping of str to DataFrame
        Feature tables by set and sequences by kind, indexed by clip id.

    Returns
    -------
    DataFrame
        A column of sequences has an array (frames, ...) in each cell.
    """
    by_id = scored.set_index("clip_id")
    if spec.of.reads in ("column", "nothing"):
        return by_id[[spec.of.column] if spec.of.column else []]
    table = by_id[[]]
    if spec.of.reads == "features":
        for name in spec.features:
            table = table.join(features[name].select_dtypes("number"), validate="one_to_one")
        table = _adapt(spec, table, by_id)
    for kind in spec.sequences:
        cells = features[kind][kind].loc[table.index]
        speakers = spec.adaptation == "speaker"
        table = table.assign(**{kind: normalise_by_speaker(cells, by_id["actor"]) if speakers else cells})
    return table


def _adapt(spec: ModelSpec, table: pd.DataFrame, clips: pd.DataFrame) -> pd.DataFrame:
    match spec.adaptation:
        case "speaker":
            return table.join((table - table.groupby(clips["actor"]).transform("mean")).add_suffix(FROM_ACTOR))
        case "corpus":
            deviations = table.std(ddof=0)
            return (table - table.mean()) / deviations.where(deviations > 0, 1.0)
    return table


def normalise_by_speaker(cells: pd.Series, actors: pd.Series) -> pd.Series:
    """Speaker-normalised sequences: distances from the mean over all frames of the actor; images are unchanged.

    Parameters
    ----------
    cells, actors : Series
        Arrays (frames, ...) and the actor of each, both indexed by clip id.

    Examples
    --------
    >>> cells = pd.Series([np.array([[1.0], [2.0]]), np.array([[6.0]])], dtype=object)
    >>> [each.tolist() for each in normalise_by_speaker(cells, pd.Series(["a", "a"]))]
    [[[-2.0], [-1.0]], [[3.0]]]
    """
    if not all(np.issubdtype(each.dtype, np.floating) for each in cells):
        return cells
    means = {actor: np.concatenate(list(own)).mean(0) for actor, own in cells.groupby(actors)}
    centred = [each - means[actor] for each, actor in zip(cells, actors, strict=True)]
    return pd.Series(centred, cells.index, dtype=object)

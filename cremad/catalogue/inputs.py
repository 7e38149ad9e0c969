"""What a row's model is given of each clip: features, sequences of frames, or a column of the clips table."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cremad.catalogue.catalogue import CATALOGUE, FRAMES
from cremad.catalogue.rows import Row
from cremad.features.modalities import FROM_ACTOR


def model_inputs(row: Row, scored: pd.DataFrame, features: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What the row's model is given of each clip, indexed by clip id in the order of `scored`.

    A column of sequences has an array (frames, ...) in each cell.
    """
    model = CATALOGUE[row.model]
    by_id = scored.set_index("clip_id")
    if not model.sees.startswith(("features", *FRAMES)):
        return by_id[[] if model.sees == "nothing" else [model.sees]]
    table, actors = by_id[[]], by_id["actor"]
    if model.sees.startswith("features"):
        for modality in row.modality.split("+"):
            table = table.join(features[modality].select_dtypes("number"), validate="one_to_one")
        if model.by_actor:
            table = table.join((table - table.groupby(actors).transform("mean")).add_suffix(FROM_ACTOR))
    for kind in row.frames:
        cells = features[kind][kind].loc[table.index]
        table = table.assign(**{kind: centre_by_actor(cells, actors) if model.by_actor else cells})
    return table


def centre_by_actor(cells: pd.Series, actors: pd.Series) -> pd.Series:
    """Sequences as their distance from the mean over all frames of their actor; images stay as they are.

    Parameters
    ----------
    cells, actors : Series
        Arrays (frames, ...) and the actor of each, both indexed by clip id.

    Examples
    --------
    >>> cells = pd.Series([np.array([[1.0], [2.0]]), np.array([[6.0]])], dtype=object)
    >>> [each.tolist() for each in centre_by_actor(cells, pd.Series(["a", "a"]))]
    [[[-2.0], [-1.0]], [[3.0]]]
    """
    if not all(np.issubdtype(each.dtype, np.floating) for each in cells):
        return cells
    means = {actor: np.concatenate(list(own)).mean(0) for actor, own in cells.groupby(actors)}
    centred = [each - means[actor] for each, actor in zip(cells, actors, strict=True)]
    return pd.Series(centred, cells.index, dtype=object)

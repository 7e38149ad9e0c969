"""Children: augmented clips, each with its parent, its parent's actor and the draw that made it."""

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from cremad.artifacts.digests import canonical_json
from cremad.augmentation import audio, image, spectrogram
from cremad.augmentation.draw import Draw
from cremad.augmentation.options import AugmentationOptions
from cremad.errors import OptionError
from cremad.randomness.streams import child_seed
from data_contracts.vocabulary import PARENT

KINDS = {"audio": (*audio.KINDS, spectrogram.KIND), "image": image.KINDS}
"""Feature set → changes of the media that it is computed from."""


def draw_children(
    clips: pd.DataFrame, kinds: Iterable[str], options: AugmentationOptions, *, seed: int
) -> pd.DataFrame:
    """Draw the children of clips.

    Each child has a seed of its own, derived from the run's seed and the child's name, so that more clips, kinds
    or children do not change the draws of the others.

    Parameters
    ----------
    clips : DataFrame
        Columns clip_id and actor.
    kinds : iterable of str
        Names of `KINDS`.
    options : AugmentationOptions
    seed : int
        The run's seed.

    Returns
    -------
    DataFrame
        Rows of the contract `augmentations`.
    """
    rows = []
    for parent, actor in clips[["clip_id", "actor"]].itertuples(index=False):
        for kind in kinds:
            for number in range(options.children):
                name = f"{parent}~{kind}.{number}"
                own = child_seed(seed, "augmentation", name)
                rows.append((name, parent, actor, kind, number, own, _parameters(kind, own, options)))
    columns = ["clip_id", PARENT, "actor", "kind", "draw", "draw_seed", "parameters"]
    return pd.DataFrame(rows, columns=columns)


def draw_one(kind: str, rng: np.random.Generator, options: AugmentationOptions) -> Draw:
    """Draw a change of any kind.

    Raises
    ------
    OptionError
        If there is no such kind.
    """
    if kind == spectrogram.KIND:
        return spectrogram.draw(rng, options.mask)
    if kind in audio.KINDS:
        return audio.draw(kind, rng, options.audio)
    return image.draw(kind, rng, options.image)


def read_draw(kind: str, parameters: str) -> Draw:
    """The draw of a row of `augmentations`."""
    return Draw(kind=kind, parameters=json.loads(parameters))


def index_children(features: pd.DataFrame) -> pd.DataFrame:
    """Features of children, indexed by parent and child, as `Augmented` takes them.

    Parameters
    ----------
    features : DataFrame
        Column clip_id, `PARENT` and numbers; other columns are dropped.
    """
    if PARENT not in features:
        raise OptionError(f"these features are not of children: there is no column {PARENT}")
    return features.set_index([PARENT, "clip_id"]).select_dtypes("number")


def _parameters(kind: str, seed: int, options: AugmentationOptions) -> str:
    return canonical_json(draw_one(kind, np.random.default_rng(seed), options).parameters)

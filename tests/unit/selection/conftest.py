"""Clips whose features are known to tell of the emotion, to say the same again, or to say nothing."""

from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest


class Planted(NamedTuple):
    """240 clips of 24 actors in three emotions; ``t*`` tell, ``r*`` repeat them, ``n*`` are noise."""

    X: pd.DataFrame
    y: pd.Series
    actors: pd.Series


@pytest.fixture(scope="session")
def planted() -> Planted:
    rng = np.random.default_rng(0)
    ids = pd.Index([f"clip_{number:03d}" for number in range(240)], name="clip_id")
    emotion = rng.permutation(np.tile(["anger", "happy", "sad"], 80))
    centres = pd.DataFrame({"anger": [2.0, 0, 0], "happy": [0, 2.0, 0], "sad": [0, 0, 2.0]})
    told = centres[emotion].to_numpy().T + rng.normal(size=(240, 3))
    repeated = told + 0.05 * rng.normal(size=told.shape)
    values = np.hstack([rng.normal(size=(240, 12)), repeated, told])
    names = [*(f"n{n}" for n in range(12)), *(f"r{n}" for n in range(3)), *(f"t{n}" for n in range(3))]
    X = pd.DataFrame(values, ids, names)
    actors = pd.Series(np.repeat(np.arange(24), 10).astype(str), ids)
    return Planted((X - X.mean()) / X.std(ddof=0), pd.Series(emotion, ids), actors)

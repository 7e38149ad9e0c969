"""Training rows in miniature, and an executor that needs no workers."""

from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cremad.artifacts.artifact import Artifact
from cremad.search.locked_rows import lock_rows
from cremad.search.space import Categorical, Real, Space
from cremad.search.study import Study, StudyOptions
from data_contracts.vocabulary import EMOTIONS


class HereAndNow(Executor):
    """Runs each call where and when it is submitted."""

    def submit(self, fn, /, *args, **kwargs) -> Future:
        future = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@pytest.fixture
def executor() -> Executor:
    return HereAndNow()


@pytest.fixture(scope="session")
def clips() -> pd.DataFrame:
    """15 actors x 6 emotions x 2 takes."""
    rows = [
        (f"{actor}_{emotion}_{take}", str(actor), emotion)
        for actor in range(1001, 1016)
        for emotion in EMOTIONS
        for take in "ab"
    ]
    frame = pd.DataFrame(rows, columns=["clip_id", "actor", "emotion"])
    return frame.assign(sentence="IEO", content_sha256=frame["clip_id"], corpus="crema-d")


@pytest.fixture(scope="session")
def features(clips) -> dict[str, pd.DataFrame]:
    """Twelve columns of which `tone` knows the emotion and `noise` does not, and a gap."""
    rng = np.random.default_rng(0)
    emotion = pd.Categorical(clips["emotion"], EMOTIONS).codes
    told = rng.normal(size=(6, 12))[emotion] + 1.5 * rng.normal(size=(len(clips), 12))
    noise = rng.normal(size=(len(clips), 12))
    columns = [*(f"tone_{n}" for n in range(12)), *(f"noise_{n}" for n in range(12))]
    audio = pd.DataFrame(np.hstack([told, noise]).astype(np.float32), clips["clip_id"], columns)
    audio.iloc[::17, 3] = np.nan
    return {"audio": audio}


@pytest.fixture
def rows(tmp_path, clips, features) -> Artifact:
    return lock_rows(tmp_path / "rows", features, clips, list(clips["clip_id"]))


SMALL = Space(
    parameters={
        "scaler": Categorical(values=("standard", "robust")),
        "model": Categorical(values=("logistic_regression",)),
        "logistic_regression.C": Real(low=1e-5, high=1e-2, log=True, steps=6),
    }
)


def small_study(rows: Artifact, home: Path, strategy: str, **options) -> Study:
    """A study of seconds over 12 points."""
    chosen = {"trials": 13, "inner_folds": 3, "at_once": 4} | options
    return Study(rows, SMALL, StudyOptions(strategy=strategy, **chosen), seed=1, home=home)


@pytest.fixture
def make_study(rows, tmp_path):
    """Strategy, options and home → study on the miniature."""

    def make(strategy: str, home: str = "studies", **options) -> Study:
        return small_study(rows, tmp_path / home, strategy, **options)

    return make

"""Training rows in miniature, and an executor that needs no workers."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cremad.artifacts.artifact import Artifact
from cremad.models.space import Categorical, Real, Space
from cremad.search.locked_rows import lock_rows
from cremad.search.nested import tabulate
from cremad.search.study import Study, StudyOptions, run_study
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


@pytest.fixture(scope="session")
def sequences(clips) -> dict[str, pd.DataFrame]:
    """Three to six frames of four bands, of which one tells the emotion; the last clip has none."""
    rng = np.random.default_rng(1)
    emotion = pd.Categorical(clips["emotion"], EMOTIONS).codes
    cells = [rng.normal(size=(rng.integers(3, 7), 4)).astype(np.float32) for _ in emotion]
    for cell, code in zip(cells, emotion, strict=True):
        cell[:, 0] += code
    return {"log_mel": pd.DataFrame({"log_mel": pd.Series([*cells[:-1], None], clips["clip_id"], dtype=object)})}


@pytest.fixture
def rows(tmp_path, clips, features) -> Artifact:
    return lock_rows(tmp_path / "rows", features, clips, list(clips["clip_id"]))


SMALL = Space(
    parameters={
        "scaler": Categorical(values=("standard", "robust")),
        "learner": Categorical(values=("logistic_regression",)),
        "logistic_regression.C": Real(low=1e-5, high=1e-2, log=True, steps=6),
    }
)


def small_study(rows: Artifact, home: Path, strategy: str, **options) -> Study:
    """A study of seconds over 12 points."""
    chosen = {"trials": 13, "inner_folds": 3, "at_once": 4} | options
    return Study(rows, SMALL, StudyOptions(strategy=strategy, **chosen), seed=1, home=home)


def table(trials) -> pd.DataFrame:
    """Trials without what no two runs share."""
    return tabulate(trials).drop(columns=["seconds", "started"])


def run_and_die(study, executor, trials: int, *, while_writing: bool) -> None:
    """Run a study in a process that kills itself after so many new trials, or within the write after these."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        return
    made = []

    def die(*_) -> None:
        made.append(1)
        if len(made) == trials:
            if not while_writing:
                os.kill(os.getpid(), signal.SIGKILL)
            os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)

    run_study(study, executor=executor, on_trial=die)
    os._exit(0)


SCRIPT = """
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from cremad.artifacts.artifact import Artifact
from cremad.models.space import Space
from cremad.search.study import Study, StudyOptions, run_study
if __name__ == "__main__":
    rows, space, options, home = sys.argv[1:]
    study = Study(Artifact.model_validate_json(rows), Space.model_validate_json(space),
                  StudyOptions.model_validate_json(options), seed=1, home=Path(home))
    with ProcessPoolExecutor(2) as executor:
        run_study(study, executor=executor)
"""


def kill_with_workers(study: Study, folder: Path, least: int) -> None:
    """Run a study with two workers and kill all of them when so many trials are in the journal."""
    script = folder / "study.py"
    script.write_text(SCRIPT)
    given = [each.model_dump_json() for each in (study.rows, study.space, study.options)]
    process = subprocess.Popen([sys.executable, script, *given, str(study.home)], start_new_session=True)
    while len(list(study.journal.folder.glob("*.json"))) < least:
        assert process.poll() is None
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


@pytest.fixture
def make_study(rows, tmp_path):
    """Strategy, options and home → study on the miniature."""

    def make(strategy: str, home: str = "studies", **options) -> Study:
        return small_study(rows, tmp_path / home, strategy, **options)

    return make

"""kill -9 at any point, then a rerun: the same table, no clip lost or doubled, never a readable half of one."""

import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from cremad.artifacts.artifact import Artifact
from cremad.tables import current_table, read_table
from flows.features import features
from flows.ingest import ingest
from pipeline_config.paths import DataDirectory

RUN = "from flows.features import features\nif __name__ == '__main__':\n    features(data_dir={!r})\n"


TABLES = ("features_audio", "features_image", "features_text")


@pytest.mark.long
def test_killed_at_twenty_points_the_rerun_gives_the_same_table(server, tmp_path):
    data = DataDirectory(tmp_path / "data")
    ingest(data_dir=str(data.root))
    script = tmp_path / "extract.py"
    script.write_text(RUN.format(str(data.root)))
    began = time.monotonic()
    run_killed_after(script, server, None)
    whole_s = time.monotonic() - began
    reference = digests(data)
    killed_at_work = 0
    for delay_s in np.random.default_rng(0).uniform(0.5, 1.0, 20) * whole_s:
        forget(data)
        run_killed_after(script, server, delay_s)
        for part in (data.root / "tables").glob("features_*/*.parquet"):
            pd.read_parquet(part)
        killed_at_work += len(list(data.partitions.glob("features_*/*.arrow"))) > 0
        features(data_dir=str(data.root))
        assert digests(data) == reference
        assert all(read_table(table)["clip_id"].is_unique for table in current(data))
    assert killed_at_work >= 3


def current(data: DataDirectory) -> list[Artifact]:
    return [current_table(data.table(table), "synthetic") for table in TABLES]


def digests(data: DataDirectory) -> list[str]:
    return [table.sha256 for table in current(data)]


def run_killed_after(script, server, delay_s: float | None) -> None:
    """Run a script in a session of its own; with a delay, kill -9 all of it, Dask's workers too."""
    process = subprocess.Popen([sys.executable, script], env=server.environment, start_new_session=True)
    try:
        process.wait(delay_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def forget(data: DataDirectory) -> None:
    """Empty the caches and tables of features, so that the next run has all work before it."""
    shutil.rmtree(data.results)
    for folder in [*data.partitions.glob("features_*"), *(data.root / "tables").glob("features_*")]:
        shutil.rmtree(folder)

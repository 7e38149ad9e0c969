"""kill -9 at any point, then a rerun: the same table, no clip lost or doubled, never a readable half of one."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from cremad.tables import current_table, read_table
from flows.features import features
from flows.ingest import ingest
from pipeline_config.paths import DataDirectory

RUN = "from flows.features import features\nif __name__ == '__main__':\n    features(data_dir={!r})\n"


@pytest.mark.long
def test_killed_at_twenty_points_the_rerun_gives_the_same_table(server, tmp_path):
    reference, killed = DataDirectory(tmp_path / "reference"), DataDirectory(tmp_path / "killed")
    corpus = str(reference.corpus("synthetic"))
    for data in (reference, killed):
        ingest(data_dir=str(data.root), corpus_dir=corpus)
    features(data_dir=str(reference.root), corpus_dir=corpus)
    script = tmp_path / "extract.py"
    script.write_text(RUN.format(str(killed.root)).replace("data_dir=", f"corpus_dir={corpus!r}, data_dir="))
    began = time.monotonic()
    run_killed_after(script, server, None)
    whole_s = time.monotonic() - began
    forget(killed)
    for delay_s in np.random.default_rng(0).uniform(0.2, 1.0, 20) * whole_s:
        run_killed_after(script, server, delay_s)
        for part in (killed.root / "tables").glob("features_*/*.parquet"):
            pd.read_parquet(part)
    features(data_dir=str(killed.root), corpus_dir=corpus)
    for table in ("features_audio", "features_image", "features_text"):
        ours, theirs = (current_table(each.table(table), "synthetic") for each in (reference, killed))
        assert ours.sha256 == theirs.sha256
        assert read_table(theirs)["clip_id"].is_unique


def run_killed_after(script, server, delay_s: float | None) -> None:
    """Run a script in a session of its own; with a delay, kill -9 all of it, Dask's workers too."""
    process = subprocess.Popen([sys.executable, script], env=server.environment, start_new_session=True)
    try:
        process.wait(delay_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def forget(data: DataDirectory) -> None:
    """Empty the caches and tables of features, so that every killed run has work before it."""
    for folder in ("cache/partitions", "cache/results", "tables"):
        for path in sorted((data.root / folder).rglob("*features_*/*")):
            path.unlink()

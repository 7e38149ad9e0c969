"""A Dask cluster found by its address: a real scheduler, two real workers, one of which dies midway."""

import os
import signal
import subprocess
import sys
import threading
import time

import distributed
import pytest

from cremad.errors import OptionError
from cremad.tables import current_table
from flows.features import features
from flows.ingest import ingest
from pipeline_config.cluster import ClusterOptions
from pipeline_config.paths import DataDirectory
from tasks.cluster import WORKER_ENVIRONMENT, DaskExecutor
from tests.flows.conftest import free_port


@pytest.fixture
def cluster(tmp_path):
    """Scheduler and two single-threaded workers as processes; gives the address and the workers."""
    address = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "dask"]
    environment = os.environ | WORKER_ENVIRONMENT
    port = address.rpartition(":")[2]
    worker = [*dask, "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    processes = [
        subprocess.Popen(
            [*dask, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"], cwd=tmp_path
        ),
        *[subprocess.Popen(worker, env=environment, cwd=tmp_path) for _ in range(2)],
    ]
    with distributed.Client(address, timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, processes[1:]
    for process in processes:
        process.kill()
        process.wait()


def test_workers_started_here_have_what_makes_them_fast():
    with DaskExecutor(ClusterOptions(workers=1)) as executor:
        found = executor.submit(_environment).result()
    assert found == WORKER_ENVIRONMENT
    assert "MALLOC_TRIM_THRESHOLD_" not in os.environ


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in WORKER_ENVIRONMENT}


def test_an_address_where_nothing_answers_is_an_error_that_says_so(monkeypatch):
    monkeypatch.setattr("tasks.cluster.CONNECT_TIMEOUT_S", 1)
    with (
        DaskExecutor(ClusterOptions(address=f"tcp://127.0.0.1:{free_port()}")) as executor,
        pytest.raises(OptionError, match="no Dask scheduler answers"),
    ):
        executor.submit(_environment)


@pytest.mark.long
def test_a_worker_that_is_killed_midway_changes_no_digest(server, cluster, tmp_path):
    address, workers = cluster
    here, there = DataDirectory(tmp_path / "here"), DataDirectory(tmp_path / "there")
    corpus = str(here.corpus("synthetic"))
    for data in (here, there):
        ingest(data_dir=str(data.root), corpus_dir=corpus)
    features(data_dir=str(here.root), corpus_dir=corpus)
    killer = threading.Thread(target=_kill_when_busy, args=(workers[0], there))
    killer.start()
    features(data_dir=str(there.root), corpus_dir=corpus, dask_address=address)
    killer.join()
    assert workers[0].returncode == -signal.SIGKILL
    for table in ("features_audio", "features_image", "features_text"):
        ours, theirs = (current_table(each.table(table), "synthetic").sha256 for each in (here, there))
        assert ours == theirs


def _kill_when_busy(worker: subprocess.Popen, data: DataDirectory) -> None:
    """Kill the worker once the first partition of audio is there and others are still to come."""
    while not list((data.partitions / "features_audio").glob("*.arrow")):
        time.sleep(0.01)
    worker.kill()
    worker.wait()

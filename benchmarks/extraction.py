"""The whole audio pass over a corpus: workers, the usual way on a default cluster, Prefect, and the cost a clip.

Run `OMP_NUM_THREADS=1 python -m benchmarks.extraction`. The clips at hand stand in for a whole corpus: each is
listed many times under ids of its own, so that the same work is done as for as many clips. Everything is measured
with Dask's processes, started beforehand.
"""

import itertools
import os
import resource
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import distributed
import numpy as np
import pandas as pd
import psutil
import soundfile
from prefect import flow
from prefect.settings import PREFECT_API_URL, temporary_settings

from benchmarks.audio_features import OPTIONS, find_clips, row, usual_way
from cremad.features.audio.engine import warm_up
from cremad.preprocessing.extraction.audio import AudioExtraction
from cremad.preprocessing.fanout import extract_table
from cremad.preprocessing.partitions import Record
from flows.server import running_server
from pipeline_config.cluster import ClusterOptions
from pipeline_config.load import load_profile
from tasks.cluster import DaskExecutor
from tasks.extraction import extract as extract_records
from tasks.place import Place
from tasks.stage import Outcome, Stages, stage

WHOLE, PARTITION = 7_442, load_profile("full").cluster.partition_clips
SCALES = (1_000, 10_000, 50_000)
USUAL = 600
"""Clips that the usual way is timed on; its cost a clip does not depend on how many there are."""


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = find_clips(folder)
        with cluster(1) as one:
            alone_s = extract(one, paths, WHOLE, folder / "one")
        with cluster(2) as two:
            started = workers_time(two)
            whole_s = extract(two, paths, WHOLE, folder / "two")
            user_s, system_s = workers_time(two) - started
            flow_s, runs = flow_pass(two, paths, folder)
            scaled, memory = [], []
            for clips in SCALES:
                scaled.append(extract(two, paths, clips, folder / str(clips)) / clips)
                memory.append(worker_memory(two) / 2**20)
        usual_s = usual_pass(paths) * WHOLE / USUAL
    costs = 1000 * np.array(scaled)
    scales = ", ".join(f"{clips:,}" for clips in SCALES)
    spread = 100 * np.ptp(costs) / costs.mean() / 2
    return [
        row("2 Dask workers against 1", "≥ 1.85 times", f"{alone_s / whole_s:.2f} times"),
        row("system time of the workers", "≤ 5 % of user time", f"{100 * system_s / user_s:.1f} %"),
        row(
            f"audio pass over {WHOLE:,} clips against the usual way on a default cluster",
            "≥ 12 times faster",
            f"{usual_s / whole_s:.1f} times ({usual_s:.0f} s, from {USUAL} clips, → {whole_s:.0f} s)",
        ),
        row("the pass through Prefect against bare Dask", "≤ 1.10 times", f"{flow_s / whole_s:.2f} times"),
        row("task runs of the pass through Prefect", "≤ 25", str(runs)),
        row(
            f"cost a clip at {scales}",
            "flat within 15 %",
            f"{', '.join(f'{cost:.2f} ms' for cost in costs)} (± {spread:.0f} %)",
        ),
        row(
            f"largest memory of a worker after {scales}",
            "≤ 600 MB and flat",
            f"{', '.join(f'{each:.0f}' for each in memory)} MiB",
        ),
    ]


@contextmanager
def cluster(workers: int) -> Iterator[DaskExecutor]:
    """The project's own cluster, with every worker's engine compiled."""
    with DaskExecutor(ClusterOptions(workers=workers)) as executor:
        executor.submit(warm_up, OPTIONS).result()
        executor._client.run(warm_up, OPTIONS)
        yield executor


def records_of(paths: list[Path], clips: int) -> list[Record]:
    """As many records as a corpus of this size has; each has a content of its own."""
    return [
        {"clip_id": f"{number:06d}", "audio_path": path.name, "audio_sha256": str(number), "audio_gain": 1.0}
        for number, path in zip(range(clips), itertools.cycle(paths), strict=False)
    ]


def extract(executor: DaskExecutor, paths: list[Path], clips: int, cache: Path) -> float:
    """Seconds of the pass."""
    began = time.perf_counter()
    made = extract_table(
        AudioExtraction(OPTIONS),
        records_of(paths, clips),
        paths[0].parent,
        cache_dir=cache,
        group="benchmark",
        target=PARTITION,
        executor=executor,
    )
    rows = len(made.rows)
    taken_s = time.perf_counter() - began
    assert rows == clips
    return taken_s


def workers_time(executor: DaskExecutor) -> np.ndarray:
    """Seconds that the workers have spent in the program and in the system since they were started."""
    used = executor._client.run(lambda: resource.getrusage(resource.RUSAGE_SELF)[:2]).values()
    return np.array(list(used)).sum(axis=0)


def worker_memory(executor: DaskExecutor) -> int:
    """Resident memory of the largest worker, in bytes."""
    return max(executor._client.run(lambda: psutil.Process().memory_info().rss).values())


def usual_pass(paths: list[Path]) -> float:
    """Seconds for `USUAL` clips: a Dask cluster as it comes, a task a clip, each librosa call on the signal."""
    with distributed.Client(distributed.LocalCluster(n_workers=2, dashboard_address=None)) as client:
        client.gather(client.map(usual_row, [str(path) for path in paths], pure=False))
        clips = [str(path) for _, path in zip(range(USUAL), itertools.cycle(paths), strict=False)]
        began = time.perf_counter()
        client.gather(client.map(usual_row, clips, pure=False))
        taken_s = time.perf_counter() - began
        client.cluster.close()
    return taken_s


def usual_row(path: str) -> np.ndarray:
    return usual_way(soundfile.read(path, dtype="float32")[0])


def flow_pass(executor: DaskExecutor, paths: list[Path], folder: Path) -> tuple[float, int]:
    """Seconds of the same pass as a stage of a flow on a server that is up, and the task runs that it takes.

    A first flow over a few clips goes before, as Dask's workers are warm too.
    """
    options = ClusterOptions(address=executor._client.scheduler.address, partition_clips=PARTITION)

    @stage(name="extract")
    def extract_stage(place: Place, clips: int) -> Outcome:
        return extract_records(place, AudioExtraction(OPTIONS), pd.DataFrame(records_of(paths, clips)))

    @flow(name="audio-pass")
    def audio_pass(clips: int) -> int:
        data_dir = folder / f"flow-{clips}"
        place = Place(corpus="manifest", corpus_dir=paths[0].parent, data_dir=data_dir, cluster=options)
        stages = Stages(place)
        stages.run(extract_stage, clips=clips)
        return len(stages.runs)

    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect"), "PREFECT_LOGGING_LEVEL": "WARNING"}
    url = f"http://127.0.0.1:{(port := free_port())}/api"
    with running_server("127.0.0.1", port, environment), temporary_settings({PREFECT_API_URL: url}):
        audio_pass(PARTITION)
        began = time.perf_counter()
        runs = audio_pass(WHOLE)
        return time.perf_counter() - began, runs


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    for line in measure():
        print(f"{line['what']:75} {line['reach']:20} {line['measured']}")

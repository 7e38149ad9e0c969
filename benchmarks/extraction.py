"""Audio features of a whole corpus: workers, librosa on a default cluster, Prefect, and the cost per clip.

Run `OMP_NUM_THREADS=1 python -m benchmarks.extraction`. The clips at hand stand in for a whole corpus: each is
listed many times under ids of its own, so that the same work is done as for as many clips. Everything is measured
with Dask's processes and Prefect's server, started beforehand.

Prefect ends a flow run by waiting for a thread of its own that sleeps whole seconds: up to one second is added to
a pass, however long that takes.
"""

import itertools
import os
import resource
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import distributed
import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import soundfile
from prefect import flow
from prefect.settings import PREFECT_API_URL, temporary_settings

from benchmarks.audio_features import OPTIONS, find_clips, row, usual_way
from cremad.features.audio.engine import warm_up
from cremad.preprocessing.extraction.audio import AudioExtraction
from cremad.preprocessing.fanout import extract_table
from cremad.preprocessing.partitions import Record
from cremad.tables import write_parquet
from flows.server import running_server
from pipeline_config.cluster import ClusterOptions
from pipeline_config.load import load_profile
from tasks.cluster import DaskExecutor
from tasks.context import RunContext
from tasks.extraction import extract as extract_records
from tasks.stage import Outcome, Stages, stage

WHOLE, PARTITION = 7_442, load_profile("full").cluster.partition_clips
SCALES = (1_000, 10_000, 50_000)
ROUNDS = 3
"""Number of rounds, in which the variants alternate; ratios are medians over the rounds."""
USUAL = 600
"""Number of clips that the usual way is timed on; its cost per clip does not depend on it."""


def measure() -> list[dict[str, str]]:
    """Rows of the benchmark table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = find_clips(folder)
        taken, system = time_workers(paths, folder)
        flow, runs = time_flow(paths, folder)
        costs, memory = measure_scales(paths, folder)
        usual_s = usual_pass(paths) * WHOLE / USUAL
    whole_s = np.median(taken[2])
    scales = ", ".join(f"{clips:,}" for clips in SCALES)
    spread = 100 * np.ptp(costs) / np.mean(costs) / 2
    return [
        row("2 Dask workers against 1", "≥ 1.85 times", f"{np.median(taken[1] / taken[2]):.2f} times"),
        row("system time of the workers", "≤ 5 % of user time", f"{100 * np.median(system):.1f} %"),
        row(
            f"audio pass over {WHOLE:,} clips against the usual way on a default cluster",
            "≥ 12 times faster",
            f"{usual_s / whole_s:.1f} times ({usual_s:.0f} s, from {USUAL} clips, → {whole_s:.0f} s)",
        ),
        row("the pass through Prefect against bare Dask", "≤ 1.10 times", f"{np.median(flow):.2f} times"),
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


def time_workers(paths: list[Path], folder: Path) -> tuple[dict[int, np.ndarray], np.ndarray]:
    """Seconds of the pass by one worker and by two, and the two's time in the system to that in the program."""
    taken, used = {1: np.empty(ROUNDS), 2: np.empty(ROUNDS)}, np.empty((ROUNDS, 2))
    for turn in range(ROUNDS):
        for workers in taken:
            with cluster(workers) as executor:
                began = workers_time(executor)
                taken[workers][turn] = extract(executor, paths, WHOLE, folder / f"{workers}-{turn}")
                used[turn] = workers_time(executor) - began
    return taken, used[:, 1] / used[:, 0]


def time_flow(paths: list[Path], folder: Path) -> tuple[np.ndarray, int]:
    """Time of the pass through Prefect to that without, the server up in both, and the task runs it takes."""
    ratios, runs = np.empty(ROUNDS), 0
    with cluster(2) as executor, flow_pass(executor, paths, folder) as through_flow:
        for turn in range(ROUNDS):
            bare_s = extract(executor, paths, WHOLE, folder / f"bare-{turn}")
            flow_s, runs = through_flow(WHOLE, folder / f"flow-{turn}")
            ratios[turn] = flow_s / bare_s
    return ratios, runs


def measure_scales(paths: list[Path], folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds a clip at each scale, and the memory of the largest worker after it in MiB."""
    costs, memory = [], []
    with cluster(2) as executor:
        extract(executor, paths, SCALES[0], folder / "warm")
        for clips in SCALES:
            costs.append(1000 * extract(executor, paths, clips, folder / str(clips)) / clips)
            memory.append(worker_memory(executor) / 2**20)
    return costs, memory


@contextmanager
def cluster(workers: int) -> Iterator[DaskExecutor]:
    """The project's own cluster, with every worker's engine compiled."""
    with DaskExecutor(ClusterOptions(workers=workers)) as executor:
        executor.submit(warm_up, OPTIONS).result()
        client_of(executor).run(warm_up, OPTIONS)
        yield executor


def client_of(executor: DaskExecutor) -> distributed.Client:
    """Client of an executor that has started its cluster."""
    assert executor._client is not None
    return executor._client


def records_of(paths: list[Path], clips: int) -> list[Record]:
    """As many records as a corpus of this size has; each has a content of its own."""
    return [
        {"clip_id": f"{number:06d}", "audio_path": path.name, "audio_sha256": str(number), "audio_gain": 1.0}
        for number, path in zip(range(clips), itertools.cycle(paths), strict=False)
    ]


def extract(executor: DaskExecutor, paths: list[Path], clips: int, cache: Path) -> float:
    """Seconds of the pass, to the file of all rows."""
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
    write_parquet(cache / "rows.parquet", pa.Table.from_pandas(made.rows))
    taken_s = time.perf_counter() - began
    assert len(made.rows) == clips
    return taken_s


def workers_time(executor: DaskExecutor) -> np.ndarray:
    """User and system time of the workers since they were started, in seconds."""
    used = client_of(executor).run(lambda: resource.getrusage(resource.RUSAGE_SELF)[:2]).values()
    return np.array(list(used)).sum(axis=0)


def worker_memory(executor: DaskExecutor) -> int:
    """Resident memory of the largest worker, in bytes."""
    return max(client_of(executor).run(lambda: psutil.Process().memory_info().rss).values())


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


@contextmanager
def flow_pass(
    executor: DaskExecutor, paths: list[Path], folder: Path
) -> Iterator[Callable[[int, Path], tuple[float, int]]]:
    """The pass as a stage of a flow; gives seconds and task runs. The server is up and as warm as the workers."""
    address = client_of(executor).scheduler_info()["address"]
    options = ClusterOptions(address=address, partition_clips=PARTITION)

    @stage(name="extract")
    def extract_stage(context: RunContext, clips: int) -> Outcome:
        return extract_records(context, AudioExtraction(OPTIONS), pd.DataFrame(records_of(paths, clips)))

    @flow(name="audio-pass")
    def audio_pass(clips: int, data_dir: Path) -> int:
        context = RunContext(corpus="manifest", corpus_dir=paths[0].parent, data_dir=data_dir, cluster=options)
        stages = Stages(context)
        stages.run(extract_stage, clips=clips)
        return len(stages.runs)

    def timed(clips: int, data_dir: Path) -> tuple[float, int]:
        began = time.perf_counter()
        runs = audio_pass(clips, data_dir)
        return time.perf_counter() - began, runs

    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect"), "PREFECT_LOGGING_LEVEL": "WARNING"}
    url = f"http://127.0.0.1:{(port := free_port())}/api"
    with running_server("127.0.0.1", port, environment), temporary_settings({PREFECT_API_URL: url}):
        timed(PARTITION, folder / "warm")
        yield timed


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    for line in measure():
        print(f"{line['what']:75} {line['reach']:20} {line['measured']}")

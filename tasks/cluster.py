"""The Dask cluster's lifetime: found by its address, or started when the first partition has to be computed."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import Any

import dask
import distributed

from cremad.errors import OptionError
from pipeline_config.cluster import ClusterOptions

WORKER_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    # Dask's nanny returns freed memory to the system at once, and the page faults double the time of a clip.
    "MALLOC_TRIM_THRESHOLD_": "1000000000",
    "MALLOC_MMAP_THRESHOLD_": "1000000000",
}
"""Environment of a fast worker: one thread per library, and memory that is kept."""

DASK_SETTINGS = {
    "distributed.admin.tick.interval": "500ms",
    "distributed.worker.profile.enabled": False,
}
"""Reduced monitoring of a local cluster: by default Dask checks 50 times a second whether each process responds,
and profiles each worker 100 times a second, which takes time from the work."""

CONNECT_TIMEOUT_S = 20


class DaskExecutor(Executor):
    """A `concurrent.futures` executor over a Dask cluster that is started when first needed."""

    def __init__(self, options: ClusterOptions):
        self.options = options
        self._client: distributed.Client | None = None

    def submit(self, fn, /, *args: Any, **kwargs: Any) -> Future:
        if self._client is None:
            self._client = self._connect()
        return self._client.get_executor(pure=False).submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self._client is not None:
            cluster = self._client.cluster
            self._client.close()
            if cluster is not None:
                cluster.close()
            self._client = None

    def _connect(self) -> distributed.Client:
        if self.options.address is None:
            return distributed.Client(_start_local(self.options.workers))
        try:
            return distributed.Client(self.options.address, timeout=CONNECT_TIMEOUT_S)
        except OSError as error:
            raise OptionError(
                f"no Dask scheduler answers at {self.options.address}",
                remedy="Start one with `dask scheduler`, or omit the address.",
            ) from error


_scopes: list[dict[ClusterOptions, DaskExecutor]] = []


@contextmanager
def shared_cluster() -> Iterator[None]:
    """Let all tasks of a flow share one cluster; the outermost block closes it."""
    if _scopes:
        yield
        return
    _scopes.append({})
    try:
        yield
    finally:
        for executor in _scopes.pop().values():
            executor.shutdown()


@contextmanager
def dask_executor(options: ClusterOptions) -> Iterator[Executor]:
    """The executor of the flow's shared cluster, or a separate one without a shared cluster."""
    if _scopes:
        yield _scopes[0].setdefault(options, DaskExecutor(options))
    else:
        with DaskExecutor(options) as executor:
            yield executor


def _start_local(workers: int) -> distributed.LocalCluster:
    before = {name: os.environ.get(name) for name in WORKER_ENVIRONMENT}
    os.environ.update(WORKER_ENVIRONMENT)
    try:
        with dask.config.set(DASK_SETTINGS):
            return distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address="127.0.0.1:0", memory_limit=0
            )
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

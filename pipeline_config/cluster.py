"""Where partitions are computed."""

from pydantic import Field

from cremad.settings import Options


class ClusterOptions(Options):
    """A Dask cluster: found by its address, or started for the run."""

    workers: int = Field(default=2, ge=1, le=256)
    """Processes of a cluster that is started here, one thread each."""
    address: str | None = Field(default=None, pattern=r"^(tcp|tls|ws|wss|inproc|ucx)://")
    """Scheduler of a cluster that is running, such as tcp://127.0.0.1:8786; its workers see the same files."""
    partition_clips: int = Field(default=100, ge=1, le=10_000)
    """Clips in a partition, on average: at least 50 ms of work, so that scheduling costs little."""

"""Which failures are retried: temporary ones, not those due to bad data, which would fail again."""

from distributed import KilledWorker
from distributed.comm import CommClosedError
from prefect import Task
from prefect.client.schemas.objects import State, TaskRun

from cremad.errors import DownloadError

TRANSIENT = (ConnectionError, TimeoutError, CommClosedError, KilledWorker, DownloadError)


async def is_transient(task: Task, task_run: TaskRun, state: State) -> bool:
    """Whether a run failed for a temporary reason."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, TRANSIENT)

"""What is worth another try. Bad data is not: it would fail again, later, and as slowly."""

from distributed import KilledWorker
from distributed.comm import CommClosedError
from prefect import Task
from prefect.client.schemas.objects import State, TaskRun

from cremad.errors import DownloadError

TRANSIENT = (ConnectionError, TimeoutError, CommClosedError, KilledWorker, DownloadError)


async def is_transient(task: Task, task_run: TaskRun, state: State) -> bool:
    """Whether a failed run failed for a reason that may pass."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, TRANSIENT)

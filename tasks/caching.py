"""When a task may be answered from the cache: same inputs by content, same options, same code.

Prefect's own policies hash a path's name and not the bytes behind it, and a task's own lines and not the
library below. The key here is made of the digests of the artifacts that come in, the options, and
every project module that the task's module reaches, with the versions of the libraries used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect.cache_policies import CachePolicy
from prefect.context import TaskRunContext
from prefect.results import ResultRecord
from pydantic import BaseModel

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.code import code_digest
from cremad.artifacts.digests import digest_json
from cremad.tables import is_intact
from tasks.context import RunContext


@dataclass
class ContentPolicy(CachePolicy):
    """The key of a task run; a record whose files are gone or damaged is forgotten, so that it is made again."""

    def compute_key(
        self,
        task_ctx: TaskRunContext,
        inputs: dict[str, Any],
        flow_parameters: dict[str, Any],
        **kwargs: Any,
    ) -> str:
        key = digest_json(
            {
                "task": task_ctx.task.name,
                "code": code_digest(task_ctx.task.fn.__module__),
                "inputs": {name: fingerprint(value) for name, value in inputs.items()},
            }
        )
        forget_unless_intact(inputs["context"].data.results / key)
        return key


def fingerprint(value: Any) -> Any:
    """What of an input decides the answer, as a JSON value.

    Raises
    ------
    TypeError
        For a frame, an array, a model or a bare path, whose name would stand in the key for its content.
    """
    match value:
        case Artifact():
            return [value.sha256, value.group]
        case RunContext():
            return [value.corpus, str(value.data_dir)]
        case BaseModel():
            return value.model_dump(mode="json")
        case dict():
            return {str(name): fingerprint(each) for name, each in value.items()}
        case list() | tuple():
            return [fingerprint(each) for each in value]
        case str() | int() | float() | bool() | None:
            return value
    raise TypeError(f"{type(value).__name__} may not go from task to task; use an Artifact or a JSON value")


def forget_unless_intact(record: Path) -> None:
    """Remove a stored result that names files which are no longer what they were."""
    if record.exists() and not all(map(is_intact, _artifacts_of(ResultRecord.deserialize(record.read_bytes())))):
        record.unlink()


def _artifacts_of(record: ResultRecord) -> Iterator[Artifact]:
    yield from getattr(record.result, "artifacts", {}).values()

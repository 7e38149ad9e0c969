"""When a task may be answered from the cache: same inputs by content, same options, same code.

Prefect's own policies hash a path's name and not the bytes behind it, and a task's own lines and not the
library below. The key here is made of the digests of the artifacts that come in, the options, and
every project module that the task's module reaches, with the versions of the libraries used.

Prefect reads a kept result by the serializer that the file itself names, which may be pickle. So every record is
read here first, as JSON and nothing else, and one that is not what a stage writes is removed before Prefect looks.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from prefect.cache_policies import CachePolicy
from prefect.context import TaskRunContext
from prefect.serializers import JSONSerializer
from pydantic import BaseModel

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.code import code_digest
from cremad.artifacts.digests import digest_json
from cremad.errors import CremadError
from cremad.tables import is_intact
from tasks.context import RunContext

SERIALIZER = JSONSerializer().model_dump(mode="json")
"""How a stage's result is written, and the only way in which one is read."""


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
        made = get_type_hints(task_ctx.task.fn)["return"]
        forget_unless_intact(inputs["context"].data.results / key, made)
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


def forget_unless_intact(record: Path, kind: type[BaseModel]) -> None:
    """Remove a stored result that is not whole, or names files which are no longer what they were.

    Parameters
    ----------
    record : Path
        File that Prefect keeps a result in; it need not exist.
    kind : type
        What the task returns: a model with `artifacts`.
    """
    try:
        content = record.read_bytes()
    except FileNotFoundError:
        return
    if not _is_intact(content, kind):
        record.unlink(missing_ok=True)


def _is_intact(content: bytes, kind: type[BaseModel]) -> bool:
    try:
        return all(map(is_intact, read_result(content, kind).artifacts.values()))
    except (ValueError, CremadError):
        return False


def read_result(content: bytes, kind: type[BaseModel]) -> Any:
    """The result in a record of Prefect's, if it is JSON and of this kind.

    Raises
    ------
    ValueError
        If it names another serializer or type, or anything in it that Prefect would make an object of.
    """
    record = json.loads(content, object_pairs_hook=_refuse_repeats)
    match record:
        case {"metadata": {"serializer": dict(serializer)}, "result": str(result)} if serializer == SERIALIZER:
            made = json.loads(result, object_pairs_hook=_refuse_repeats)
        case _:
            raise ValueError("not a record that a stage has written")
    name = f"{kind.__module__}.{kind.__qualname__}"
    if not isinstance(made, dict) or made.keys() != {"__class__", "data"} or made["__class__"] != name:
        raise ValueError(f"not a {name}")
    if any(mark in json.dumps(made["data"]) for mark in ("__class__", "__exc_type__")):
        raise ValueError("something of a type of its own within the result")
    return kind.model_validate(made["data"])


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, if each name stands there once: of two, another reader might take the other."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a name that stands there twice")
    return found

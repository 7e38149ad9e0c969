"""The cache key of a task: inputs by content, options, and code.

Prefect's own policies hash a path's name and not its content, and a task's source and not the library that it
uses. The key here is made of the digests of the input artifacts, the options, and every project module that the
task's module reaches, with the versions of the libraries used.

Prefect reads a stored result by the serializer that the file itself names, which may be pickle. So every record is
read here first, strictly as JSON, and a record that no stage has written is removed before Prefect reads it.
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
"""The only serializer with which results of stages are written and read."""


@dataclass
class ContentPolicy(CachePolicy):
    """The key of a task run; a record with missing or damaged files is removed, so that the stage runs again."""

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
    """The part of an input that determines the result, as a JSON value.

    Raises
    ------
    TypeError
        For a frame, an array, a model or a bare path, whose content would not be part of the key.
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
    raise TypeError(f"{type(value).__name__} may not be passed between tasks; use an Artifact or a JSON value")


def name_result(decides: Any, *modules: str) -> str:
    """An id by content: a digest of everything that decides a result, and of the code of these modules."""
    return digest_json([fingerprint(decides), code_digest(*modules)])[:12]


def forget_unless_intact(record: Path, kind: type[BaseModel]) -> None:
    """Remove a stored result that is damaged, or whose files are missing or have changed.

    Parameters
    ----------
    record : Path
        File of a Prefect result; it need not exist.
    kind : type
        Return type of the task: a model with `artifacts`.
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
    """The result in a Prefect record, if it is JSON and of this kind.

    Raises
    ------
    ValueError
        If it names another serializer or type, or holds anything that Prefect would deserialise to another object.
    """
    record = json.loads(content, object_pairs_hook=_refuse_repeats)
    match record:
        case {"metadata": {"serializer": dict(serializer)}, "result": str(result)} if serializer == SERIALIZER:
            made = json.loads(result, object_pairs_hook=_refuse_repeats)
        case _:
            raise ValueError("not a record written by a stage")
    name = f"{kind.__module__}.{kind.__qualname__}"
    if not isinstance(made, dict) or made.keys() != {"__class__", "data"} or made["__class__"] != name:
        raise ValueError(f"not a {name}")
    if any(mark in json.dumps(made["data"]) for mark in ("__class__", "__exc_type__")):
        raise ValueError("something of a type of its own within the result")
    return kind.model_validate(made["data"])


def _refuse_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object, if its names are unique: readers treat duplicates differently."""
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a duplicate name")
    return found

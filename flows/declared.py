"""How a flow is declared: its parameters' types describe the fields of Prefect's form; its errors are sentences.

Prefect takes the descriptions of a form's fields from the parameter section of the docstring (in Google's format),
and not from `Field(description=…)`. The section is written here, from the types, when the flow is declared.
"""

import inspect
import logging
from collections.abc import Callable
from typing import Any

import prefect
from pydantic import TypeAdapter

from cremad.errors import CremadError


class Sentences(logging.Filter):
    """Logs an error that was made on purpose as the sentence it is; every other keeps its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, CremadError):
            record.msg, record.args, record.exc_info = "%s", (str(error),), None
        return True


for runs in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(runs).addFilter(Sentences())


def flow(**options: Any) -> Callable[[Callable], prefect.Flow]:
    """Prefect's decorator of a flow, with every parameter described in its form.

    Parameters
    ----------
    **options
        As `prefect.flow` takes them.

    Raises
    ------
    TypeError
        If a parameter's type has no description.
    """

    def declare(function: Callable) -> prefect.Flow:
        purpose = inspect.getdoc(function)
        signature = inspect.signature(function, eval_str=True)
        described = [
            f"    {name}: {_description(function, name, parameter.annotation)}"
            for name, parameter in signature.parameters.items()
        ]
        function.__doc__ = "\n".join([f"{purpose}\n\nArgs:", *described])
        return prefect.flow(description=purpose, **options)(function)

    return declare


def _description(function: Callable, name: str, annotation: Any) -> str:
    schema = TypeAdapter(annotation).json_schema()
    for each in (schema, *schema.get("anyOf", ())):
        if "description" in each:
            return each["description"]
    raise TypeError(f"parameter {name!r} of the flow {function.__name__} has no Field(description=...)")

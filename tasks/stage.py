"""Stages of the pipeline: Prefect tasks that take and return artifacts, cached by content."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from prefect import Task, task
from prefect.tasks import exponential_backoff
from pydantic import BaseModel, ConfigDict

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import writing
from tasks.caching import ContentPolicy
from tasks.context import RunContext
from tasks.retries import is_transient


class Outcome(BaseModel):
    """The output of a stage: artifacts by name, and small facts for the report."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    artifacts: dict[str, Artifact] = {}
    facts: dict[str, Any] = {}


class StageRun(BaseModel):
    """One line of the report's table of stages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    cached: bool | None
    """Whether the result is from the cache; None for a stage that depends on the disk and always runs."""
    seconds: float
    facts: dict[str, Any] = {}


_steady = partial(
    task,
    retries=3,
    retry_delay_seconds=exponential_backoff(2),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_transient,
    persist_result=True,
    result_serializer="json",
)

stage: Callable[..., Callable[..., Task]] = partial(_steady, cache_policy=ContentPolicy())
"""Decorator of a task whose result is cached by inputs, options and code."""


class Stages:
    """Runs stages in a run context and records them.

    Parameters
    ----------
    context : RunContext
        Passed to every stage; results are stored below its data directory.
    """

    def __init__(self, context: RunContext):
        self.context = context
        self.runs: list[StageRun] = []

    def run(self, stage_task: Task, *, label: str | None = None, **inputs: Any) -> Outcome:
        """Run a stage and return its outcome; failures are raised."""
        name = label or stage_task.name
        results = self.context.data.results
        with writing(results):
            results.mkdir(parents=True, exist_ok=True)
        placed = stage_task.with_options(result_storage=results, task_run_name=name)
        began = time.perf_counter()
        state = placed(context=self.context, **inputs, return_state=True)
        outcome = state.result()
        seconds = time.perf_counter() - began
        cached = state.name == "Cached" if isinstance(stage_task.cache_policy, ContentPolicy) else None
        self.runs.append(StageRun(name=name, cached=cached, seconds=seconds, facts=outcome.facts))
        return outcome

    def account(self) -> list[dict[str, Any]]:
        """The stages, their durations and cache hits, as JSON values."""
        return [run.model_dump(mode="json") for run in self.runs]

"""The flows and their deployments, each as one table; commands, `prefect.yaml` and `cremad ui` are made from them.

It imports no flow, so that the command line's help is quick; `python -m flows.deployments` writes `prefect.yaml`.
"""

from pathlib import Path
from typing import Any, NamedTuple

PAGE = Path("prefect.yaml")

FLOWS = {
    "pipeline": "The whole pipeline: ingest, validate, features, train, evaluate, drift, report.",
    "ingest": "Corpus folder to the table of clips; defective clips go to quarantine.",
    "watch": "New clips of a watched folder through ingestion and extraction, in batches.",
    "features": "Clips to one feature table for each set of features.",
    "prepare": "What cleaning does to each clip, and which features selection keeps in each fold.",
    "augment": "Augmented clips, and the effect of training on them on unseen actors.",
    "train": "Feature tables to predictions of every model, raters and controls.",
    "leaderboard": "All models compared, with raters, controls, significance and cost.",
    "train_neural": "Networks on audio, video and both, with raters and controls.",
    "search": "A model's best parameters; a killed search resumes.",
    "cross_corpus": "Models of each of two corpora, tested on the other.",
    "evaluate": "Predictions to metrics with intervals.",
    "monitor": "The drift check: a corpus against itself, or against another one.",
}
"""Name of each flow, also of its module and function → what it does, in one line."""


def command_name(flow: str) -> str:
    """The name of a flow on the command line.

    >>> command_name("pipeline"), command_name("train_neural")
    ('run', 'train-neural')
    """
    return "run" if flow == "pipeline" else flow.replace("_", "-")


class Deployment(NamedTuple):
    """A deployment of a flow on the server, with its schedule and parameters."""

    name: str
    flow: str
    parameters: dict[str, Any]
    cron: str | None = None
    when: str = ""
    """The schedule as a sentence."""

    @property
    def entrypoint(self) -> str:
        """File and function, as Prefect takes them."""
        return f"flows/{self.flow}.py:{self.flow}"

    @property
    def description(self) -> str:
        """What the flow does, and when it runs."""
        return f"{FLOWS[self.flow]} {self.when}".strip()

    @property
    def tags(self) -> tuple[str, ...]:
        """`scheduled` is on those with a schedule."""
        return ("cremad", "scheduled") if self.cron else ("cremad",)


DEMO = {"corpus": "synthetic", "profile": "demo"}

DEPLOYMENTS = (
    Deployment("pipeline-daily", "pipeline", DEMO, "0 3 * * *", "Every night at three."),
    Deployment("monitor-hourly", "monitor", DEMO, "0 * * * *", "Every hour."),
    Deployment("ingest", "ingest", DEMO),
    Deployment("watch", "watch", {"corpus": "manifest", "profile": "local"}),
    Deployment("features", "features", DEMO),
    Deployment("prepare", "prepare", DEMO),
    Deployment("augment", "augment", DEMO),
    Deployment("train", "train", DEMO),
    Deployment("leaderboard", "leaderboard", DEMO),
    Deployment(
        "train-neural-nightly",
        "train_neural",
        DEMO,
        "0 4 * * *",
        "Every night at four, on the results of the pipeline at three.",
    ),
    Deployment("search", "search", DEMO),
    Deployment("cross-corpus", "cross_corpus", {"first": "crema-d", "second": "ravdess", "profile": "local"}),
    Deployment("evaluate", "evaluate", DEMO),
)

SCHEDULE_TIMEZONE = "UTC"
POOL = {"name": "cremad", "work_queue_name": "default"}

_BEGINNING = """\
# Written by `make docs` from the table in flows/deployments.py.
# `prefect --no-prompt deploy --all` registers these on the work pool `cremad` of any server;
# `prefect worker start --pool cremad --type process` runs them.
"""


def prefect_yaml() -> str:
    """The text of `prefect.yaml`: where the code is, and every deployment."""
    import yaml

    project = {
        "name": "cremad",
        "pull": [{"prefect.deployments.steps.set_working_directory": {"directory": "{{ $CREMAD_HOME }}"}}],
        "deployments": [_entry(each) for each in DEPLOYMENTS],
    }
    return _BEGINNING + yaml.safe_dump(project, sort_keys=False, width=115)


def _entry(each: Deployment) -> dict[str, Any]:
    schedules = {"schedules": [{"cron": each.cron, "timezone": SCHEDULE_TIMEZONE}]} if each.cron else {}
    return {
        "name": each.name,
        "entrypoint": each.entrypoint,
        "description": each.description,
        "tags": list(each.tags),
        "parameters": dict(each.parameters),
        **schedules,
        "work_pool": dict(POOL),
    }


if __name__ == "__main__":
    PAGE.write_text(prefect_yaml(), encoding="utf-8")

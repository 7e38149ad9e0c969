"""The deployments as one table: name, flow, schedule, profile. `prefect.yaml` says the same; a test compares."""

from typing import Any, NamedTuple


class Deployment(NamedTuple):
    """A flow that the server knows, with its schedule and what it is called with."""

    name: str
    entrypoint: str
    cron: str | None
    parameters: dict[str, Any]
    tags: tuple[str, ...]
    description: str

    @property
    def flow(self) -> str:
        """Name of the flow; the function has the same."""
        return self.entrypoint.rpartition(":")[2]


DEMO = {"corpus": "synthetic", "profile": "demo"}
WATCHED = {"corpus": "manifest", "profile": "local"}

DEPLOYMENTS = (
    Deployment(
        "pipeline-daily",
        "flows/pipeline.py:pipeline",
        "0 3 * * *",
        DEMO,
        ("cremad", "scheduled"),
        "The whole pipeline, every night at three.",
    ),
    Deployment(
        "monitor-hourly",
        "flows/monitor.py:monitor",
        "0 * * * *",
        DEMO,
        ("cremad", "scheduled"),
        "The drift check, every hour.",
    ),
    Deployment("ingest", "flows/ingest.py:ingest", None, DEMO, ("cremad",), "Corpus folder to clips."),
    Deployment("watch", "flows/watch.py:watch", None, WATCHED, ("cremad",), "New clips in a folder, in batches."),
    Deployment("features", "flows/features.py:features", None, DEMO, ("cremad",), "Clips to feature tables."),
    Deployment(
        "prepare",
        "flows/prepare.py:prepare",
        None,
        DEMO,
        ("cremad",),
        "What cleaning and selection do to the features.",
    ),
    Deployment(
        "augment",
        "flows/augment.py:augment",
        None,
        DEMO,
        ("cremad",),
        "Changed clips, and what training on them is worth.",
    ),
    Deployment("train", "flows/train.py:train", None, DEMO, ("cremad",), "Feature tables to predictions."),
    Deployment(
        "leaderboard", "flows/leaderboard.py:leaderboard", None, DEMO, ("cremad",), "Every model, side by side."
    ),
    Deployment(
        "train-neural-nightly",
        "flows/train_neural.py:train_neural",
        "0 4 * * *",
        DEMO,
        ("cremad", "scheduled"),
        "Networks, every night at four, on what the pipeline of three has made.",
    ),
    Deployment("search", "flows/search.py:search", None, DEMO, ("cremad",), "A model's best setting."),
    Deployment(
        "cross-corpus",
        "flows/cross_corpus.py:cross_corpus",
        None,
        {"first": "crema-d", "second": "ravdess", "profile": "local"},
        ("cremad",),
        "Models of each of two corpora, tested on the other.",
    ),
    Deployment("evaluate", "flows/evaluate.py:evaluate", None, DEMO, ("cremad",), "Predictions to metrics."),
)

SCHEDULE_TIMEZONE = "UTC"

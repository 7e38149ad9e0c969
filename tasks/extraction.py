"""The fan-out of a stage over Dask, with the cache's account as facts and progress as a Prefect artifact."""

from dataclasses import asdict
from typing import Any

import pandas as pd
from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, update_progress_artifact

from cremad.preprocessing.fanout import Extraction, Extractor, extract_table
from tasks.cluster import dask_executor
from tasks.place import Place
from tasks.stage import Outcome
from tasks.staging import put_aside


def extract(place: Place, extractor: Extractor, records: pd.DataFrame) -> Outcome:
    """Compute a table over partitions and put its rows and failures aside."""
    extraction = compute(place, extractor, records)
    return Outcome(
        artifacts={
            "rows": put_aside(place, extractor.name, extraction.rows),
            "failures": put_aside(place, f"{extractor.name}_failures", extraction.failures),
        },
        facts={"rows": len(extraction.rows)} | account(extraction),
    )


def account(extraction: Extraction) -> dict[str, Any]:
    """What the report says of an extraction."""
    return {"failures": len(extraction.failures), "cache": asdict(extraction.cache)}


def compute(place: Place, extractor: Extractor, records: pd.DataFrame) -> Extraction:
    """Compute a table over partitions on the place's cluster, into the cache."""
    with dask_executor(place.cluster) as executor:
        extraction = extract_table(
            extractor,
            records.to_dict("records"),
            place.corpus_dir,
            cache_dir=place.data.partitions,
            group=place.corpus,
            target=place.cluster.partition_clips,
            executor=executor,
            on_progress=Progress(extractor.name),
        )
    get_run_logger().info(
        "%s: %d partitions from the cache, %d computed%s",
        extractor.name,
        extraction.cache.hits,
        extraction.cache.misses,
        "".join(f"\n  {span}: {reason}" for span, reason in list(extraction.cache.reasons.items())[:5]),
    )
    return extraction


class Progress:
    """Tells the terminal and the Prefect page how far a stage is, at every tenth."""

    def __init__(self, name: str):
        self.name = name
        self.shown = -1
        self.artifact = create_progress_artifact(
            0.0, key=name.replace("_", "-"), description=f"{name}: partitions"
        )

    def __call__(self, done: int, total: int) -> None:
        tenth = 10 * done // total
        if tenth > self.shown:
            self.shown = tenth
            update_progress_artifact(self.artifact, progress=100.0 * done / total)
            get_run_logger().info("%s: %d of %d partitions", self.name, done, total)

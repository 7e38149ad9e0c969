"""The fan-out of a stage over Dask, with cache hits as facts and progress as a Prefect artifact."""

from dataclasses import asdict
from typing import Any

import pandas as pd
from prefect import get_run_logger

from cremad.preprocessing.fanout import Extraction, extract_table
from cremad.preprocessing.feature_set import Extractor
from cremad.preprocessing.recipe import FeatureRecipe
from tasks.cluster import dask_executor
from tasks.context import RunContext
from tasks.progress import Progress
from tasks.stage import Outcome
from tasks.staging import write_staged


def extract(context: RunContext, extractor: Extractor, records: pd.DataFrame) -> Outcome:
    """Compute a table over partitions and stage its rows and failures."""
    extraction = compute(context, extractor, records)
    return Outcome(
        artifacts={
            "rows": write_staged(context, extractor.name, extraction.rows),
            "failures": write_staged(context, f"{extractor.name}_failures", extraction.failures),
        },
        facts={"rows": len(extraction.rows), "recipe": recipe_of(extractor)} | account(extraction),
    )


def recipe_of(extractor: Extractor) -> dict[str, Any]:
    """The recipe of an extractor, as stored with a table of features."""
    return FeatureRecipe.of(extractor).model_dump(mode="json")


def account(extraction: Extraction) -> dict[str, Any]:
    """Facts of an extraction for the report."""
    return {"failures": len(extraction.failures), "cache": asdict(extraction.cache)}


def compute(context: RunContext, extractor: Extractor, records: pd.DataFrame) -> Extraction:
    """Compute a table over partitions on the context's cluster, into the cache."""
    with dask_executor(context.cluster) as executor:
        extraction = extract_table(
            extractor,
            records.to_dict("records"),
            context.corpus_dir,
            cache_dir=context.data.partitions,
            group=context.corpus,
            target=context.cluster.partition_clips,
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

"""The watched folder: new clips go through ingestion and extraction in batches, as they settle."""

from typing import Annotated

from prefect import get_run_logger
from pydantic import Field

from cremad.errors import MissingFileError
from cremad.preprocessing.watch import WatchOptions, watch_folder
from flows.declared import flow
from flows.features import run_features
from flows.ingest import run_ingest
from flows.parameters import DaskAddress, DataDir, FeatureSets, ProfileName, Unofficial, WatchedCorpus, Workers
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.stage import Stages


@flow(name="watch", flow_run_name="watch {corpus}")
def watch(
    corpus: WatchedCorpus = "manifest",
    corpus_dir: Annotated[
        str | None, Field(description="Folder to watch, only read; empty: below the data directory.")
    ] = None,
    data_dir: DataDir = "data",
    profile: ProfileName = "local",
    feature_sets: FeatureSets = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
    on_unofficial_bytes: Unofficial = None,
    poll_s: Annotated[float, Field(description="Seconds between two polls of the folder.", gt=0, le=3600)] = 1.0,
    settle_s: Annotated[
        float, Field(description="Seconds for which a file has to stay unchanged to be read.", ge=0, le=3600)
    ] = 2.0,
    idle_s: Annotated[
        float, Field(description="Seconds without any change after which the watch ends.", ge=0, le=30 * 86_400)
    ] = 60.0,
    rounds: Annotated[int | None, Field(description="Batches after which it ends; empty: no limit.", ge=1)] = None,
) -> list[dict]:
    """Ingest and extract new files of a folder as they settle; only what is new is computed."""
    context, options = open_context(
        corpus,
        corpus_dir,
        data_dir,
        profile,
        feature_sets=feature_sets,
        cluster__workers=workers,
        cluster__address=dask_address,
        ingest__on_unofficial_bytes=on_unofficial_bytes,
    )
    watching = WatchOptions(poll_s=poll_s, settle_s=settle_s, idle_s=idle_s, rounds=rounds)
    mirror = context.data.watched(corpus)
    batches, nothing_yet = [], None
    with shared_cluster():
        for batch in watch_folder(context.corpus_dir, mirror, watching):
            stages = Stages(context.model_copy(update={"corpus_dir": mirror}))
            try:
                clips = run_ingest(stages, options)["clips"]
            except MissingFileError as error:  # such as clips before their manifest
                get_run_logger().warning("not yet a corpus: %s", error)
                nothing_yet = error
            else:
                run_features(stages, options, clips)
                nothing_yet = None
            batches.append({"settled": len(batch.settled), "gone": len(batch.gone), "stages": stages.account()})
    if nothing_yet:
        raise nothing_yet
    return batches

"""The whole pipeline, in reading order."""

from typing import Any

from flows.declared import flow
from flows.evaluate import run_evaluate
from flows.features import run_features
from flows.ingest import run_ingest
from flows.monitor import run_monitor
from flows.parameters import (
    Corpus,
    CorpusDir,
    DaskAddress,
    DataDir,
    FeatureSets,
    Folds,
    ProfileName,
    Seed,
    Unofficial,
    Workers,
)
from flows.train import run_train
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.references import RunRef, find_row
from tasks.report import build_data_docs, report_run
from tasks.stage import Stages


@flow(name="pipeline", flow_run_name="pipeline {corpus} {profile}")
def pipeline(
    corpus: Corpus = "synthetic",
    corpus_dir: CorpusDir = None,
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    seed: Seed = None,
    folds: Folds = None,
    feature_sets: FeatureSets = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
    on_unofficial_bytes: Unofficial = None,
) -> dict[str, Any]:
    """Ingest, validate, extract features, train, evaluate, check for drift, report."""
    context, options = open_context(
        corpus,
        corpus_dir,
        data_dir,
        profile,
        seed=seed,
        experiment__folds=folds,
        feature_sets=feature_sets,
        cluster__workers=workers,
        cluster__address=dask_address,
        ingest__on_unofficial_bytes=on_unofficial_bytes,
    )
    stages = Stages(context)
    with shared_cluster():
        ingested = run_ingest(stages, options)
        features = run_features(stages, options, ingested["clips"])
        run_id, trained = run_train(stages, options.experiment, options.seed, ingested["clips"], features)
    predictions = trained["predictions"]
    scored = run_evaluate(stages, options.seed, run_id, ingested["clips"], predictions)
    row = find_row(context, RunRef(corpus=corpus, run_id=run_id))
    drift = run_monitor(stages, options, row, ingested["clips"], features, predictions)
    stages.run(build_data_docs)
    tables = {**ingested, **trained, **scored, "drift": drift}
    page = stages.run(
        report_run, run_id=run_id, tables=tables, stages=stages.runs, options=options, flow="flows.pipeline"
    )
    return {"run_id": run_id, "report": str(page.artifacts["report"].path), "stages": stages.account()}

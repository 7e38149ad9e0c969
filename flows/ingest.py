"""From a corpus folder to the table `clips`; defective clips go to quarantine."""

from cremad.artifacts.artifact import Artifact
from cremad.corpora.corpora import find_corpus
from data_contracts.contract import load_table
from flows.declared import flow
from flows.parameters import Corpus, CorpusDir, DaskAddress, DataDir, ProfileName, Seed, Unofficial, Workers
from pipeline_config.profile import Profile
from tasks.admission import admit
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.corpus import inventory_corpus, make_corpus
from tasks.ingest import admit_clips, gather_clips, measure_signals
from tasks.stage import Stages


@flow(name="ingest", flow_run_name="ingest {corpus}")
def ingest(
    corpus: Corpus = "synthetic",
    corpus_dir: CorpusDir = None,
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    seed: Seed = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
    on_unofficial_bytes: Unofficial = None,
) -> list[dict]:
    """List a corpus folder, decode every file, apply the rules, publish `clips` and its quarantine."""
    context, options = open_context(
        corpus,
        corpus_dir,
        data_dir,
        profile,
        seed=seed,
        cluster__workers=workers,
        cluster__address=dask_address,
        ingest__on_unofficial_bytes=on_unofficial_bytes,
    )
    stages = Stages(context)
    with shared_cluster():
        run_ingest(stages, options)
    return stages.account()


def run_ingest(stages: Stages, options: Profile) -> dict[str, Artifact]:
    """The stages of ingestion, in order; gives the tables `clips`, `clips_findings`, `clips_quarantine`."""
    if (corpus := find_corpus(stages.context.corpus)).make:
        stages.run(make_corpus, options=options.options_of(corpus.name))
    listed = stages.run(inventory_corpus).artifacts
    measured = stages.run(measure_signals, corpus_files=listed["corpus_files"], options=options.ingest)
    quality = stages.run(
        admit, label="admit-signal-quality", **measured.artifacts, contract=load_table("signal_quality")
    )
    gathered = stages.run(
        gather_clips,
        inventory=listed["inventory"],
        corpus_files=listed["corpus_files"],
        signal_quality=quality.artifacts["table"],
        options=options.ingest,
    )
    return stages.run(admit_clips, **gathered.artifacts, contract=load_table("clips")).artifacts

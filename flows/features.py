"""From `clips` to one feature table for each set of features."""

from cremad.artifacts.artifact import Artifact
from data_contracts.contract import load_table
from flows.declared import flow
from flows.parameters import Corpus, CorpusDir, DaskAddress, DataDir, FeatureSets, ProfileName, Workers
from pipeline_config.profile import Profile
from tasks.admission import admit
from tasks.cleaning import check_tables, tables_beside
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.features import extract_features
from tasks.inputs import current_clips
from tasks.sequences import extract_sequences
from tasks.stage import Stages


@flow(name="features", flow_run_name="features {corpus}")
def features(
    corpus: Corpus = "synthetic",
    corpus_dir: CorpusDir = None,
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    feature_sets: FeatureSets = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> list[dict]:
    """Extract features of the clips that `ingest` has let in; tables of other sets stay as they are."""
    context, options = open_context(
        corpus,
        corpus_dir,
        data_dir,
        profile,
        feature_sets=feature_sets,
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    stages = Stages(context)
    with shared_cluster():
        run_features(stages, options, current_clips(context))
    return stages.account()


def run_features(stages: Stages, options: Profile, clips: Artifact) -> dict[str, Artifact]:
    """The stages of extraction, in order; gives the feature table of each set that some clip has.

    Sequences of frames go beside the features of sound and sight; at the end all tables are checked against each
    other.
    """
    tables = {}
    for name in options.feature_sets:
        extracted = stages.run(
            extract_features,
            label=f"extract-{name}",
            feature_set=name,
            clips=clips,
            options=getattr(options, name),
        ).artifacts
        if extracted:
            contract = load_table(f"features_{name}")
            admitted = stages.run(admit, label=f"admit-{name}", **extracted, contract=contract)
            tables[name] = admitted.artifacts["table"]
    for name, source in (("audio", "audio"), ("image", "face")):
        if name in tables:
            stages.run(
                extract_sequences,
                label=f"extract-sequences-{source}",
                source=source,
                clips=clips,
                options=getattr(options, source),
            )
    stages.run(check_tables, clips=clips, features=tables, **tables_beside(stages.context))
    return tables

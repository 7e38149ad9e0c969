"""From `clips` to one feature table for each set of features."""

from cremad.artifacts.artifact import Artifact
from cremad.preprocessing.feature_sets import find_feature_set, sequence_sources
from data_contracts.contract import load_table
from flows.declared import flow
from flows.parameters import Corpus, CorpusDir, DaskAddress, DataDir, FeatureSets, ProfileName, Workers
from pipeline_config.profile import Profile
from tasks.admission import admit
from tasks.cleaning import available_tables, check_tables
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
    """Extract features of the clips that `ingest` has admitted; tables of other sets are unchanged."""
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
    """The stages of extraction, in order; returns the feature table of each set that some clip has.

    Sequences of frames are extracted together with the feature sets that they belong to; at the end all tables are
    checked against each other.
    """
    tables = {}
    for name in options.feature_sets:
        extracted = stages.run(
            extract_features,
            label=f"extract-{name}",
            feature_set=name,
            clips=clips,
            options=options.options_of(name),
        )
        if extracted.artifacts:
            admitted = stages.run(
                admit,
                label=f"admit-{name}",
                **extracted.artifacts,
                contract=load_table(find_feature_set(name).table),
                recipe=extracted.facts["recipe"],
            )
            tables[name] = admitted.artifacts["table"]
    for source in sequence_sources().values():
        if source.extracted_with in tables:
            stages.run(
                extract_sequences,
                label=f"extract-sequences-{source.name}",
                source=source.name,
                clips=clips,
                options=options.options_of(source.name),
            )
    stages.run(check_tables, clips=clips, features=tables, **available_tables(stages.context))
    return tables

"""From `clips` to one feature table for each modality that the corpus has."""

from prefect import flow

from cremad.artifacts.artifact import Artifact
from data_contracts.contract import load_table
from flows.parameters import Corpus, CorpusDir, DaskAddress, DataDir, ProfileName, Workers
from pipeline_config.profile import Profile
from tasks.admission import admit
from tasks.cluster import shared_cluster
from tasks.features import extract_audio, extract_image, extract_text
from tasks.inputs import current_clips
from tasks.place import open_place
from tasks.stage import Stages


@flow(name="features", flow_run_name="features {corpus}")
def features(
    corpus: Corpus = "synthetic",
    corpus_dir: CorpusDir = None,
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> list[dict]:
    """Extract features of sound, frames and transcripts for the clips that `ingest` has let in."""
    place, options = open_place(
        corpus, corpus_dir, data_dir, profile, cluster__workers=workers, cluster__address=dask_address
    )
    stages = Stages(place)
    with shared_cluster():
        run_features(stages, options, current_clips(place))
    return stages.account()


def run_features(stages: Stages, options: Profile, clips: Artifact) -> dict[str, Artifact]:
    """The stages of extraction, in order; gives the feature table of each modality that there is."""
    tables = {}
    for modality, extract, chosen in [
        ("audio", extract_audio, options.audio),
        ("image", extract_image, options.image),
        ("text", extract_text, options.text),
    ]:
        extracted = stages.run(extract, clips=clips, options=chosen).artifacts
        if extracted:
            contract = load_table(f"features_{modality}")
            admitted = stages.run(admit, label=f"admit-{modality}", **extracted, contract=contract)
            tables[modality] = admitted.artifacts["table"]
    return tables

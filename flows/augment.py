"""From clips to changed clips, their features, and what training on them is worth on unseen actors."""

from cremad.artifacts.artifact import Artifact
from cremad.augmentation.children import KINDS
from data_contracts.contract import load_table
from flows.declared import flow
from flows.parameters import Corpus, CorpusDir, DaskAddress, DataDir, Folds, ProfileName, Seed, Workers
from pipeline_config.profile import Profile
from tasks.admission import admit
from tasks.augmentation import draw, extract_children, measure
from tasks.cluster import shared_cluster
from tasks.context import open_context
from tasks.inputs import current_clips, current_features
from tasks.stage import Stages


@flow(name="augment", flow_run_name="augment {corpus}")
def augment(
    corpus: Corpus = "synthetic",
    corpus_dir: CorpusDir = None,
    data_dir: DataDir = "data",
    profile: ProfileName = "demo",
    seed: Seed = None,
    folds: Folds = None,
    workers: Workers = None,
    dask_address: DaskAddress = None,
) -> list[dict]:
    """Change the clips that `features` has seen, and measure each kind of change, gain or none."""
    context, options = open_context(
        corpus,
        corpus_dir,
        data_dir,
        profile,
        seed=seed,
        experiment__folds=folds,
        cluster__workers=workers,
        cluster__address=dask_address,
    )
    stages = Stages(context)
    with shared_cluster():
        run_augment(stages, options, current_clips(context), current_features(context))
    return stages.account()


def run_augment(
    stages: Stages, options: Profile, clips: Artifact, features: dict[str, Artifact]
) -> dict[str, Artifact]:
    """The stages of augmentation, in order; gives the tables `augmentation_effect` and `label_preservation`."""
    chosen = set(options.augmentation.kinds)
    features = {name: features[name] for name, kinds in KINDS.items() if name in features and chosen & set(kinds)}
    drawn = stages.run(
        draw, clips=clips, modalities=list(features), options=options.augmentation, seed=options.seed
    )
    contract = load_table("augmentations")
    admitted = stages.run(admit, label="admit-augmentations", **drawn.artifacts, contract=contract)
    augmentations = admitted.artifacts["table"]
    children = {}
    for name in features:
        extracted = stages.run(
            extract_children,
            label=f"extract-children-{name}",
            modality=name,
            clips=clips,
            augmentations=augmentations,
            options=options.options_of(name),
        ).artifacts
        contract = load_table(f"features_{name}_augmented")
        admitted = stages.run(admit, label=f"admit-children-{name}", **extracted, contract=contract)
        children[name] = admitted.artifacts["table"]
    return stages.run(
        measure,
        clips=clips,
        augmentations=augmentations,
        features=features,
        children=children,
        tolerance=options.augmentation.tolerance,
        experiment=options.experiment,
        seed=options.seed,
    ).artifacts

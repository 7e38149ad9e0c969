"""Tasks of augmentation: draw children, compute their features, measure the effect of training on them."""

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.augmentation.children import KINDS, draw_children
from cremad.augmentation.options import AugmentationOptions
from cremad.experiments.options import ExperimentOptions
from cremad.preprocessing.feature_sets import augmented_sets, find_feature_set
from cremad.settings import Options
from cremad.studies.augmentation import StudyInputs
from cremad.studies.augmentation_effect import augmentation_effect
from cremad.studies.label_preservation import label_preservation
from cremad.tables import publish_table, read_table
from data_contracts.contract import load_table
from data_contracts.vocabulary import PARENT
from tasks.caching import name_result
from tasks.cluster import dask_executor
from tasks.context import RunContext
from tasks.extraction import extract
from tasks.stage import Outcome, stage
from tasks.staging import read_staged, write_staged


@stage(name="draw-children")
def draw(
    context: RunContext, clips: Artifact, modalities: list[str], options: AugmentationOptions, seed: int
) -> Outcome:
    """Draw every child of every clip that has the required media."""
    frame = read_table(clips)
    drawn = [
        draw_children(
            frame.dropna(subset=list(find_feature_set(modality).needs)),
            [kind for kind in KINDS[modality] if kind in options.kinds],
            options,
            seed=seed,
        )
        for modality in modalities
    ]
    rows = pd.concat(drawn, ignore_index=True)
    return Outcome(artifacts={"rows": write_staged(context, "augmentations", rows)}, facts={"children": len(rows)})


@stage(name="extract-children")
def extract_children(
    context: RunContext, modality: str, clips: Artifact, augmentations: Artifact, options: Options
) -> Outcome:
    """Features of the children of one modality, each with its parent and actor."""
    drawn = read_table(augmentations)
    media = read_table(clips, columns=["clip_id", *find_feature_set(modality).needs]).rename(
        columns={"clip_id": PARENT}
    )
    own = drawn[drawn["kind"].isin(KINDS[modality])]
    extractor = augmented_sets()[modality].extractor(options)
    extracted = extract(context, extractor, own.merge(media, on=PARENT, validate="many_to_one"))
    family = drawn[["clip_id", PARENT, "actor"]]
    rows = read_staged(extracted.artifacts["rows"]).merge(family, on="clip_id", validate="one_to_one")
    aside = write_staged(context, extractor.name, rows)
    return extracted.model_copy(update={"artifacts": extracted.artifacts | {"rows": aside}})


@stage(name="measure-augmentation")
def measure(
    context: RunContext,
    clips: Artifact,
    augmentations: Artifact,
    features: dict[str, Artifact],
    children: dict[str, Artifact],
    tolerance: float,
    experiment: ExperimentOptions,
    seed: int,
) -> Outcome:
    """The effect of each augmentation on the UAR on unseen actors, and whether labels are preserved."""
    effects, labels = [], []
    inputs = [
        StudyInputs(
            modality=modality,
            clips=clips,
            features=features[modality],
            children=children[modality],
            augmentations=augmentations,
            folds=experiment.folds,
            least_actors=experiment.least_actors,
            seed=seed,
        )
        for modality in children
    ]
    decides = [clips, augmentations, features, children, tolerance, experiment, seed]
    run_id = name_result(decides, __name__)
    with dask_executor(context.cluster) as executor:
        for each in inputs:
            effects.append(augmentation_effect(each, permutations=experiment.permutations, executor=executor))
            labels.append(label_preservation(each, tolerance=tolerance))
    lineage = {"augmentations": augmentations.sha256, **{name: each.sha256 for name, each in children.items()}}
    made = {"augmentation_effect": effects, "label_preservation": labels}
    artifacts = {
        name: publish_table(
            context.data.table(name),
            load_table(name),
            pd.concat(tables, ignore_index=True).assign(run_id=run_id, corpus=context.corpus),
            group=run_id,
            lineage=lineage,
        )
        for name, tables in made.items()
    }
    verdicts = pd.concat(effects)[["modality", "kind", "use", "against", "difference", "verdict"]]
    return Outcome(artifacts=artifacts, facts={"run_id": run_id, "verdicts": verdicts.to_dict("records")})

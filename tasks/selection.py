"""Task of selection: the features that each selector keeps in each fold, their stability and scores."""

import pandas as pd
from prefect import task
from prefect.artifacts import create_markdown_artifact

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import atomic_path
from cremad.experiments.options import ExperimentOptions
from cremad.selection.options import SelectionOptions
from cremad.studies.selection import SelectionInputs, compare_selectors
from cremad.tables import publish_table, read_table
from cremad.visualization.markdown import selection_markdown
from data_contracts.contract import load_table
from tasks.cluster import dask_executor
from tasks.context import RunContext
from tasks.stage import Outcome, stage

TABLES = ("selection", "selection_stability")


@stage(name="compare-selectors")
def compare(
    context: RunContext,
    clips: Artifact,
    features: dict[str, Artifact],
    options: SelectionOptions,
    experiment: ExperimentOptions,
    seed: int,
) -> Outcome:
    """Refit every selector on the training actors of each fold, for each feature set separately."""
    inputs = {
        modality: SelectionInputs(
            modality=modality,
            clips=clips,
            features=table,
            folds=experiment.folds,
            least_actors=experiment.least_actors,
            seed=seed,
        )
        for modality, table in sorted(features.items())
    }
    with dask_executor(context.cluster) as executor:
        done = {modality: compare_selectors(each, options, executor=executor) for modality, each in inputs.items()}
    artifacts = {}
    for name in TABLES:
        contract = load_table(name)
        rows = pd.concat([getattr(each, name).assign(modality=modality) for modality, each in done.items()])
        artifacts[name] = publish_table(
            context.data.table(name),
            contract,
            rows.assign(corpus=context.corpus).reindex(columns=contract.columns),
            group=context.corpus,
            lineage={"clips": clips.sha256, **{modality: table.sha256 for modality, table in features.items()}},
        )
    skipped = {modality: each.not_applicable for modality, each in done.items() if each.not_applicable}
    return Outcome(artifacts=artifacts, facts={"skipped": skipped})


@task(name="show-selection", persist_result=False)
def show_selection(context: RunContext, selection: Artifact, selection_stability: Artifact) -> Outcome:
    """Publish the selected features as a page of Markdown in the data directory and in Prefect."""
    written = selection_markdown(read_table(selection), read_table(selection_stability))
    create_markdown_artifact(written, key="selection")
    path = context.data.report(f"selection-{context.corpus}") / "selection.md"
    with atomic_path(path) as temporary:
        temporary.write_text(written)
    return Outcome(facts={"page": str(path)})

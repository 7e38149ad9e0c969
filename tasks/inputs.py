"""The tables that earlier flows have published, for flows that are run separately."""

from collections.abc import Collection
from pathlib import Path

from cremad.artifacts.artifact import Artifact
from cremad.preprocessing.feature_sets import feature_sets
from cremad.preprocessing.recipe import FeatureRecipe
from cremad.tables import current_table, has_group, read_entry
from data_contracts.feature_tables import sequence_kinds
from tasks.context import RunContext


def current_clips(context: RunContext) -> Artifact:
    """The clips that `ingest` admitted; if missing, the error says to run it first."""
    return current_table(context.data.table("clips"), context.corpus)


def current_features(context: RunContext, needed: Collection[str] | None = None) -> dict[str, Artifact]:
    """The feature tables of `features`, by set: those that are needed, else all that there are.

    Raises
    ------
    MissingFileError
        If one that is needed has not been extracted from this corpus.
    """
    folders = {each.name: context.data.table(each.table) for each in feature_sets().values()}
    if needed is not None:
        return {name: current_table(folders[name], context.corpus) for name in needed}
    return _published(context, folders)


def current_sequences(context: RunContext) -> dict[str, Artifact]:
    """The sequences of `features`, by kind; see `cremad.preprocessing.sequences`."""
    return _published(context, {name: context.data.sequences(name) for name in sequence_kinds()})


def recipes_of(features: dict[str, Artifact]) -> dict[str, FeatureRecipe]:
    """The recipe of each feature table and kind of sequence, as stored with it."""
    return {name: FeatureRecipe(**read_entry(table)["lineage"]["recipe"]) for name, table in features.items()}


def _published(context: RunContext, folders: dict[str, Path]) -> dict[str, Artifact]:
    """The current tables of the corpus; folders without any are ignored."""
    return {
        name: current_table(folder, context.corpus)
        for name, folder in folders.items()
        if has_group(folder, context.corpus)
    }

"""The tables that an earlier flow has published, for flows that are run by themselves."""

from pathlib import Path

from cremad.artifacts.artifact import Artifact
from cremad.tables import current_table, read_manifest
from data_contracts.vocabulary import FEATURE_SETS, SEQUENCE_SETS
from tasks.place import Place


def current_clips(place: Place) -> Artifact:
    """The clips that `ingest` let in; an error says to run it first."""
    return current_table(place.data.table("clips"), place.corpus)


def current_features(place: Place) -> dict[str, Artifact]:
    """The feature tables that `features` has made, by set."""
    return _published(place, {name: place.data.table(f"features_{name}") for name in FEATURE_SETS})


def current_sequences(place: Place) -> dict[str, Artifact]:
    """The sequences that `features` has made, by kind; see `cremad.preprocessing.sequences`."""
    return _published(place, {name: place.data.sequences(name) for name in SEQUENCE_SETS})


def current_predictions(place: Place, run_id: str) -> Artifact:
    """The predictions of a run; an error says to run `train` first."""
    return current_table(place.data.table("predictions"), run_id)


def _published(place: Place, folders: dict[str, Path]) -> dict[str, Artifact]:
    """What the folders hold of the corpus; those that hold nothing of it are left out."""
    return {
        name: current_table(folder, place.corpus)
        for name, folder in folders.items()
        if place.corpus in read_manifest(folder).get("groups", {})
    }

"""The description of a stored model, kept with its weights."""

from typing import Any

from pydantic import ValidationError

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.model_files import read_description
from cremad.catalogue.spec import ModelSpec
from cremad.errors import ContractError
from cremad.networks.network_file import NetworkFile
from cremad.preprocessing.recipe import FeatureRecipe
from cremad.settings import Options


class Lineage(Options):
    """What a model was made from."""

    corpus: str
    run_id: str
    seed: int
    clips: str
    """Digest of the table of clips."""
    features: dict[str, str]
    """Feature set or kind of sequence → digest of its table."""
    code: str
    """Digest of the code that trained it."""
    n_clips: int
    n_speakers: int


class About(Options):
    """The description of a stored model; its digest, which covers the digest of the weights, is the model's id."""

    spec: ModelSpec
    labels: str
    """Name of the label set."""
    columns: tuple[str, ...]
    """Columns of its model inputs, in their order."""
    recipe: dict[str, FeatureRecipe]
    """Feature set or source of sequences → how its features were made."""
    gains: dict[str, float]
    """Kind of file → gain that brings its audio to the level of the corpus's WAV files."""
    training_clips: str
    """Digest of the list of the clips that it was fitted on, which is in the same folder."""
    lineage: Lineage


def read_about(stored: Artifact | NetworkFile) -> About:
    """Read the description of a stored model.

    Raises
    ------
    MissingFileError
        If the description is missing.
    ContractError
        If it has changed, or does not describe a model of this project.
    """
    described = read_description(stored.path, stored.sha256)
    try:
        return About.model_validate(described["about"])
    except (KeyError, TypeError, ValidationError) as error:
        raise ContractError(
            f"is not a description of a model of this project ({type(error).__name__})",
            path=stored.path,
            remedy="Train the model again.",
        ) from error


def to_json(about: About) -> dict[str, Any]:
    """The description as JSON values."""
    return {"about": about.model_dump(mode="json")}

"""What a stored model says of itself, beside its numbers."""

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
    """The description of a stored model; its digest, which covers the digest of the numbers, is the model's id."""

    spec: ModelSpec
    labels: str
    """Name of the label set."""
    columns: tuple[str, ...]
    """Of its model inputs, in their order."""
    recipe: dict[str, FeatureRecipe]
    """Feature set, or source of sequences, → how its features were made."""
    gains: dict[str, float]
    """Kind of file → factor that brought its audio to the level of the corpus's WAV files."""
    training_clips: str
    """Digest of the list of the clips that it was fitted on, which lies beside it."""
    lineage: Lineage


def read_about(stored: Artifact | NetworkFile) -> About:
    """What a stored model says of itself.

    Raises
    ------
    MissingFileError
        If the description is gone.
    ContractError
        If it has changed, or is not of a model of this project.
    """
    described = read_description(stored.path, stored.sha256)
    try:
        return About.model_validate(described["about"])
    except (KeyError, TypeError, ValidationError) as error:
        raise ContractError(
            f"is no description of a model of this project ({type(error).__name__})",
            path=stored.path,
            remedy="Train the model again.",
        ) from error


def to_json(about: About) -> dict[str, Any]:
    """The description as JSON values."""
    return {"about": about.model_dump(mode="json")}

"""A stored model that predicts from features or from media files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

import pandas as pd
from sklearn.base import BaseEstimator

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.model_files import stored_model
from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.spec import ModelSpec
from cremad.errors import ContractError, MissingFileError, OptionError
from cremad.networks.network_file import ID_LENGTH
from cremad.preprocessing.recipe import FeatureRecipe
from cremad.registry.aliases import find_alias, list_aliases
from cremad.registry.description import About, Lineage, read_about
from cremad.registry.extraction import Source, extract_inputs
from cremad.registry.storage import load_estimator
from cremad.registry.training_clips import read_training_clips
from cremad.training.crossvalidation import predict_probabilities
from data_contracts.vocabulary import LABEL_SETS

MODELS = "models"
"""Folder of all models in a data directory."""


@dataclass(frozen=True)
class StoredModel:
    """A model of the registry, as returned by `load_model`."""

    artifact: Artifact
    about: About

    @property
    def id(self) -> str:
        """Digest of its whole description, 12 hexadecimal digits."""
        return self.artifact.sha256[:ID_LENGTH]

    @property
    def spec(self) -> ModelSpec:
        """Learner, features, and how it is fitted."""
        return self.about.spec

    @property
    def labels(self) -> tuple[str, ...]:
        """Emotions that it chooses among."""
        return LABEL_SETS[self.about.labels]

    @property
    def recipe(self) -> dict[str, FeatureRecipe]:
        """Feature set or kind of sequence → how its training features were made."""
        return self.about.recipe

    @property
    def lineage(self) -> Lineage:
        """Data and code that it was trained from."""
        return self.about.lineage

    @cached_property
    def estimator(self) -> BaseEstimator:
        """The fitted scikit-learn classifier."""
        return load_estimator(self.artifact)

    @cached_property
    def training_clips(self) -> pd.DataFrame:
        """Clips that it was fitted on: clip_id, corpus, actor, content_sha256."""
        return read_training_clips(self.artifact)

    def predict(
        self,
        features: pd.DataFrame | Mapping[str, pd.DataFrame],
        *,
        clips: pd.DataFrame | None = None,
        recipes: Mapping[str, FeatureRecipe] | None = None,
    ) -> pd.DataFrame:
        """Predict clips from their features.

        Parameters
        ----------
        features : DataFrame, or mapping of str to DataFrame
            Numbers by feature set and sequences by kind, indexed by clip id; a table alone if the model reads one.
        clips : DataFrame, optional
            Column clip_id and, for a speaker-normalised model, actor; for one that reads a column, that column.
        recipes : mapping of str to FeatureRecipe, optional
            How these features were made, where known; recipes that differ from the model's are refused.

        Returns
        -------
        DataFrame, indexed by clip id
            p_<emotion> (float32) and y_pred.

        Raises
        ------
        ContractError
            If columns are missing, a recipe differs, or the model has changed since it was stored.
        OptionError
            If the model needs speakers and none are given.
        """
        tables = {self.spec.reads[0]: features} if isinstance(features, pd.DataFrame) else dict(features)
        if missing := [name for name in self.spec.reads if name not in tables]:
            raise ContractError(
                f"the model needs {' and '.join(missing)}, which is missing", path=self.artifact.path
            )
        for name, recipe in (recipes or {}).items():
            if name in self.recipe:
                self.recipe[name].refuse(recipe, name)
        known = pd.DataFrame({"clip_id": next(iter(tables.values())).index}) if clips is None else clips
        if self.spec.adaptation == "speaker" and "actor" not in known:
            raise OptionError("the model is speaker-normalised: it needs the speaker of every clip")
        inputs = model_inputs(self.spec, known, tables)
        if missing := [column for column in self.about.columns if column not in inputs]:
            raise ContractError(
                f"the features lack {len(missing)} columns that the model needs, such as {missing[0]}",
                path=self.artifact.path,
                remedy="Extract the features with the options that the model was trained with.",
            )
        return predict_probabilities(self.estimator, inputs[list(self.about.columns)], self.about.labels)

    def predict_clips(self, sources: Sequence[Source], *, speakers: Sequence[str] | None = None) -> pd.DataFrame:
        """Predict media files, by the code and options that made its training features.

        Parameters
        ----------
        sources : sequence of Path, str or (ndarray, int)
            Files of any kind that the corpora may have, or samples (samples,) or (samples, channels) float in
            [-1, 1] and their rate in Hz.
        speakers : sequence of str, optional
            Speaker of each; needed by a speaker-normalised model, which compares a clip with the other clips of
            its speaker.

        Returns
        -------
        DataFrame, in the order of the sources
            p_<emotion> (float32) and y_pred.

        Raises
        ------
        UnreadableMediaError
            If a file cannot be decoded.
        ContractError
            If the installed code makes features in another way.
        OptionError
            If the model needs speakers and none are given, or it has inputs that media files lack.
        """
        clips = pd.DataFrame({"clip_id": range(len(sources))})
        if speakers is not None:
            if len(speakers) != len(sources):
                problem = f"there are {len(sources)} clips and {len(speakers)} speakers"
                raise OptionError(problem, remedy="Name one for each clip.")
            clips = clips.assign(actor=list(speakers))
        return self.predict(extract_inputs(sources, self.about), clips=clips)


def load_model(name: str | Path, data_dir: str | Path = "data") -> StoredModel:
    """A stored model by its id, its alias, or its folder.

    Parameters
    ----------
    name : str or Path
        Id or alias in the data directory, or a model's folder anywhere.
    data_dir : str or Path
        The data directory.

    Raises
    ------
    MissingFileError
        If there is no such model; the message lists the aliases.
    ContractError
        If its description is not of this project.
    """
    models = Path(data_dir) / MODELS
    folder = Path(name)
    if not (folder / "model.json").is_file():
        folder = models / (find_alias(models, str(name)) or str(name))
        if not folder.is_dir():
            known = list_aliases(models)
            near = get_close_matches(str(name), known, n=3, cutoff=0.3) or list(known)[:3]
            raise MissingFileError(
                f"no model {str(name)!r}; there are {', '.join(near) or 'none'}{' and others' * (len(known) > 3)}",
                path=models,
                remedy="`cremad models` lists them and `cremad run` makes some; or name another --data-dir.",
            )
    artifact = stored_model(folder)
    return StoredModel(artifact, read_about(artifact))

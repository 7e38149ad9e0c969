"""Models on disk, without pickle: networks by `networks.storage`, others by skops, everything else in JSON.

A model's id is the digest of its whole description, so that models that differ in anything have different folders.
"""

import shutil
from pathlib import Path
from tempfile import mkdtemp

import pandas as pd
from sklearn.base import BaseEstimator

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_file, writing
from cremad.artifacts.model_files import describe, read_description, unchanged
from cremad.catalogue.learners import find_learner
from cremad.networks.estimator import NetworkClassifier
from cremad.networks.network_file import ID_LENGTH
from cremad.networks.storage import load_network, save_network
from cremad.registry.description import About, read_about, to_json
from cremad.registry.estimator_file import read_estimator, write_estimator
from cremad.registry.training_clips import write_training_clips

ESTIMATOR = "estimator.skops"


def save_model(models: Path, estimator: BaseEstimator, about: About, trained_on: pd.DataFrame) -> Artifact:
    """Store a fitted estimator under its id.

    Parameters
    ----------
    models : Path
        Folder of all models, made if absent.
    estimator : fitted estimator
    about : About
        Its `training_clips` is filled in here.
    trained_on : DataFrame
        Clips that it was fitted on: clip_id, corpus, actor, content_sha256.

    Returns
    -------
    Artifact
        The description, whose digest covers the digests of all files.

    Raises
    ------
    ContractError
        If the estimator holds a type that is not trusted on loading.
    StorageError
        If the folder cannot be written.
    """
    with writing(models):
        models.mkdir(parents=True, exist_ok=True)
        unnamed = Path(mkdtemp(prefix=".unfinished-", dir=models))
    try:
        listed = digest_file(write_training_clips(unnamed, trained_on))
        told = to_json(about.model_copy(update={"training_clips": listed}))
        if isinstance(estimator, NetworkClassifier):
            described = save_network(unnamed, estimator, told)
        else:
            write_estimator(unnamed / ESTIMATOR, estimator, about.spec.of)
            described = describe(unnamed / ESTIMATOR, told | {"estimator": type(estimator).__name__})
        folder = models / described.sha256[:ID_LENGTH]
        with writing(folder):
            if not folder.exists():
                unnamed.rename(folder)
    finally:
        shutil.rmtree(unnamed, ignore_errors=True)
    return Artifact(path=folder / described.path.name, sha256=described.sha256)


def load_estimator(stored: Artifact) -> BaseEstimator:
    """Read a model and verify that it has not changed since it was saved.

    Raises
    ------
    MissingFileError
        If one of its files is missing.
    ContractError
        If a file has changed since, or holds a type that its learner's record does not name.
    OptionError
        If its learner is not installed.
    """
    description = read_description(stored.path, stored.sha256)
    if "network" in description:
        return load_network(stored)
    file = unchanged(stored.path.with_name(ESTIMATOR), description["sha256"])
    return read_estimator(file, find_learner(read_about(stored).spec.learner))

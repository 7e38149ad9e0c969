"""What is stored predicts the same, runs no code, and is refused when it has changed."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from cremad.catalogue.catalogue import CATALOGUE
from cremad.errors import ContractError, MissingFileError
from cremad.evaluation.fit_scope import FitScope
from cremad.networks.estimator import NetworkClassifier
from cremad.registry.storage import load_model, read_lineage, save_model
from tests.unit.conftest import build, seen_by

LINEAGE = {"row": "audio/x", "clips": "ab" * 32}


def fit(name, clips, features):
    by_id, X = clips.set_index("clip_id"), seen_by(name, clips, features)
    return FitScope(X.index).fit(build(name, 0), X, by_id["emotion"], by_id["actor"]), X


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_model_comes_back_as_it_was(name, clips, features, tmp_path):
    model, X = fit(name, clips, features)
    artifact = save_model(tmp_path / name, model, LINEAGE)
    assert (load_model(artifact).predict_proba(X) == model.predict_proba(X)).all()
    assert read_lineage(artifact) == LINEAGE
    numbers = "network.safetensors" if isinstance(model, NetworkClassifier) else "estimator.skops"
    assert {path.name for path in artifact.path.parent.iterdir()} == {"model.json", numbers}


@pytest.mark.parametrize("name", ["model.json", "estimator.skops"])
def test_changed_or_missing_file_is_refused(name, clips, features, tmp_path):
    artifact = save_model(tmp_path, fit("majority", clips, features)[0], LINEAGE)
    path = tmp_path / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ContractError, match=f"{name}: the model has changed"):
        load_model(artifact)
    path.unlink()
    with pytest.raises(MissingFileError, match=name):
        load_model(artifact)


def shout(X):
    return np.asarray(X)


def test_type_that_is_not_trusted_is_not_saved(tmp_path):
    X = pd.DataFrame({"a": [0.0, 1.0]})
    model = make_pipeline(FunctionTransformer(shout), LogisticRegression()).fit(X, ["happy", "sad"])
    with pytest.raises(ContractError, match=r"not trusted: .*shout"):
        save_model(tmp_path, model, LINEAGE)
    assert not list(tmp_path.iterdir())

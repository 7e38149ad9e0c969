"""A stored network is the one that was trained, is refused when it has changed, and holds no code."""

import json
import pickle

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("torch")
pytest.importorskip("safetensors")

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import digest_file
from cremad.artifacts.model_files import describe
from cremad.errors import ContractError, MissingFileError
from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.estimator import NetworkClassifier
from cremad.networks.network_file import NetworkFile
from cremad.networks.storage import load_network, save_network
from cremad.training.options import TrainingOptions

TOLD = {"lineage": {"row": "audio/x", "clips": "ab" * 32}}


@pytest.fixture(scope="module")
def X():
    rng = np.random.default_rng(0)
    audio = [rng.normal(size=(length, 3)).astype(np.float32) for length in rng.integers(8, 16, 40)]
    ids = pd.Index([f"c{number}" for number in range(40)], name="clip_id")
    return pd.DataFrame({"log_mel": pd.Series(audio, ids, dtype=object), "gain": rng.normal(size=40)}, ids)


@pytest.fixture(scope="module")
def network(X):
    return NetworkClassifier(
        ArchitectureOptions(encoder="gru", depth=1, width=8, norm="batch"),
        TrainingOptions(epochs=2, batch=20),
        members=2,
        random_state=5,
    ).fit(X, ["happy", "sad"] * 20)


def test_comes_back_as_it_was(network, X, tmp_path):
    back = load_network(save_network(tmp_path, network, TOLD))
    assert (back.predict_proba(X) == network.predict_proba(X)).all()
    assert (back.predict(X) == network.predict(X)).all()
    assert back.get_params() == network.get_params()
    assert vars(back).keys() == vars(network).keys()
    pd.testing.assert_frame_equal(back.history_, network.history_, check_like=True)
    assert {path.name for path in tmp_path.iterdir()} == {"model.json", "network.safetensors"}


def test_description_says_it_all(network, X, tmp_path):
    told = json.loads(save_network(tmp_path, network, TOLD).path.read_text())
    assert told["lineage"] == TOLD["lineage"]
    assert told["sha256"] == digest_file(tmp_path / "network.safetensors")
    parameters, fitted = told["network"]["parameters"], told["network"]["fitted"]
    assert parameters["architecture"] == network.architecture.model_dump()
    assert fitted["shapes"] == {"features": [1], "log_mel": [3]}
    assert fitted["classes"]["values"] == ["happy", "sad"]
    assert fitted["columns"] == ["log_mel", "gain"]


def test_network_comes_back_that_began_as_another(network, X, tmp_path):
    stored = save_network(tmp_path / "first", network, TOLD)
    start = NetworkFile(path=stored.path, sha256=stored.sha256)
    later = NetworkClassifier(network.architecture, TrainingOptions(epochs=1), start=start)
    later.fit(X.to_numpy()[:, 1:], np.arange(40) % 3)
    back = load_network(save_network(tmp_path / "second", later, TOLD))
    assert back.get_params() == later.get_params()
    assert (back.predict(X[["gain"]].to_numpy()) == later.predict(X[["gain"]].to_numpy())).all()


@pytest.mark.parametrize("name", ["model.json", "network.safetensors"])
def test_changed_or_missing_file_is_refused(name, network, tmp_path):
    artifact = save_network(tmp_path, network, TOLD)
    path = tmp_path / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ContractError, match=f"{name}: the model has changed"):
        load_network(artifact)
    path.unlink()
    with pytest.raises(MissingFileError, match=name):
        load_network(artifact)


def test_another_kind_of_model_is_refused(tmp_path):
    (tmp_path / "numbers").write_bytes(b"")
    artifact = describe(tmp_path / "numbers", {"estimator": "LogisticRegression"})
    with pytest.raises(ContractError, match=r"model\.json: is a LogisticRegression and no network"):
        load_network(artifact)


class Shout:
    """Code that a pickle would run."""

    def __reduce__(self):
        return pytest.fail, ("code was run",)


def test_weights_that_are_code_are_not_run(network, tmp_path):
    """Even where the digests vouch for it."""
    path = save_network(tmp_path, network, TOLD).path
    weights = tmp_path / "network.safetensors"
    weights.write_bytes(pickle.dumps(Shout()))
    path.write_text(json.dumps(json.loads(path.read_text()) | {"sha256": digest_file(weights)}))
    with pytest.raises(ContractError, match=r"network\.safetensors: holds no weights"):
        load_network(Artifact(path=path, sha256=digest_file(path)))

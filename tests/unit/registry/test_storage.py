"""What is stored predicts the same, runs no code, is known by its content, and is refused when it has changed."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from cremad.catalogue.learners import learners
from cremad.catalogue.spec import ModelSpec
from cremad.errors import ContractError, MissingFileError
from cremad.networks.estimator import NetworkClassifier
from cremad.networks.network_file import NetworkFile
from cremad.registry.description import read_about
from cremad.registry.storage import load_estimator, save_model
from cremad.registry.training_clips import read_training_clips
from tests.unit.conftest import spec_of
from tests.unit.registry.conftest import about, training_clips

CLIPS = training_clips(["x", "y"])
MAJORITY = ModelSpec(learner="majority")
VARIANTS = [
    spec_of("logistic_regression", family_weights=True, adaptation="speaker"),
    spec_of("logistic_regression", thresholds=True),
    *(spec_of(learner, targets="votes") for learner in ("xgboost", "voting_soft", "stacking", "ensemble")),
]


@pytest.mark.parametrize(
    "spec",
    [*(spec_of(name) for name in learners() if name != "network"), *VARIANTS],
    ids=lambda spec: spec.stream,
)
def test_every_model_comes_back_as_it_was(spec, fitted, tmp_path):
    model, X = fitted(spec)
    described = about(spec, tuple(X))
    stored = save_model(tmp_path, model, described, CLIPS)
    assert (load_estimator(stored).predict_proba(X) == model.predict_proba(X)).all()
    assert read_about(stored).model_copy(update={"training_clips": ""}) == described
    assert read_training_clips(stored)["actor"].tolist() == ["x", "y"]
    numbers = "network.safetensors" if isinstance(model, NetworkClassifier) else "estimator.skops"
    assert {path.name for path in stored.path.parent.iterdir()} == {
        "model.json",
        "training_clips.parquet",
        numbers,
    }
    assert [path.name for path in tmp_path.iterdir()] == [stored.sha256[:12]]


@pytest.mark.parametrize(
    "changed",
    [
        {"labels": "three"},
        {"columns": ("b",)},
        {"spec": ModelSpec(learner="majority", features=("image",))},
        {"gains": {"flv": 2.0}},
    ],
)
def test_whatever_differs_lies_under_another_id_and_overwrites_nothing(changed, fitted, tmp_path):
    model, _ = fitted(MAJORITY)
    told = {"spec": MAJORITY, "columns": ("a",)}
    first = save_model(tmp_path, model, about(**told), CLIPS)
    again = save_model(tmp_path, model, about(**told), CLIPS)
    other = save_model(tmp_path, model, about(**told | changed), CLIPS)
    on_other_clips = save_model(tmp_path, model, about(**told), training_clips(["x", "z"]))
    assert first == again
    assert len({first.sha256, other.sha256, on_other_clips.sha256}) == 3
    assert read_about(first).columns == ("a",)
    load_estimator(first)


@pytest.mark.parametrize("name", ["model.json", "estimator.skops"])
def test_a_changed_or_missing_file_is_refused(name, fitted, tmp_path):
    stored = save_model(tmp_path, fitted(MAJORITY)[0], about(MAJORITY), CLIPS)
    path = stored.path.with_name(name)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ContractError, match=f"{name}: the model has changed"):
        load_estimator(stored)
    path.unlink()
    with pytest.raises(MissingFileError, match=name):
        load_estimator(stored)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"sha256": "x"}', '{"sha256": 3, "about": {}}', '{"sha256": "x", "about": 7}']
)
def test_a_malformed_description_is_named(text, tmp_path):
    from cremad.artifacts.model_files import stored_model

    (tmp_path / "model.json").write_text(text)
    with pytest.raises(ContractError, match=r"model\.json"):
        read_about(stored_model(tmp_path))


def shout(X):
    return np.asarray(X)


def test_a_type_that_is_not_trusted_is_not_saved(tmp_path):
    X = pd.DataFrame({"a": [0.0, 1.0]})
    model = make_pipeline(FunctionTransformer(shout), LogisticRegression()).fit(X, ["happy", "sad"])
    with pytest.raises(ContractError, match=r"not trusted: .*shout"):
        save_model(tmp_path, model, about(ModelSpec(learner="logistic_regression")), CLIPS)
    assert not list(tmp_path.iterdir())


def test_a_type_of_another_learner_is_not_trusted(fitted, tmp_path):
    model, _ = fitted(spec_of("svm_rbf"))
    with pytest.raises(ContractError, match=r"not trusted: .*PairwiseSVC"):
        save_model(tmp_path, model, about(ModelSpec(learner="logistic_regression")), CLIPS)


def test_a_searched_model_with_families_and_a_selector_comes_back(tmp_path):
    spec = ModelSpec(learner="svm_rbf", params={"families": ["mfcc"], "selector": "anova", "C": 2.0})
    rng = np.random.default_rng(0)
    inputs = pd.DataFrame(rng.normal(size=(48, 6)), columns=[f"mfcc_0{n}_mean" for n in range(6)])
    emotions, actors = np.tile(["anger", "happy", "sad"], 16), np.repeat(list("wxyz"), 12)
    model = spec.build(0).fit(inputs, emotions, groups=actors)
    stored = save_model(tmp_path, model, about(spec), CLIPS)
    np.testing.assert_array_equal(load_estimator(stored).predict_proba(inputs), model.predict_proba(inputs))


def test_the_id_is_that_of_the_file_that_another_network_begins_with(fitted, tmp_path):
    spec = spec_of("network_dense")
    stored = save_model(tmp_path, fitted(spec)[0], about(spec), CLIPS)
    start = NetworkFile(path=stored.path, sha256=stored.sha256)
    assert start.model_id == stored.path.parent.name
    assert json.loads(stored.path.read_text())["about"]["spec"]["learner"] == "network_dense"

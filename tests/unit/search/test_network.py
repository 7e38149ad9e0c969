"""Networks as points of a space: what is searched, what is given, and epochs as what halving rations."""

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from cremad.networks.architecture import ArchitectureOptions
from cremad.search import trial as trial_module
from cremad.search.locked_rows import lock_rows
from cremad.search.nested import SearchOptions, search_corpus
from cremad.search.network import EPOCHS, build_network, network_space
from cremad.search.space import Categorical, Real, Space, part_of
from cremad.search.spaces import find_space
from cremad.search.study import Study, StudyOptions, run_study
from cremad.training.options import TrainingOptions
from tests.unit.search.conftest import kill_with_workers, table

SPACE = network_space(["log_mel"], epochs=27)
TINY = {
    "model": "network",
    "training.epochs": 1,
    "inputs": "features+frames",
    "architecture.encoder": "cnn",
    "architecture.depth": 1,
    "architecture.width": 16,
}


@pytest.fixture
def study(tmp_path, clips, features, sequences):
    """Strategy, options, home → study of networks on features and frames."""
    locked = lock_rows(tmp_path / "rows", features | sequences, clips, list(clips["clip_id"]))

    def make(strategy: str, home: str = "studies", space=SPACE, **options) -> Study:
        return Study(locked, space, StudyOptions(strategy=strategy, **options), seed=1, home=tmp_path / home)

    return make


def test_every_gene_is_an_option_and_every_value_is_allowed():
    for name, parameter in SPACE.parameters.items():
        part, _, option = name.partition(".")
        if option:
            model = {"architecture": ArchitectureOptions, "training": TrainingOptions}[part]
            for value in parameter.grid():
                assert getattr(model(**{option: value}), option) == value


def test_every_point_is_a_network_that_can_be_built():
    rng = np.random.default_rng(0)
    points = [SPACE.draw(rng) for _ in range(200)]
    networks = [build_network(point, 0)[-1] for point in points]
    assert {each.architecture.encoder for each in networks} >= {"cnn", "gru", "transformer"}
    for point, network in zip(points, networks, strict=True):
        assert part_of(point, "training").items() <= network.training.model_dump().items()


def test_genes_are_there_when_they_mean_something():
    rng = np.random.default_rng(0)
    for point in (SPACE.draw(rng) for _ in range(100)):
        assert ("architecture.encoder" in point) == (point["inputs"] != "features")
        assert ("architecture.kernel" in point) == (point.get("architecture.encoder") in ("cnn", "cnn_gru"))
        assert ("architecture.fusion" in point) == (point["inputs"] == "features+frames")
    both = network_space(["log_mel", "face"], epochs=3)
    seen = {point["inputs"]: "architecture.fusion" in point for point in (both.draw(rng) for _ in range(50))}
    assert seen == {"features": False, "frames": True, "features+frames": True}


@pytest.mark.parametrize(("inputs", "columns"), [("features", 24), ("frames", 1), ("features+frames", 25)])
def test_a_network_is_given_what_its_inputs_say(inputs, columns, clips, features, sequences):
    X = features["audio"].join(sequences["log_mel"])
    given = build_network(TINY | {"inputs": inputs}, 0)[0].fit_transform(X)
    assert given.shape == (180, columns)
    assert ("log_mel" in given) == ("frames" in inputs)
    if "log_mel" in given:
        assert all(a is b for a, b in zip(given["log_mel"], X["log_mel"], strict=True))


def test_sequences_decide_whether_frames_can_be_searched(features, sequences):
    assert find_space("network", features | sequences, 5) == network_space(["log_mel"], 5)
    assert SearchOptions(model="network", modality="audio+image").reads == ("audio", "image", "log_mel", "face")
    assert SearchOptions(modality="audio+image").reads == ("audio", "image")


def test_halving_rations_epochs(study, executor, monkeypatch):
    """13 trials over 2 folds: 9 networks of 3 epochs, 3 of 9 and 1 of 27, on all actors; the score is planted."""
    epochs, actors = Counter(), set()

    def score(rows, params, train, test, seed):
        epochs[params["training.epochs"]] += 1
        actors.add(rows.actors.iloc[train].nunique())
        return 20 * params["training.learning_rate"]

    monkeypatch.setattr(trial_module, "_score_fold", score)
    trials = run_study(study("halving", trials=13, inner_folds=2), executor=executor)
    assert epochs == {3: 18, 9: 6, 27: 2}
    assert actors == {7, 8}
    rates = [each.params["training.learning_rate"] for each in trials]
    assert rates[9:] == [*sorted(rates[:9])[:-4:-1], max(rates)]
    assert {each.params["training.epochs"] for each in trials} == {27}


TINY_SPACE = Space(
    parameters={name: Categorical(values=(value,)) for name, value in TINY.items()}
    | {
        "training.learning_rate": Real(low=1e-3, high=1e-2, log=True),
        "architecture.dropout": Real(low=0, high=0.5),
    },
    rationed=EPOCHS,
)


@pytest.mark.long
def test_a_killed_search_of_networks_ends_with_the_same_trials(study, executor, tmp_path):
    pytest.importorskip("torch")
    options = {"space": TINY_SPACE, "trials": 6, "inner_folds": 2, "at_once": 3}
    whole, killed = study("genetic", "whole", **options), study("genetic", "killed", **options)
    kill_with_workers(killed, tmp_path, 2)
    assert len(killed.journal.read()) < 6
    expected, found = (table(run_study(each, executor=executor)) for each in (whole, killed))
    pd.testing.assert_frame_equal(found, expected)
    assert set(found["state"]) == {"complete"}
    assert [bool(json.loads(parents)) for parents in found["parents"]] == [False] * 3 + [True] * 3


def test_networks_are_searched_and_tested_on_actors_they_have_not_met(
    clips, features, sequences, tmp_path, executor
):
    pytest.importorskip("torch")
    study = StudyOptions(strategy="random", trials=1, inner_folds=2)
    options = SearchOptions(model="network", epochs=1, study=study)
    given = {"folds": 2, "least_actors": 3, "seed": 0, "home": tmp_path, "executor": executor}
    found = search_corpus(clips, features | sequences, options, **given)
    assert found.trials["state"].tolist() == ["complete"] * 3
    assert sorted(found.predictions["clip_id"]) == sorted(clips["clip_id"])
    assert np.allclose(found.predictions.filter(regex="^p_").sum(axis=1), 1, atol=1e-5)

"""Networks are searched as other learners are, with epochs as what halving rations."""

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from cremad.models.space import Categorical, Real, Space
from cremad.networks.searched import network_space
from cremad.search import trial as trial_module
from cremad.search.locked_rows import lock_rows
from cremad.search.nested import SearchOptions, search_corpus
from cremad.search.spaces import find_space
from cremad.search.study import Study, StudyOptions, run_study
from tests.unit.search.conftest import kill_with_workers, table

EPOCHS = "network.training.epochs"
TINY = {
    "learner": "network",
    EPOCHS: 1,
    "network.inputs": "features+frames",
    "network.architecture.encoder": "cnn",
    "network.architecture.depth": 1,
    "network.architecture.width": 16,
}


@pytest.fixture
def study(tmp_path, clips, features, sequences):
    """Strategy, options, home → study of networks on features and frames."""
    locked = lock_rows(tmp_path / "rows", features | sequences, clips, list(clips["clip_id"]))

    def make(strategy: str, home: str = "studies", space=None, **options) -> Study:
        space = space or find_space("network", features | sequences, 27)
        return Study(locked, space, StudyOptions(strategy=strategy, **options), seed=1, home=tmp_path / home)

    return make


def test_sequences_decide_what_of_networks_can_be_searched(features, sequences):
    space = find_space("network", features | sequences, 5)
    names = [f"network.{name}" for name in network_space(["log_mel"])]
    assert list(space.parameters) == ["learner", *names]
    assert space.parameters[EPOCHS].grid() == (5,)
    assert space.rationed == EPOCHS
    assert space.parameters["network.architecture.kernel"].when == {
        "network.architecture.encoder": ("cnn", "cnn_gru")
    }
    both = ("audio", "image")
    assert SearchOptions(learner="network", features=both).reads == ("audio", "image", "log_mel", "face")
    assert SearchOptions(features=both).reads == both


def test_halving_rations_epochs(study, executor, monkeypatch):
    """13 trials over 2 folds: 9 networks of 3 epochs, 3 of 9 and 1 of 27, on all actors; the score is planted."""
    epochs, actors = Counter(), set()

    def score(rows, params, train, test, seed):
        epochs[params[EPOCHS]] += 1
        actors.add(rows.actors.iloc[train].nunique())
        return 20 * params["network.training.learning_rate"]

    monkeypatch.setattr(trial_module, "_score_fold", score)
    trials = run_study(study("halving", trials=13, inner_folds=2), executor=executor)
    assert epochs == {3: 18, 9: 6, 27: 2}
    assert actors == {7, 8}
    rates = [each.params["network.training.learning_rate"] for each in trials]
    assert rates[9:] == [*sorted(rates[:9])[:-4:-1], max(rates)]
    assert {each.params[EPOCHS] for each in trials} == {27}


TINY_SPACE = Space(
    parameters={name: Categorical(values=(value,)) for name, value in TINY.items()}
    | {
        "network.training.learning_rate": Real(low=1e-3, high=1e-2, log=True),
        "network.architecture.dropout": Real(low=0, high=0.5),
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
    options = SearchOptions(learner="network", epochs=1, study=study)
    given = {"folds": 2, "least_actors": 3, "seed": 0, "home": tmp_path, "executor": executor}
    found = search_corpus(clips, features | sequences, options, **given)
    assert found.trials["state"].tolist() == ["complete"] * 3
    assert sorted(found.predictions["clip_id"]) == sorted(clips["clip_id"])
    assert np.allclose(found.predictions.filter(regex="^p_").sum(axis=1), 1, atol=1e-5)

"""Rows that are kept: found again as they were, and only while nothing that they are made from has changed."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from cremad.artifacts.reach import reached_code
from cremad.catalogue.learners import find_learner
from cremad.catalogue.rows import Row
from cremad.catalogue.spec import ModelSpec
from cremad.evaluation.protocol import actor_folds
from cremad.experiments import run
from cremad.experiments.outcome import Cost, RowOutcome, find_outcome, keep_outcome, row_key
from cremad.training.crossvalidation import FittedFold

ROW = Row(source=ModelSpec(learner="logistic_regression"), protocol=actor_folds(5), labels="six", clips=("audio",))
INPUTS = {"clips": "c", "audio": "a", "image": "i"}
PREDICTIONS = pd.DataFrame({"clip_id": ["1", "2"], "p_anger": np.float32([0.25, 1.0]), "fold": [0, 1]})


HISTORY = pd.DataFrame({"fold": [0, 0], "epoch": [1, 2], "train_loss": [1.5, 0.1], "held_out_loss": [2.0, np.nan]})


@pytest.mark.parametrize("cost", [None, Cost(0.5, 20.0, 1000)])
def test_an_outcome_is_found_as_it_was_kept(tmp_path, cost):
    keep_outcome(tmp_path, "key", RowOutcome(PREDICTIONS, cost, HISTORY))
    found = find_outcome(tmp_path, "key")
    pd.testing.assert_frame_equal(found.history, HISTORY)
    pd.testing.assert_frame_equal(found.predictions, PREDICTIONS, check_dtype=False)
    assert found.cost == cost
    assert find_outcome(tmp_path, "other") is None


def test_a_damaged_outcome_is_not_found(tmp_path):
    keep_outcome(tmp_path, "key", RowOutcome(PREDICTIONS, None))
    (path,) = tmp_path.glob("key-*")
    path.write_bytes(path.read_bytes()[:-1])
    assert find_outcome(tmp_path, "key") is None
    assert not list(tmp_path.glob("key-*"))


@pytest.mark.parametrize(
    "changed",
    [
        {"row": ROW.model_copy(update={"source": ModelSpec(learner="svm_rbf")})},
        {"inputs": INPUTS | {"clips": "d"}},
        {"inputs": INPUTS | {"audio": "b"}},
        {"seed": 1},
    ],
)
def test_what_a_row_is_made_from_is_in_its_key(changed):
    asked = {"row": ROW, "inputs": INPUTS, "seed": 0}
    assert row_key(**asked | changed) != row_key(**asked)


def test_the_key_names_the_code_that_computes_the_row_found_and_not_listed():
    reached = reached_code(run.run_row, find_learner("majority").build)
    assert {
        "cremad.catalogue.inputs.model_inputs",
        "cremad.training.crossvalidation.cross_validate",
    } <= reached.keys()
    assert {"cremad.catalogue.rows.divide_scored", "cremad.evaluation.firewall.refuse_leaks"} <= reached.keys()
    assert not [name for name in reached if "xgboost" in name or "ActorStacked" in name or "network_cnn" in name]
    of_network = reached_code(run.run_row, find_learner("network_cnn").build)
    assert {"cremad.networks.network.build_network", "cremad.training.loop.train_network"} <= of_network.keys()


def test_the_code_of_a_searched_model_is_that_which_tunes_it():
    searched = ModelSpec(learner="svm_rbf", params={"C": 1.0})
    assert searched.builder is find_learner("svm_rbf").tune
    assert ModelSpec(learner="svm_rbf").builder is find_learner("svm_rbf").build


def test_what_a_row_does_not_read_is_not_in_its_key():
    assert row_key(ROW, INPUTS | {"image": "j"}, 0) == row_key(ROW, INPUTS, 0)


class Told(LogisticRegression):
    """A model that tells of its epochs."""

    history_ = property(lambda self: pd.DataFrame({"epoch": [1, 2]}))


def test_what_a_model_tells_of_its_epochs_is_kept_with_its_fold():
    told = Told().fit([[0.0], [1.0]], [0, 1])
    outcome = RowOutcome.of(PREDICTIONS, [FittedFold(0, told, 1.0, 0.1, 2), FittedFold(1, told, 1.0, 0.1, 2)])
    assert outcome.history.to_dict("list") == {"epoch": [1, 2, 1, 2], "fold": [0, 0, 1, 1]}


def test_the_cost_is_of_all_folds():
    model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    folds = [FittedFold(0, model, 1.0, 0.001, 10), FittedFold(1, model, 3.0, 0.003, 30)]
    cost = Cost.of(folds)
    assert cost.fit_s == 2
    assert cost.predict_us == pytest.approx(100)
    assert cost.model_bytes > 100
    assert Cost.of([]) is None

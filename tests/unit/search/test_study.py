"""Studies keep to their budget, and a killed one ends with the trials of one that was not."""

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from cremad.models.space import Categorical, Real, Space
from cremad.search import study as study_module
from cremad.search import trial as trial_module
from cremad.search.journal import Journal
from cremad.search.locked_rows import lock_rows
from cremad.search.spaces import find_space
from cremad.search.strategies import STRATEGIES
from cremad.search.study import Study, StudyOptions, run_study
from tests.unit.search.conftest import kill_with_workers, run_and_die, table


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_killed_study_ends_with_the_same_trials(strategy, make_study, executor):
    whole, killed = make_study(strategy, "whole"), make_study(strategy, "killed")
    assert whole.key == killed.key
    expected = table(run_study(whole, executor=executor))
    rng = np.random.default_rng(len(strategy))
    for while_writing in (False, True):
        run_and_die(killed, executor, int(rng.integers(1, 5)), while_writing=while_writing)
    before = {path: path.stat().st_mtime_ns for path in killed.journal.folder.glob("*.json")}
    assert 2 <= len(before) < len(expected)
    pd.testing.assert_frame_equal(table(run_study(killed, executor=executor)), expected)
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.long
def test_a_study_killed_from_outside_with_its_workers_at_work(make_study, executor, tmp_path):
    whole, killed = make_study("bayesian", "whole"), make_study("bayesian", "killed")
    for least in np.random.default_rng(3).integers(1, 8, size=2).cumsum():
        kill_with_workers(killed, tmp_path, least)
    assert len(killed.journal.read()) < whole.options.trials
    expected = table(run_study(whole, executor=executor))
    pd.testing.assert_frame_equal(table(run_study(killed, executor=executor)), expected)


def test_a_finished_study_is_answered_from_its_journal(make_study, executor, monkeypatch):
    first = run_study(make_study("random"), executor=executor)
    monkeypatch.setattr(study_module, "run_trial", lambda *_, **__: pytest.fail("a trial was run again"))
    assert run_study(make_study("random"), executor=executor) == first


def test_a_damaged_file_counts_as_not_run(make_study, executor):
    study = make_study("random", trials=4)
    first = run_study(study, executor=executor)
    (study.journal.folder / "trial-00002.json").write_text('{"number": 2, "uar"')
    assert set(Journal(study.journal.folder).read()) == {0, 1, 3}
    pd.testing.assert_frame_equal(table(run_study(study, executor=executor)), table(first))


def test_the_key_is_of_all_that_decides_a_trial(make_study, rows):
    study = make_study("random")
    same = [make_study("random", "elsewhere"), make_study("random", trials=99), make_study("random", minutes=1)]
    assert {each.key for each in same} == {study.key}
    others = [
        make_study("genetic"),
        make_study("random", pruning=False),
        make_study("random", inner_folds=4),
        make_study("halving"),
        make_study("halving", trials=99),
        study_module.Study(rows, study.space, study.options, seed=2, home=study.home),
    ]
    assert len({study.key, *(each.key for each in others)}) == len(others) + 1


def test_a_larger_budget_goes_on_where_a_smaller_ended(make_study, executor):
    shown = []
    few = run_study(make_study("genetic", trials=6), executor=executor)
    more = run_study(
        make_study("genetic", trials=10), executor=executor, on_trial=lambda trial, *_: shown.append(trial.number)
    )
    assert more[:6] == few
    assert sorted(shown) == [6, 7, 8, 9]


def test_no_round_begins_after_the_time_is_spent(make_study, executor):
    assert len(run_study(make_study("random", minutes=1e-6), executor=executor)) == 4
    assert len(run_study(make_study("random", minutes=1e-6), executor=executor)) == 4


def test_progress_is_told_trial_by_trial(make_study, executor):
    told = []
    run_study(make_study("random", trials=5), executor=executor, on_trial=lambda *each: told.append(each[1:]))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_weak_trials_are_pruned_and_the_best_is_not_among_them(make_study, executor):
    pruned = run_study(make_study("random", at_once=2), executor=executor)
    all_folds = run_study(make_study("random", at_once=2, pruning=False), executor=executor)
    assert {each.state for each in pruned[:6]} == {"complete"}
    assert any(each.state == "pruned" for each in pruned)
    assert max(each.uar for each in all_folds) == max(each.uar for each in pruned if each.state == "complete")


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
def make_network_study(tmp_path, clips, features, sequences):
    """Strategy, options, home → study of networks on features and frames."""
    locked = lock_rows(tmp_path / "rows", features | sequences, clips, list(clips["clip_id"]))

    def make(strategy: str, home: str = "studies", space=None, **options) -> Study:
        space = space or find_space("network", features | sequences, 27)
        return Study(locked, space, StudyOptions(strategy=strategy, **options), seed=1, home=tmp_path / home)

    return make


def test_halving_rations_epochs(make_network_study, executor, monkeypatch):
    """13 trials over 2 folds: 9 networks of 3 epochs, 3 of 9 and 1 of 27, on all actors; the score is planted."""
    epochs, actors = Counter(), set()

    def score(rows, params, train, test, seed):
        epochs[params[EPOCHS]] += 1
        actors.add(rows.actors.iloc[train].nunique())
        return 20 * params["network.training.learning_rate"]

    monkeypatch.setattr(trial_module, "_score_fold", score)
    trials = run_study(make_network_study("halving", trials=13, inner_folds=2), executor=executor)
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
def test_a_killed_search_of_networks_ends_with_the_same_trials(make_network_study, executor, tmp_path):
    pytest.importorskip("torch")
    options = {"space": TINY_SPACE, "trials": 6, "inner_folds": 2, "at_once": 3}
    whole, killed = (
        make_network_study("genetic", "whole", **options),
        make_network_study("genetic", "killed", **options),
    )
    kill_with_workers(killed, tmp_path, 2)
    assert len(killed.journal.read()) < 6
    expected, found = (table(run_study(each, executor=executor)) for each in (whole, killed))
    pd.testing.assert_frame_equal(found, expected)
    assert set(found["state"]) == {"complete"}
    assert [bool(json.loads(parents)) for parents in found["parents"]] == [False] * 3 + [True] * 3

"""Studies keep to their budget, and a killed one ends with the trials of one that was not."""

import numpy as np
import pandas as pd
import pytest

from cremad.search import study as study_module
from cremad.search.journal import Journal
from cremad.search.strategies import STRATEGIES
from cremad.search.study import run_study
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

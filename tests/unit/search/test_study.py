"""Studies keep to their budget, and a killed one ends with the trials of one that was not."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from cremad.search import study as study_module
from cremad.search.journal import Journal
from cremad.search.nested import tabulate
from cremad.search.strategies import STRATEGIES
from cremad.search.study import run_study

TIMES = ["seconds", "started"]


def table(trials) -> pd.DataFrame:
    """Trials without what no two runs share."""
    return tabulate(trials).drop(columns=TIMES)


def run_and_die(study, executor, trials: int, *, while_writing: bool) -> None:
    """Run a study in a process that kills itself after so many new trials, or within the write after these."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        return
    made = []

    def die(*_) -> None:
        made.append(1)
        if len(made) == trials:
            if not while_writing:
                os.kill(os.getpid(), signal.SIGKILL)
            os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)

    run_study(study, executor=executor, on_trial=die)
    os._exit(0)


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


SCRIPT = """
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from cremad.artifacts.artifact import Artifact
from cremad.search.space import Space
from cremad.search.study import Study, StudyOptions, run_study
if __name__ == "__main__":
    rows, space, options, home = sys.argv[1:]
    study = Study(Artifact.model_validate_json(rows), Space.model_validate_json(space),
                  StudyOptions.model_validate_json(options), seed=1, home=Path(home))
    with ProcessPoolExecutor(2) as executor:
        run_study(study, executor=executor)
"""


@pytest.mark.long
def test_a_study_killed_from_outside_with_its_workers_at_work(make_study, executor, tmp_path):
    whole, killed = make_study("bayesian", "whole"), make_study("bayesian", "killed")
    script = tmp_path / "study.py"
    script.write_text(SCRIPT)
    given = [killed.rows, killed.space, killed.options]
    command = [sys.executable, script, *(each.model_dump_json() for each in given), str(killed.home)]
    for least in np.random.default_rng(3).integers(1, 8, size=2).cumsum():
        process = subprocess.Popen(command, start_new_session=True)
        while len(list(killed.journal.folder.glob("*.json"))) < least:
            assert process.poll() is None
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
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

"""Trials are scored on folds of actors, given up where they fall behind, and say why they fail."""

import numpy as np
import pytest
from sklearn.model_selection import StratifiedGroupKFold

from cremad.errors import CremadError, OptionError
from cremad.evaluation.classification import evaluate
from cremad.evaluation.protocol import actor_folds
from cremad.evaluation.protocols import make_splitter
from cremad.models.baselines import tune_logistic_regression
from cremad.models.preparation import prepared
from cremad.models.space import Space
from cremad.search.locked_rows import inner_folds, read_rows, share_of_actors
from cremad.search.trial import Proposal, best_of, pruning_bars, run_trial
from data_contracts.vocabulary import EMOTIONS

POINT = {"learner": "logistic_regression", "logistic_regression.C": 0.01}


def run(rows, params=POINT, bars=(), share=1.0, rationed=None):
    space = Space(parameters={}, rationed=rationed)
    return run_trial(rows, space, Proposal(params, share), 7, 2, folds=3, seed=1, bars=bars)


def test_the_score_is_the_mean_uar_over_folds_of_actors(rows, clips, features):
    X, y = features["audio"], clips.set_index("clip_id")["emotion"]
    splitter = make_splitter(actor_folds(3), seed=1)
    assert isinstance(splitter, StratifiedGroupKFold)
    expected = []
    by_id = clips.sort_values("clip_id")
    for train, test in splitter.split(by_id, by_id["emotion"], by_id["actor"]):
        ids = by_id["clip_id"].iloc
        fitted = prepared(tune_logistic_regression(0, {"C": 0.01})).fit(X.loc[ids[train]], y.loc[ids[train]])
        expected.append(evaluate(list(y.loc[ids[test]]), list(fitted.predict(X.loc[ids[test]])), EMOTIONS)["uar"])
    trial = run(rows)
    assert trial.fold_scores == pytest.approx(expected)
    assert (trial.uar, trial.state, trial.number, trial.round) == (np.mean(expected), "complete", 7, 2)


def test_no_actor_is_on_both_sides(rows):
    known = read_rows(rows)
    for train, test in inner_folds(known, 3, 0):
        assert not set(known.actors.iloc[train]) & set(known.actors.iloc[test])


def test_more_folds_than_actors_are_refused(rows):
    with pytest.raises(OptionError, match="16 inner folds"):
        inner_folds(read_rows(rows), 16, 0)


def test_a_larger_share_of_actors_holds_a_smaller(rows):
    known = read_rows(rows)
    train, _ = inner_folds(known, 3, 0)[0]
    shares = [set(known.actors.iloc[share_of_actors(known, train, share, 5)]) for share in (0.2, 0.5, 1.0)]
    assert [len(actors) for actors in shares] == [2, 5, 10]
    assert shares[0] < shares[1] < shares[2]
    assert run(rows, share=0.2).uar < run(rows).uar


def test_a_share_of_iterations_is_as_so_many_iterations_on_all_actors(rows):
    passes = "gradient_boosting.max_iter"
    point = {"learner": "gradient_boosting", "gradient_boosting.max_leaf_nodes": 4, passes: 27}
    for share, iterations in ((1 / 9, 3), (1 / 3, 9), (1.0, 27)):
        trial = run(rows, point, share=share, rationed=passes)
        assert trial.fold_scores == run(rows, point | {passes: iterations}).fold_scores
        assert (trial.params, trial.share) == (point, share)


def test_a_trial_below_the_median_is_given_up(rows):
    pruned = run(rows, bars=(0.0, 1.0, 1.0))
    assert pruned.state == "pruned"
    assert len(pruned.fold_scores) == 2
    assert "below the median 1.0000" in pruned.reason
    assert run(rows, bars=(1.0, 0.0, 1.0)).state == "complete"


def test_bars_are_medians_of_running_means_once_trials_are_enough(rows):
    trials = [
        run(rows).model_copy(update={"fold_scores": (score, 0.5, 0.5)}) for score in (0.1, 0.2, 0.3, 0.4, 0.9)
    ]
    assert pruning_bars(trials[:4], 1.0) == ()
    assert pruning_bars(trials, 1.0) == pytest.approx((0.3, 0.4, 1.3 / 3))
    assert pruning_bars(trials, 0.5) == ()


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"use.tone": False, **POINT}, "ValueError"),
        ({"learner": "logistic_regression", "logistic_regression.max_iter": 1}, "ConvergenceWarning"),
    ],
)
def test_what_cannot_be_fitted_has_failed_and_says_why(rows, params, reason):
    trial = run(rows, params)
    assert (trial.state, trial.uar) == ("failed", None)
    assert trial.reason.startswith(reason)


def test_the_best_is_complete_on_all_actors_and_the_first_among_equals(rows):
    one = run(rows)
    others = [
        {"number": 1, "uar": 0.9, "share": 0.5},
        {"number": 2, "uar": 0.95, "state": "pruned"},
        {"number": 9},
    ]
    assert best_of([*(one.model_copy(update=each) for each in others), one]) == one
    with pytest.raises(CremadError, match="none of 1 trials"):
        best_of([one.model_copy(update={"state": "pruned", "reason": "slow"})])

"""Strategies are functions of the trials so far, and find what there is to find."""

import numpy as np
import pytest

from cremad.errors import OptionError
from cremad.models.space import Categorical, Integer, Real, Space
from cremad.search.genetic import cross, mutate, select, survivors
from cremad.search.strategies import STRATEGIES
from cremad.search.trial import Trial

SPACE = Space(
    parameters={
        "kind": Categorical(values=("a", "b")),
        "x": Real(low=0.0, high=1.0, steps=4),
        "n": Integer(low=1, high=9, when={"kind": ("b",)}, steps=3),
    }
)


def trial(number: int, params: dict, uar: float | None, **given) -> Trial:
    state = "failed" if uar is None else "complete"
    scores = () if uar is None else (uar, uar)
    rest = {"round": 0, "share": 1.0, "parents": (), "state": state, "seconds": 0.1, "started": "2026-01-01"}
    return Trial(number=number, params=params, uar=uar, fold_scores=scores, **(rest | given))


def worth(params: dict) -> float:
    """Best at b, x = 0.3, n = 9."""
    return (params["kind"] == "b") * 0.3 + 0.4 - abs(params["x"] - 0.3) / 2 + params.get("n", 0) / 30


def play(strategy: str, trials: int, at_once: int = 6, seed: int = 0) -> list[Trial]:
    history: list[Trial] = []
    while len(history) < trials and (batch := STRATEGIES[strategy](SPACE, history, trials, at_once, seed)):
        round_ = history[-1].round + 1 if history else 0
        for proposal in batch[: trials - len(history)]:
            known = {"round": round_, "share": proposal.share, "parents": proposal.parents}
            history.append(trial(len(history), proposal.params, worth(proposal.params), **known))
    return history


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_same_trials_are_answered_alike(strategy):
    assert play(strategy, 30) == play(strategy, 30)


@pytest.mark.parametrize("strategy", ["random", "bayesian", "genetic", "genetic_halving"])
def test_a_larger_budget_begins_with_the_trials_of_a_smaller(strategy):
    assert play(strategy, 33)[:20] == play(strategy, 20)


@pytest.mark.parametrize("strategy", ["random", "halving", "bayesian", "genetic", "genetic_halving"])
def test_another_seed_tries_other_points(strategy):
    assert play(strategy, 13)[0].params != play(strategy, 13, seed=1)[0].params


def test_grid_tries_every_point_once_and_refuses_to_try_half():
    tried = [each.params for each in play("grid", 16)]
    assert tried == list(SPACE.grid())
    with pytest.raises(OptionError, match="16 points, and 15 trials"):
        play("grid", 15)


@pytest.mark.parametrize("strategy", ["random", "genetic"])
def test_no_point_is_tried_twice(strategy):
    tried = [str(each.params) for each in play(strategy, 40)]
    assert len(set(tried)) == len(tried)


def test_a_space_that_is_used_up_ends_the_study():
    small = Space(parameters={"kind": Categorical(values=("a", "b"))})
    assert len(STRATEGIES["random"](small, [], 10, 5, 0)) == 2


def test_halving_gives_the_best_third_three_times_the_actors():
    trials = play("halving", 13)
    assert [each.share for each in trials] == [1 / 9] * 9 + [1 / 3] * 3 + [1.0]
    best = sorted(trials[:9], key=lambda each: -each.uar)[:3]
    assert [each.parents for each in trials[9:12]] == [(each.number,) for each in best]
    assert trials[12].params == best[0].params


def test_halving_needs_trials_for_its_rungs():
    with pytest.raises(OptionError, match="at least 13 trials"):
        play("halving", 12)


def test_generations_are_halved_and_their_best_have_children():
    trials = play("genetic_halving", 26, at_once=9)
    assert [each.share for each in trials] == 2 * ([1 / 9] * 9 + [1 / 3] * 3 + [1.0])
    assert [each.round for each in trials] == [n for n, size in enumerate((9, 3, 1) * 2) for _ in range(size)]
    first, second = trials[:13], trials[13:]
    assert all(not each.parents for each in first[:9])
    pool = survivors(first)
    # a point stands for itself once: 12 is 9, 10 or 11 again, and these are three of the first nine
    assert len(pool) == 9
    assert pool[-1] == first[12]
    assert {parent for child in second[:9] for parent in child.parents} <= {each.number for each in pool}
    kept = sorted(second[:9], key=lambda each: -each.uar)[:3]
    assert {each.parents for each in second[9:12]} == {(each.number,) for each in kept}
    assert second[12].params == max(second[9:12], key=lambda each: each.uar).params


@pytest.mark.parametrize("strategy", ["bayesian", "genetic", "genetic_halving"])
def test_learning_beats_chance(strategy):
    def last_round(name: str) -> float:
        return np.mean([each.uar for seed in range(4) for each in play(name, 48, seed=seed)[-6:]])

    assert last_round(strategy) > last_round("random") + 0.1


def test_bayesian_takes_pruned_and_failed_trials():
    history = play("random", 12)
    spoilt = [
        history[0].model_copy(update={"state": "failed", "uar": None, "fold_scores": ()}),
        history[1].model_copy(update={"state": "pruned", "fold_scores": (0.2,)}),
        *history[2:],
    ]
    assert len(STRATEGIES["bayesian"](SPACE, spoilt, 40, 4, 0)) == 4


def test_children_take_every_gene_from_a_parent():
    rng = np.random.default_rng(0)
    first, second = {"kind": "a", "x": 0.1}, {"kind": "b", "x": 0.9, "n": 5}
    children = [cross(SPACE, first, second, rng) for _ in range(60)]
    assert {child["x"] for child in children} == {0.1, 0.9}
    assert {child.get("n") for child in children} == {None, 5}
    assert all(("n" in child) == (child["kind"] == "b") for child in children)


def test_a_mutation_changes_a_gene_on_average():
    rng = np.random.default_rng(0)
    parent = {"kind": "b", "x": 0.5, "n": 5}
    changed = [
        sum(child.get(name) != parent[name] for name in ("kind", "x")) + ("n" in child and child["n"] != 5)
        for child in (mutate(SPACE, parent, rng) for _ in range(600))
    ]
    assert 0.6 < np.mean(changed) < 1.2
    assert 0 in changed


def test_lineage_and_elites():
    trials = play("genetic", 30)
    assert [each.round for each in trials] == [number // 6 for number in range(30)]
    assert all(not each.parents for each in trials[:6])
    for each in trials[6:]:
        pool = {candidate.number for candidate in survivors(trials[: 6 * each.round])}
        assert 1 <= len(each.parents) <= 2
        assert set(each.parents) <= pool
    best = max(trials[:24], key=lambda each: each.uar)
    assert best in survivors(trials[:24])


def test_a_tournament_prefers_the_better():
    pool = [trial(n, {"x": n}, n / 10) for n in range(6)]
    rng = np.random.default_rng(0)
    assert np.mean([select(pool, rng).number for _ in range(300)]) > 3.5


def test_failed_trials_are_the_worst_parents():
    assert [t.number for t in survivors([trial(0, {}, 0.2), trial(1, {}, None), trial(2, {}, 0.3)])] == [1, 0, 2]

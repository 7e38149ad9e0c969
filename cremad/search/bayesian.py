"""Bayesian optimisation by Optuna's tree-structured Parzen estimator.

Optuna stores nothing: each round, an in-memory study is filled with the trials of the journal, asked for the next
points under a seed of that round, and dropped. So the journal is the only state, and a killed study resumes from
it.

Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NeurIPS 2011.
"""

from collections.abc import Sequence

import numpy as np
import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import FrozenTrial, TrialState, create_trial

from cremad.models.space import Categorical, Integer, Parameter, Space
from cremad.randomness.streams import child_seed
from cremad.search.trial import Proposal, Trial

STATES = {"complete": TrialState.COMPLETE, "pruned": TrialState.PRUNED, "failed": TrialState.FAIL}


def propose_bayesian(
    space: Space, history: Sequence[Trial], trials: int, at_once: int, seed: int
) -> list[Proposal]:
    """Points with a high expected score; the first ten are random, and points of one round differ."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    # parameters may be conditional, and the multivariate sampler draws such parameters at random
    sampler = optuna.samplers.TPESampler(
        seed=child_seed(seed, "search", "bayesian", len(history)), multivariate=False, constant_liar=True
    )
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.add_trials([_told(space, trial) for trial in history])
    return [Proposal(_ask(space, study.ask())) for _ in range(at_once)]


def _ask(space: Space, asked: optuna.Trial) -> dict:
    def choose(name: str, parameter: Parameter):
        if isinstance(parameter, Categorical):
            return asked.suggest_categorical(name, parameter.values)
        suggest = asked.suggest_int if isinstance(parameter, Integer) else asked.suggest_float
        return parameter.rounded(suggest(name, parameter.low, parameter.high, log=parameter.log))

    return space.walk(choose)


def _told(space: Space, trial: Trial) -> FrozenTrial:
    means = np.cumsum(trial.fold_scores) / np.arange(1, len(trial.fold_scores) + 1)
    return create_trial(
        state=STATES[trial.state],
        value=trial.uar if trial.state == "complete" else None,
        params=trial.params,
        distributions={name: _distribution(space.parameters[name]) for name in trial.params},
        intermediate_values={fold: float(mean) for fold, mean in enumerate(means)},
    )


def _distribution(parameter: Parameter) -> BaseDistribution:
    if isinstance(parameter, Categorical):
        return CategoricalDistribution(parameter.values)
    kind = IntDistribution if isinstance(parameter, Integer) else FloatDistribution
    return kind(parameter.low, parameter.high, log=parameter.log)

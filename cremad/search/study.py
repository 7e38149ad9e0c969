"""A study: space, strategy, budget, actor-grouped inner folds, and a journal that a killed study goes on from."""

from collections.abc import Callable
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import Field

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.code import code_digest
from cremad.artifacts.digests import digest_json
from cremad.models.space import Space
from cremad.search.journal import Journal
from cremad.search.point import LEARNER
from cremad.search.spaces import modules_of
from cremad.search.strategies import STRATEGIES, StrategyName
from cremad.search.trial import Trial, pruning_bars, run_trial
from cremad.settings import Options

OnTrial = Callable[[Trial, int, int], None]
"""Shown each trial when it is done, with the trials done and the trials allowed."""


class StudyOptions(Options):
    """How a space is searched."""

    strategy: StrategyName = "bayesian"
    trials: int = Field(default=40, ge=1, le=10_000)
    """Most trials; with halving, a point counts on every rung."""
    minutes: float = Field(default=60.0, gt=0, le=7 * 24 * 60)
    """Computing time, summed over trials and over all sittings; no round begins after it."""
    inner_folds: int = Field(default=5, ge=2, le=10)
    """Actor-grouped folds that each trial is scored over, the same for all."""
    pruning: bool = True
    """Whether a trial is given up when its mean falls below the median of complete trials after as many folds."""
    at_once: int = Field(default=8, ge=1, le=1000)
    """Trials of a round, which do not learn from each other; the size of a generation."""


@dataclass(frozen=True)
class Study:
    """A search over a space, by trials on locked rows."""

    rows: Artifact
    """Training rows of `lock_rows`: all that the study can see of any clip."""
    space: Space
    options: StudyOptions
    seed: int
    home: Path
    """Folder of all studies; the journal lies below it, under the study's key."""

    @cached_property
    def key(self) -> str:
        """Digest of all that decides a trial. A budget cuts the same trials shorter, and is part of it for halving
        alone, whose first rung it sizes."""
        budget = {"minutes"} if self.options.strategy == "halving" else {"minutes", "trials"}
        decides = {
            "rows": self.rows.sha256,
            "space": self.space.model_dump_json(),  # as text, since the order of parameters counts
            "options": self.options.model_dump(mode="json", exclude=budget),
            "seed": self.seed,
            "code": code_digest(__name__, *modules_of(map(str, self.space.parameters[LEARNER].grid()))),
        }
        return digest_json(decides)[:12]

    @property
    def journal(self) -> Journal:
        return Journal(self.home / self.key)


def run_study(
    study: Study, *, executor: Executor, on_trial: OnTrial = lambda trial, done, most: None
) -> list[Trial]:
    """Propose, score and keep trials until the budget is spent or the strategy has no more.

    Trials that the journal holds are taken from there, so that a killed study ends with the trials of one that was
    not, and a finished one is answered at once.

    Parameters
    ----------
    study : Study
    executor : Executor
        Where trials are scored; its workers see the folder of the locked rows.
    on_trial : callable, optional

    Returns
    -------
    list of Trial
        In the order of their numbers.

    Raises
    ------
    OptionError
        If the rows do not carry the inner folds, or the strategy needs another budget.
    StorageError
        If the journal cannot be written.
    """
    options = study.options
    kept = study.journal.read()
    history: list[Trial] = []
    while len(history) < options.trials and sum(trial.seconds for trial in history) < 60 * options.minutes:
        propose = STRATEGIES[options.strategy]
        batch = propose(study.space, history, options.trials, options.at_once, study.seed)
        if not batch:
            break
        numbered = dict(enumerate(batch[: options.trials - len(history)], start=len(history)))
        round_ = history[-1].round + 1 if history else 0
        waiting = [
            executor.submit(
                run_trial,
                study.rows,
                study.space,
                proposal,
                number,
                round_,
                folds=options.inner_folds,
                seed=study.seed,
                bars=pruning_bars(history, proposal.share) if options.pruning else (),
            )
            for number, proposal in numbered.items()
            if number not in kept
        ]
        for future in as_completed(waiting):
            trial = future.result()
            study.journal.write(trial)
            kept[trial.number] = trial
            on_trial(trial, len(kept), options.trials)
        history += [kept[number] for number in numbered]
    return history

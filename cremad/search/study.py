"""A study: space, strategy, budget, actor-grouped inner folds, and a journal that a killed study resumes from."""

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
"""Called with each finished trial, the number of finished trials and the number of allowed ones."""


class StudyOptions(Options):
    """How a space is searched."""

    strategy: StrategyName = "bayesian"
    trials: int = Field(default=40, ge=1, le=10_000)
    """Most trials; with halving, a point counts once per rung."""
    minutes: float = Field(default=60.0, gt=0, le=7 * 24 * 60)
    """Computing time, summed over trials and over interrupted runs; no round begins after it."""
    inner_folds: int = Field(default=5, ge=2, le=10)
    """Actor-grouped folds that each trial is scored over, the same for all."""
    pruning: bool = True
    """Whether a trial is given up when its mean falls below the median of complete trials after as many folds."""
    at_once: int = Field(default=8, ge=1, le=1000)
    """Number of trials in a round, which are proposed independently; the size of a generation."""


@dataclass(frozen=True)
class Study:
    """A search over a space, by trials on locked rows."""

    rows: Artifact
    """Training rows of `lock_rows`: the only data of the study."""
    space: Space
    options: StudyOptions
    seed: int
    home: Path
    """Folder of all studies; the journal is in the subfolder of the study's key."""

    @cached_property
    def key(self) -> str:
        """Digest of everything that determines a trial. The budget is part of it only for halving, where it
        determines the size of the first rung; otherwise it only limits the number of the same trials."""
        budget = {"minutes"} if self.options.strategy == "halving" else {"minutes", "trials"}
        decides = {
            "rows": self.rows.sha256,
            "space": self.space.model_dump_json(),  # as text, since the order of parameters counts
            "options": self.options.model_dump(mode="json", exclude=budget),
            "seed": self.seed,
            "code": code_digest(__name__, *modules_of(self.space.parameters[LEARNER].grid())),
        }
        return digest_json(decides)[:12]

    @property
    def journal(self) -> Journal:
        return Journal(self.home / self.key)


def run_study(
    study: Study, *, executor: Executor, on_trial: OnTrial = lambda trial, done, most: None
) -> list[Trial]:
    """Propose, score and keep trials until the budget is spent or the strategy has no more.

    Trials in the journal are not scored again, so that a resumed study has the same trials as an uninterrupted
    one, and a finished one returns at once.

    Parameters
    ----------
    study : Study
    executor : Executor
        Where trials are scored; its workers can read the folder of the locked rows.
    on_trial : callable, optional

    Returns
    -------
    list of Trial
        In the order of their numbers.

    Raises
    ------
    OptionError
        If the rows do not suffice for the inner folds, or the strategy needs another budget.
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

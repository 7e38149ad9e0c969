"""One point of a space, scored over actor-grouped inner folds, with pruning."""

import time
import warnings
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal, NamedTuple

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from cremad.artifacts.artifact import Artifact
from cremad.catalogue.learners import find_learner
from cremad.errors import CremadError
from cremad.evaluation.classification import confusion_matrix, uar
from cremad.evaluation.fit_scope import FitScope
from cremad.evaluation.held_out import HeldOut
from cremad.models.candidate import build_candidate
from cremad.models.space import Params, Space
from cremad.randomness.streams import child_seed
from cremad.search.locked_rows import TrainingRows, inner_folds, read_rows, share_of_actors
from cremad.search.point import read_point
from cremad.settings import Options

State = Literal["complete", "pruned", "failed"]

WARM_TRIALS, WARM_FOLDS = 5, 2
"""Number of complete trials, and of a trial's folds, before it may be pruned."""


class Proposal(NamedTuple):
    """A point that a strategy proposes for scoring."""

    params: Params
    share: float = 1.0
    """Share of the resource: training actors of each inner fold, or epochs."""
    parents: tuple[int, ...] = ()
    """Numbers of its parents' trials."""


class Trial(Options):
    """The result of a proposal."""

    number: int
    round: int
    """Number of the round: a generation, a rung or a batch, proposed before any of it is scored."""
    params: Params
    share: float
    parents: tuple[int, ...]
    state: State
    uar: float | None
    """Mean over the folds that were scored; None if the trial failed."""
    fold_scores: tuple[float, ...]
    """UAR of each fold that was scored."""
    reason: str | None = None
    """Why it was pruned or failed."""
    seconds: float
    """CPU time of the process, so that a budget does not depend on the machine's load."""
    started: str
    """Time in UTC, ISO 8601."""

    @property
    def merit(self) -> tuple[float, bool, float, int]:
        """Key that sorts trials from worst to best: by share, completeness, UAR, and earlier ones as better."""
        complete = self.state == "complete"
        return (self.share, complete, -1.0 if self.uar is None else self.uar, -self.number)


def best_of(trials: Iterable[Trial]) -> Trial:
    """The best complete trial; a tie goes to the first.

    Raises
    ------
    CremadError
        If there is none.
    """
    trials = list(trials)
    complete = [trial for trial in trials if trial.state == "complete"]
    if not complete:
        reasons = "; ".join(sorted({str(trial.reason) for trial in trials})[:3])
        raise CremadError(f"none of {len(trials)} trials was completed: {reasons}")
    return max(complete, key=lambda trial: trial.merit)


def pruning_bars(history: Sequence[Trial], share: float) -> tuple[float, ...]:
    """Median over complete trials of the mean of their first 1, 2, … folds; empty with too few such trials."""
    scores = [t.fold_scores for t in history if t.state == "complete" and t.share == share]
    if len(scores) < WARM_TRIALS:
        return ()
    return tuple(float(bar) for bar in np.median(_running_means(scores), axis=0))


def run_trial(
    locked: Artifact,
    space: Space,
    proposal: Proposal,
    number: int,
    round_: int,
    *,
    folds: int,
    seed: int,
    bars: Sequence[float],
) -> Trial:
    """Score a proposal on the locked rows; runs on a worker.

    A setting that cannot be fitted, or does not converge, is a failed trial with its reason.

    Parameters
    ----------
    bars : sequence of float
        Result of `pruning_bars`; a trial whose mean over n folds is below the n-th bar is pruned. Empty: never.
    """
    began, started = time.process_time(), datetime.now(UTC).isoformat(timespec="milliseconds")
    scores: list[float] = []
    state: State = "complete"
    reason: str | None = None
    try:
        rows = read_rows(locked)
        params, share = space.ration(proposal.params, proposal.share)
        for train, test in inner_folds(rows, folds, seed):
            train = share_of_actors(rows, train, share, child_seed(seed, "share"))
            scores.append(_score_fold(rows, params, train, test, seed))
            done = len(scores)
            if bars and WARM_FOLDS <= done < folds and np.mean(scores) < bars[done - 1]:
                state = "pruned"
                reason = (
                    f"mean UAR {np.mean(scores):.4f} after {done} folds, below the median {bars[done - 1]:.4f}"
                )
                break
    except (ValueError, ArithmeticError, ConvergenceWarning) as error:
        state, reason = "failed", f"{type(error).__name__}: {str(error).strip() or 'no message'}"
    return Trial(
        number=number,
        round=round_,
        params=proposal.params,
        share=proposal.share,
        parents=proposal.parents,
        state=state,
        uar=None if state == "failed" else float(np.mean(scores)),
        fold_scores=tuple(scores),
        reason=reason,
        seconds=time.process_time() - began,
        started=started,
    )


def _score_fold(rows: TrainingRows, params: Params, train: np.ndarray, test: np.ndarray, seed: int) -> float:
    learner, chosen = read_point(params)
    candidate = build_candidate(find_learner(learner), chosen, child_seed(seed, "candidate"))
    X, y, actors = (part.iloc[train] for part in (rows.X, rows.y, rows.actors))
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        held_out = HeldOut(rows.X.iloc[test], rows.y.iloc[test], X)
        predicted = FitScope(X.index, held_out).fit(candidate, X, y, actors).predict(rows.X.iloc[test])
    return float(uar(confusion_matrix(rows.y.iloc[test], predicted, sorted({*rows.y}))))


def _running_means(scores: Sequence[Sequence[float]]) -> np.ndarray:
    return np.cumsum(scores, axis=1) / np.arange(1, len(scores[0]) + 1)

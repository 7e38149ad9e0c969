"""Permutation of whole actors: would the difference be as large if the two models had swapped names?

Under the null hypothesis it is of no matter which model an actor's clips were predicted by. Both models'
predictions of an actor are swapped together, so that clips of one actor may hang together as they like. With
few actors all ``2 ** actors`` swaps are tried; else random ones, what was seen among them, so that the
p-value is never too small by chance (Phipson and Smyth, Statistical Applications in Genetics and Molecular
Biology 9(1), 2010).
"""

import numpy as np

from cremad.errors import ContractError
from cremad.evaluation.resampling import ActorSums
from cremad.evaluation.significance.result import TestResult

BATCH = 250
"""Swaps scored at a time."""

ROUNDING = 1e-7
"""Statistics this near to what was seen count as equal to it: sums in another order differ so much."""


def draw_swaps(actors: int, permutations: int, rng: np.random.Generator) -> np.ndarray:
    """Which actors are swapped in each permutation.

    Returns
    -------
    ndarray of bool, shape (permutations + 1, actors)
        No actor is swapped in the first row. All ``2 ** actors`` rows, if those are no more.
    """
    if 2**actors <= permutations + 1:
        return (np.arange(2**actors)[:, None] >> np.arange(actors) & 1).astype(bool)
    swaps = rng.integers(0, 2, (permutations + 1, actors), dtype=np.int8).astype(bool)
    swaps[0] = False
    return swaps


def permutation_test(
    first: ActorSums, second: ActorSums, metric: str, *, permutations: int, rng: np.random.Generator
) -> TestResult:
    """Test whether two models have the same score, for any score of `ActorSums`.

    Parameters
    ----------
    first, second : ActorSums
        Predictions of the same clips. For a score of labels alone hand them over without probabilities: that is
        many times faster.
    metric : str
        Name of the score, such as ``uar`` or ``auc.sad``.

    Returns
    -------
    TestResult
        The statistic is the difference, first less second. Where the score of either is not defined, as the AUC
        of a class that does not occur, statistic and p-value are NaN and the caveat says so.

    Raises
    ------
    ContractError
        If the rows are not of the same clips, or have no such score.
    """
    both, scale = _side_by_side(first, second)
    if metric not in both.score():
        raise ContractError(f"{metric} is not a score of both rows")
    swaps = draw_swaps(first.n_actors, permutations, rng)
    differences = []
    for start in range(0, len(swaps), BATCH):
        swapped = swaps[start : start + BATCH]
        ours = both.score(np.hstack([~swapped, swapped * scale]))[metric]
        theirs = both.score(np.hstack([swapped, ~swapped * scale]))[metric]
        differences.append(ours - theirs)
    statistics = np.concatenate(differences)
    if np.isnan(statistics[0]):
        return TestResult(
            test="actor_permutation",
            statistic=np.nan,
            p_value=np.nan,
            caveat=f"Not defined: one of the rows has no {metric}, for what it is over does not occur.",
        )
    # a swap under which the score is not defined counts against the difference
    extreme = ~(np.abs(statistics) < abs(statistics[0]) - ROUNDING)
    return TestResult(test="actor_permutation", statistic=statistics[0], p_value=extreme.mean())


def sign_flip_p_values(contributions: np.ndarray, permutations: int, rng: np.random.Generator) -> np.ndarray:
    """P-values of many differences that are sums over actors, as those of UAR and accuracy are.

    Swapping an actor then flips the sign of what it contributes: the same test as `permutation_test`, and a
    matrix product for all pairs of models.

    Parameters
    ----------
    contributions : ndarray, shape (pairs, actors)
        What each actor adds to the difference of a pair.

    Returns
    -------
    ndarray, shape (pairs,)
    """
    seen = np.abs(contributions.sum(1)) - ROUNDING
    signs = 1 - 2 * draw_swaps(contributions.shape[1], permutations, rng).astype(np.int8)
    extreme = np.zeros(len(contributions), int)
    for start in range(0, len(signs), BATCH):
        extreme += (np.abs(signs[start : start + BATCH] @ contributions.T) >= seen).sum(0)
    return extreme / len(signs)


def _side_by_side(first: ActorSums, second: ActorSums) -> tuple[ActorSums, float]:
    """Both rows as one whose actors are there twice, and what a prediction of the second counts for.

    Rows that predict each clip several times, in repeated folds, need not do so equally often.
    """
    classes = len(first.labels)
    cells = [
        np.bincount(each.actors * classes + each.truth, minlength=first.n_actors * classes)
        for each in (first, second)
    ]
    scale = len(first.truth) / max(len(second.truth), 1)
    if (
        first.labels != second.labels
        or cells[0].shape != cells[1].shape
        or not np.allclose(cells[0], cells[1] * scale)
    ):
        raise ContractError("the two rows are not of the same clips, or predict some clips more often than others")
    probabilities = None
    if first.probabilities is not None and second.probabilities is not None:
        probabilities = np.vstack([first.probabilities, second.probabilities])
    truth, choice = (
        np.concatenate([getattr(each, name) for each in (first, second)]) for name in ("truth", "choice")
    )
    actors = np.concatenate([first.actors, second.actors + first.n_actors])
    return ActorSums(truth, choice, probabilities, actors, first.labels), scale

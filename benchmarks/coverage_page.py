"""The page docs/intervals.md, from what `benchmarks.coverage` has simulated."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

INTRODUCTION = """# Intervals

Every score, every difference of scores and every premium has an interval of 95 %. This page, written by
`python -m benchmarks.coverage`, says how they are made and how often they hold the truth.

## How they are made

1. The score is computed without each actor in turn; the spread of these values gives its variance (jackknife that
   leaves out an actor). Nothing is drawn, so that an interval does not depend on a seed.
2. A variance that rests on few actors, or is 0 because all clips are right, is raised: it is averaged with the
   one that clips would have whose results correlate by {correlation} within an actor, with the weight of
   {prior:.0f} actors against the number that the variance rests on, (sum of squares)² / sum of fourth powers.
   A variance that is already larger is left as it is.
3. Score and variance give an effective number of clips. For few actors it is cut by the squared ratio of the
   normal's quantile to Student's t. Clopper and Pearson's interval for so many clips is the result (Korn and
   Graubard, Survey Methodology 24, 1998). Where few actors pull the score to one side, the end on that side is
   moved out to Johnson's (t corrected for skewness, Journal of the American Statistical Association 73, 1978).
4. Scores that are no shares of clips (AUC, average precision, Brier, log loss, votes) are treated as shares of
   their range. The variance that losses are raised towards is that of the clips' own losses and of one clip more
   at the worst. The lower end of the error of calibration is lowered by what noise adds to it.
5. Differences are treated likewise, between -1 and 1; their variance is raised towards that of as many differing
   clips as the scores differ by, and three more.

No interval is empty or inverted, and none leaves the score's range. With fewer than {least} actors there is none:
the spread between so few cannot be told. The same holds for the scores of a class whose clips are of fewer
than {least} actors: those who acted it, for precision those for whom it was chosen. Averages over classes
have one.

## How often they hold the truth

Each draw is a corpus of actors whose shares of right clips come from a beta distribution around the truth. Its
correlation within an actor is 0, .1 and .2; half of the cells of the first table have as many clips of each actor,
half have many of some. A cell of {draws:,} draws has a standard error of {error:.3f} where the coverage is .95;
of several cells the lowest lies below the truth by chance.
"""

CONSERVATIVE = """
Intervals are wider than they would have to be where actors do not differ: {share:.0%} of the cells without
correlation cover .98 and more. That is the price of holding where they do differ and few errors have been seen.
"""


class Coverage(NamedTuple):
    """How often intervals held the truth, and how wide they were."""

    covered: float
    width: float
    empty: float
    """Share of intervals of width 0."""


Cells = list[tuple[tuple, Coverage]]
MethodCells = list[tuple[tuple, dict[str, Coverage]]]
"""Coverage of each method in a cell."""


def write_page(path: Path, shares: MethodCells, differences: Cells, scores: dict[str, Cells], facts: dict) -> None:
    """Write the page.

    Parameters
    ----------
    shares : list of (cell, dict of method to coverage)
    differences : list of (cell, coverage)
    scores : dict of str to list of (cell, coverage)
    facts : dict
        Numbers that the introduction names, and standard errors by table.
    """
    page = [INTRODUCTION.format(**facts), _methods(shares), _price(shares), _by_truth(shares)]
    page += [_differences(differences, facts["pair_error"]), _scores(scores, facts["score_error"])]
    path.write_text("\n".join(page))


def _methods(shares: MethodCells) -> str:
    lines = [
        "| method | lowest | cells below .93 | mean | mean width | of width 0, at most |",
        "|---|---|---|---|---|---|",
    ]
    for name in shares[0][1]:
        covered, width, empty = np.array([each[name] for _, each in shares]).T
        lines.append(
            f"| {name} | {covered.min():.3f} | {(covered < 0.93).sum()} of {len(covered)} | "
            f"{covered.mean():.3f} | {width.mean():.3f} | {empty.max():.0%} |"
        )
    return "\n".join(["### Share of right clips: methods compared\n", *lines])


def _price(shares: MethodCells) -> str:
    covered = np.array([each["chosen"].covered for cell, each in shares if cell[3] == 0])
    return CONSERVATIVE.format(share=(covered >= 0.98).mean())


def _by_truth(shares: MethodCells) -> str:
    truths = sorted({cell[2] for cell, _ in shares})
    lines = [
        "\n### Share of right clips: lowest coverage over correlations and over evenness, and mean width\n",
        f"| actors | clips | {' | '.join(f'truth {truth}' for truth in truths)} |",
        f"|---|---|{'---|' * len(truths)}",
    ]
    for actors, clips in dict.fromkeys(cell[:2] for cell, _ in shares):
        numbers = []
        for truth in truths:
            here = np.array([each["chosen"] for cell, each in shares if cell[:3] == (actors, clips, truth)])
            numbers.append(f"{here[:, 0].min():.3f} ({here[:, 1].mean():.2f})")
        lines.append(f"| {actors} | {clips} | {' | '.join(numbers)} |")
    return "\n".join(lines)


def _differences(differences: Cells, error: float) -> str:
    lines = [
        "\n### Differences of two rows on the same clips: lowest coverage and mean width\n",
        f"Standard error of a cell {error:.3f}. On a tenth or on all of the clips, chance is "
        "independent between the two rows.\n",
        "| truths | correlation | cells | lowest | mean | mean width | of width 0, at most |",
        "|---|---|---|---|---|---|---|",
    ]
    for pair, correlation in dict.fromkeys(cell[2:4] for cell, _ in differences):
        here = np.array([each for cell, each in differences if cell[2:4] == (pair, correlation)])
        covered, width, empty = here.T
        lines.append(
            f"| {pair[0]}, {pair[1]} | {correlation} | {len(here)} | {covered.min():.3f} | {covered.mean():.3f} | "
            f"{width.mean():.3f} | {empty.max():.0%} |"
        )
    return "\n".join(lines)


def _scores(scores: dict[str, Cells], error: float) -> str:
    number = max(map(len, scores.values()))
    lines = [
        "\n### Every score\n",
        f"Up to {number} cells of actors, clips, truth and correlation; standard error of a cell {error:.3f}, of",
        "the mean over cells a few thousandths. Scores of a class have their six classes together.\n",
        "| score | cells | lowest | where (actors, clips, truth, correlation) | mean | of width 0, at most |",
        "|---|---|---|---|---|---|",
    ]
    for name, cells in scores.items():
        covered, _, empty = np.array([each for _, each in cells]).T
        where = ", ".join(map(str, cells[int(covered.argmin())][0]))
        lines.append(
            f"| {name} | {len(cells)} | {covered.min():.3f} | {where} | {covered.mean():.3f} | {empty.max():.0%} |"
        )
    return "\n".join([*lines, ""])

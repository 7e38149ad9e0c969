"""Simulate how often intervals hold the truth, and write docs/intervals.md.

Actors differ in how well they are recognised: their shares of right clips are drawn from a beta distribution,
whose spread is the correlation within an actor. The truth is the score of all actors that there could be.
"""

import itertools
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

from benchmarks.coverage_page import Coverage, write_page
from cremad.evaluation.intervals import (
    CORRELATION,
    LEAST_ACTORS,
    PRIOR_ACTORS,
    basis_of,
    difference_intervals,
    leave_out_weights,
    score_intervals,
)
from cremad.evaluation.resampling import ActorSums
from cremad.evaluation.scored_actors import score_with_intervals
from cremad.evaluation.soft_labels import SoftActorSums, score_actors
from cremad.randomness.streams import child_stream

PAGE = Path(__file__).resolve().parents[1] / "docs" / "intervals.md"

ACTORS, CLIPS = (5, 8, 12, 30, 91), (2, 12, 80)
TRUTHS, CORRELATIONS = (0.3, 0.5, 0.7, 0.9, 0.95, 0.97, 0.99), (0.0, 0.1, 0.2)
PAIRS = ((0.5, 0.5), (0.6, 0.5), (0.95, 0.95), (0.97, 0.95), (0.99, 0.97))
SHAPES = ((5, 2), (5, 12), (12, 2), (12, 12), (30, 6), (91, 8))
SCORED_TRUTHS, SCORED_CORRELATIONS = (0.3, 0.7, 0.95, 0.99), (0.0, 0.2)
DRAWS, PAIR_DRAWS, SCORE_DRAWS, SEED = 2000, 500, 400, 0
LABELS = ("anger", "disgust", "fear", "happy", "neutral", "sad")
CLASSES = len(LABELS)


def coverage_of(ends: np.ndarray, truth: float) -> Coverage:
    """Summary of intervals, (draws, 2), of which those that are not given are left out."""
    low, high = ends[~np.isnan(ends).any(1)].T
    return Coverage(((low <= truth) & (truth <= high)).mean(), (high - low).mean(), (high <= low).mean())


def skills(truth: float, correlation: float, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Shares of right clips of actors whose mean is the truth."""
    if not correlation:
        return np.full(shape, truth)
    size = 1 / correlation - 1
    return rng.beta(truth * size, (1 - truth) * size, shape)


def draw_shares(
    actors: int, clips: int, truth: float, correlation: float, draws: int, rng: np.random.Generator, uneven: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Right clips, (actors, draws), and clips, (actors,), of each actor; some with many more clips than others."""
    sizes = np.full(actors, clips)
    if uneven:
        wanted = np.exp(1.2 * stats.norm.ppf((np.arange(actors) + 0.5) / actors))
        sizes = np.maximum(np.round(clips * actors * wanted / wanted.sum()), 1).astype(int)
    return rng.binomial(sizes, skills(truth, correlation, (draws, actors), rng)).T.astype(float), sizes


def share_intervals(right: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The project's intervals of the share of right clips, (draws, 2)."""
    weights = leave_out_weights(len(sizes))
    scores = (weights @ right) / (weights @ sizes)[:, None]
    return score_intervals(scores, basis_of(np.repeat(sizes[:, None].astype(float), right.shape[1], axis=1)))


def bootstrap_intervals(right: np.ndarray, sizes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Percentiles over draws of actors, moved outward for few of them: the method that was used before."""
    actors = len(sizes)
    weights = rng.multinomial(actors, np.full(actors, 1 / actors), size=1000).astype(float)
    tail = stats.norm.cdf(stats.t.ppf(0.025, actors - 1) * np.sqrt(actors / (actors - 1)))
    return np.quantile((weights @ right) / (weights @ sizes)[:, None], [tail, 1 - tail], axis=0).T


def wilson_intervals(right: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Wilson's interval with the jackknife's effective number of clips and Student's t."""
    weights, actors = leave_out_weights(len(sizes)), len(sizes)
    scores = (weights @ right) / (weights @ sizes)[:, None]
    share, t = scores[0], stats.t.isf(0.025, actors - 1)
    variance = scores[1:].var(0) * (actors - 1)
    effective = np.divide(share * (1 - share), variance, out=np.full_like(share, sizes.sum()), where=variance > 0)
    effective = np.minimum(effective, sizes.sum())
    middle = (share + t**2 / (2 * effective)) / (1 + t**2 / effective)
    reach = t * np.sqrt(share * (1 - share) / effective + t**2 / (4 * effective**2)) / (1 + t**2 / effective)
    return np.stack([middle - reach, middle + reach], axis=1)


def cover_shares(draws: int) -> list[tuple[tuple, dict[str, Coverage]]]:
    """Coverage of the share of right clips by this and by other methods, for each cell of the grid."""
    rows = []
    for cell in itertools.product(ACTORS, CLIPS, TRUTHS, CORRELATIONS, (False, True)):
        actors, clips, truth, correlation, uneven = cell
        rng = child_stream(SEED, f"shares {cell}")
        right, sizes = draw_shares(actors, clips, truth, correlation, draws, rng, uneven)
        few = right[:, : draws // 5]
        intervals = {
            "chosen": share_intervals(right, sizes),
            "bootstrap percentiles": bootstrap_intervals(few, sizes, rng),
            "Wilson, effective clips": wilson_intervals(right, sizes),
        }
        rows.append((cell, {name: coverage_of(ends, truth) for name, ends in intervals.items()}))
    return rows


def cover_differences(draws: int) -> list[tuple[tuple, Coverage]]:
    """Coverage of the difference of two shares over the same clips, for each cell of a grid."""
    rows = []
    for cell in itertools.product(ACTORS, CLIPS, PAIRS, CORRELATIONS, (0.1, 1.0)):
        actors, clips, pair, correlation, apart = cell
        rng = child_stream(SEED, f"differences {cell}")
        dice = rng.random((2, draws, actors, clips), dtype=np.float32)
        # both rows meet the same luck on a clip, but for a share of clips
        dice[1] = np.where(rng.random(dice[0].shape, dtype=np.float32) < apart, dice[1], dice[0])
        right = [
            (die < skills(truth, correlation, (draws, actors), rng)[..., None]).sum(2)
            for die, truth in zip(dice, pair, strict=True)
        ]
        weights, sizes = leave_out_weights(actors), np.full((actors, draws), float(clips))
        differences = (weights @ (right[0] - right[1]).T) / (weights @ sizes)
        ends = difference_intervals(differences, basis_of(sizes))
        rows.append((cell, coverage_of(ends, pair[0] - pair[1])))
    return rows


class Corpus(NamedTuple):
    """Clips of a simulated corpus, and what was predicted of them."""

    truth: np.ndarray
    probabilities: np.ndarray
    votes: np.ndarray
    actors: np.ndarray

    def sums(self, actors: np.ndarray) -> ActorSums:
        """Reduced to sums over actors."""
        return ActorSums(self.truth, self.probabilities.argmax(1), self.probabilities, actors, LABELS)


def draw_corpus(actors: int, clips: int, truth: float, correlation: float, rng: np.random.Generator) -> Corpus:
    """Draw a corpus of six emotions in turn; confidence is higher where the choice is right."""
    number = actors * clips
    classes, actor = np.arange(number) % CLASSES, np.repeat(np.arange(actors), clips)
    right = rng.random(number) < skills(truth, correlation, (actors,), rng)[actor]
    choice = np.where(right, classes, (classes + rng.integers(1, CLASSES, number)) % CLASSES)
    top = 0.5 + 0.5 * np.where(right, rng.beta(5, 2, number), rng.beta(2, 3, number))
    rest = rng.dirichlet(np.ones(CLASSES), number)
    rest[np.arange(number), choice] = 0
    table = rest / rest.sum(1, keepdims=True) * (1 - top)[:, None]
    table[np.arange(number), choice] = top
    votes = rng.multinomial(10, 0.7 * np.eye(CLASSES)[classes] + 0.3 / CLASSES) / 10
    return Corpus(classes, table, votes, actor)


def scored(corpus: Corpus, actors: np.ndarray) -> dict[str, tuple[float, float, float]]:
    """Every score with its interval: of labels, of probabilities, of votes."""
    scores: dict[str, tuple[float, float, float]] = dict(score_with_intervals(corpus.sums(actors)))
    soft = score_actors(SoftActorSums(corpus.votes, corpus.probabilities, actors), list(LABELS), "")
    names = soft["metric"].str.rstrip("_") + soft["class"].map(
        lambda label: f".{label}" if isinstance(label, str) else ""
    )
    lines = soft[["value", "ci_low", "ci_high"]].itertuples(index=False, name=None)
    return scores | dict(zip(names, lines, strict=True))


def cover_scores(
    draws: int, shapes: tuple[tuple[int, int], ...], truths: tuple[float, ...], correlations: tuple[float, ...]
) -> dict[str, list[tuple[tuple, Coverage]]]:
    """Coverage of every score, those of classes together, for each cell of a grid."""
    found = defaultdict(list)
    for truth, correlation in itertools.product(truths, correlations):
        rng = child_stream(SEED, f"scores {truth} {correlation}")
        all_there_are = draw_corpus(20_000, CLASSES, truth, correlation, rng)
        true = {name: each[0] for name, each in scored(all_there_are, np.zeros(20_000 * CLASSES, int)).items()}
        for actors, clips in shapes:
            ends = defaultdict(list)
            for _ in range(draws):
                corpus = draw_corpus(actors, clips, truth, correlation, rng)
                for name, (_, low, high) in scored(corpus, corpus.actors).items():
                    score, _, label = name.partition(".")
                    # measured from the truth, so that classes can be put together
                    ends[f"{score}, a class" if label else score].append((low - true[name], high - true[name]))
            for score, lines in ends.items():
                table = np.array(lines)
                if np.isfinite(table).any():
                    found[score].append(((actors, clips, truth, correlation), coverage_of(table, 0.0)))
    return dict(found)


def error_of(draws: int) -> float:
    """Standard error of a simulated coverage of .95."""
    return float(np.sqrt(0.95 * 0.05 / draws))


def main() -> None:
    """Simulate and write the page."""
    began = time.process_time()
    shares, differences = cover_shares(DRAWS), cover_differences(PAIR_DRAWS)
    scores = cover_scores(SCORE_DRAWS, SHAPES, SCORED_TRUTHS, SCORED_CORRELATIONS)
    facts = {
        "correlation": CORRELATION,
        "prior": PRIOR_ACTORS,
        "least": LEAST_ACTORS,
        "draws": DRAWS,
        "error": error_of(DRAWS),
        "pair_error": error_of(PAIR_DRAWS),
        "score_error": error_of(SCORE_DRAWS),
    }
    write_page(PAGE, shares, differences, scores, facts)
    print(f"{PAGE}: {time.process_time() - began:.0f} s of computing")


if __name__ == "__main__":
    main()

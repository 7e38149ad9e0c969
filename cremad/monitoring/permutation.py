"""Permutation test of the difference between two windows, in which whole actors are moved between the windows.

Clips of one actor resemble each other, so a test that takes clips for independent finds drift between any
two sets of few actors. Here the unit is the actor. Without drift, an actor could equally well be in the
other window; so whole actors are moved between the windows at random (the two parts of an actor who is in
both are swapped or not), and the observed difference is ranked among those of all permutations. That is
exact whatever the distribution, the dependence within an actor and the number of clips, and needs no
estimate of a design effect, for which a window has too few actors.

References
----------
P. Good, Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed., 2005, chapter 3.
B. Phipson and G. K. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9, 2010.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ActorPermutations:
    """The windows that actors' parts (an actor's clips in one window) are assigned to, for each permutation.

    Attributes
    ----------
    part_of_clip : ndarray of shape (clips,), int
        Index of the part that each clip belongs to.
    in_reference : ndarray of shape (1 + permutations, parts), float32
        1 where a part counts as reference. The first row is as observed.
    """

    part_of_clip: np.ndarray
    in_reference: np.ndarray

    def count(self, cell_of_clip: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray]:
        """Number of clips in each cell of the reference and of the current window, for every permutation.

        Returns
        -------
        reference, current : ndarray of shape (1 + permutations, cells), float32
        """
        parts = self.in_reference.shape[1]
        flat = np.bincount(self.part_of_clip * cells + cell_of_clip, minlength=parts * cells)
        by_part = flat.reshape(parts, cells).astype(np.float32)
        reference = self.in_reference @ by_part
        return reference, by_part.sum(axis=0) - reference


def permute_actors(
    actor: np.ndarray, is_reference: np.ndarray, count: int, generator: np.random.Generator
) -> ActorPermutations:
    """Draw random permutations of actors between two windows.

    Parameters
    ----------
    actor : ndarray of shape (clips,), str
    is_reference : ndarray of shape (clips,), bool
    count : int
        Number of permutations to draw.
    generator : Generator
    """
    actors, code = np.unique(actor, return_inverse=True)
    parts, part_of_clip = np.unique(2 * code + is_reference, return_inverse=True)
    observed = parts % 2 == 1
    in_both = np.bincount(parts // 2, minlength=len(actors))[parts // 2] == 2
    drawn = np.tile(observed, (count, 1))
    drawn[:, ~in_both] = generator.permuted(drawn[:, ~in_both], axis=1)
    swapped = generator.random((count, in_both.sum() // 2)) < 0.5
    drawn[:, in_both] ^= np.repeat(swapped, 2, axis=1)  # the two parts of an actor are neighbours
    return ActorPermutations(part_of_clip, np.vstack([observed, drawn]).astype(np.float32))


def kolmogorov_smirnov(reference: np.ndarray, current: np.ndarray) -> np.ndarray:
    """Largest difference between distribution functions over ordered cells, for each row of counts."""
    difference = np.cumsum(_shares(reference) - _shares(current), axis=1)
    return np.abs(difference).max(axis=1)


def chi_square(reference: np.ndarray, current: np.ndarray) -> np.ndarray:
    """Pearson's chi-square of two windows by cells, for each row of counts; empty cells add nothing."""
    total = np.maximum(reference + current, 1e-9)
    n_reference, n_current = reference.sum(axis=1), current.sum(axis=1)
    squares = (_shares(reference) - _shares(current)) ** 2 / total
    return n_reference * n_current * squares.sum(axis=1)


def total_variation(reference: np.ndarray, current: np.ndarray) -> np.ndarray:
    """Share of the clips that would need another label for equal windows, for each row of counts."""
    return np.abs(_shares(reference) - _shares(current)).sum(axis=1) / 2


def p_value(statistic: np.ndarray) -> float:
    """Rank of the first value among all, itself included: 1 / len(statistic) if no other reaches it."""
    return float(np.mean(statistic >= statistic[0] * (1 - 1e-9)))  # values that differ only by rounding are equal


def _shares(counts: np.ndarray) -> np.ndarray:
    return counts / counts.sum(axis=1, keepdims=True, dtype=np.float64)

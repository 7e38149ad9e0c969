"""All scores of one set of predictions under many weightings of its actors at once.

A weighting leaves an actor out or swaps actors of two models. Each score is a function of sums
over actors, so an actor's clips are reduced to those sums once and a weighting is a matrix product:

- labels: confusion counts an actor;
- log loss, Brier, calibration: their sums an actor (a bin);
- AUC: how often a positive clip of actor a outranks a negative clip of actor b, a matrix M; under weights w
  the AUC is w'Mw over the product of the weighted numbers of positives and negatives;
- average precision: for each positive clip, how many clips of each actor rank as high or higher.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from cremad.errors import ContractError
from cremad.evaluation import calibration
from cremad.evaluation.classification import mean_over_classes, score_confusion

AVERAGES = {"uar", "macro_precision", "macro_f1", "auc", "average_precision"}
"""Scores that are means over the classes."""


class ActorSums:
    """Predictions reduced to sums over actors.

    Parameters
    ----------
    truth, choice : ndarray, shape (clips,), int
        Columns of the true and of the chosen class.
    probabilities : ndarray, shape (clips, classes), or None
        None for choices that came without: scores of probabilities are then not there.
    actors : ndarray, shape (clips,), int
        Number of each clip's actor, from 0 without gaps.
    labels : sequence of str
        Names of the classes.
    """

    def __init__(
        self,
        truth: np.ndarray,
        choice: np.ndarray,
        probabilities: np.ndarray | None,
        actors: np.ndarray,
        labels: Sequence[str],
    ):
        self.truth, self.choice, self.actors, self.labels = truth, choice, actors, tuple(labels)
        self.probabilities = None if probabilities is None else np.asarray(probabilities, float)
        self.n_actors = int(actors.max(initial=-1)) + 1

    @property
    def known_probabilities(self) -> np.ndarray:
        """The probabilities, shape (clips, classes).

        Raises
        ------
        ContractError
            If the choices came without.
        """
        if self.probabilities is None:
            raise ContractError("choices that came without probabilities have no scores of probabilities")
        return self.probabilities

    def score(self, weights: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """Every score by name, each of shape ``(weightings,)``.

        Parameters
        ----------
        weights : ndarray, shape (weightings, actors), optional
            How many times each actor counts; once if not given. Where a class has lost all its actors, averages
            over classes are NaN: an average over fewer classes would be another quantity.
        """
        if weights is None:
            weights = np.ones((1, self.n_actors))
        confusions = self.confusions(weights)
        scores = score_confusion(confusions, self.labels)
        if self.probabilities is not None:
            scores |= self._ranking(weights) | self._calibration(weights)
        occurs = np.isin(np.arange(len(self.labels)), self.truth)
        short = (confusions.sum(-1)[:, occurs] == 0).any(1)
        return scores | {name: np.where(short, np.nan, scores[name]) for name in AVERAGES & scores.keys()}

    def confusions(self, weights: np.ndarray) -> np.ndarray:
        """Confusion counts of each weighting, shape (weightings, classes, classes)."""
        size = len(self.labels)
        return (weights @ self._confusion_by_actor).reshape(-1, size, size)

    @cached_property
    def _confusion_by_actor(self) -> np.ndarray:
        size = len(self.labels)
        return self._count(self.truth * size + self.choice, size * size)

    def _count(self, cells: np.ndarray, n_cells: int, values: np.ndarray | None = None) -> np.ndarray:
        """Sum of values (number, if none) an actor and cell, shape (actors, cells)."""
        flat = np.bincount(self.actors * n_cells + cells, values, self.n_actors * n_cells)
        return flat.reshape(self.n_actors, n_cells).astype(float)

    def _calibration(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        one_cell = np.zeros(len(self.truth), int)
        clips = weights @ self._clips
        clips = np.where(clips > 0, clips, np.nan)
        gap_sums = weights @ self._gap_sums
        sums = {
            name: weights @ self._count(one_cell, 1, each(self.known_probabilities, self.truth))[:, 0]
            for name, each in (("log_loss", calibration.log_losses), ("brier", calibration.brier_scores))
        }
        return {name: total / clips for name, total in sums.items()} | {"ece": np.abs(gap_sums).sum(1) / clips}

    @cached_property
    def _gap_sums(self) -> np.ndarray:
        """Confidence less share of right choices, summed for each actor and bin, shape (actors, bins)."""
        bins, gaps = calibration.confidence_gaps(self.known_probabilities, self.truth)
        return self._count(bins, calibration.BINS, gaps)

    @cached_property
    def calibration_noise(self) -> float:
        """What actors' differing adds to the error of calibration at most: the mean of |noise| over its bins."""
        variance = self._gap_sums.var(0, ddof=min(1, self.n_actors - 1)) * self.n_actors
        return float(np.sqrt(2 / np.pi * variance).sum() / max(len(self.truth), 1))

    def _ranking(self, weights: np.ndarray) -> dict[str, np.ndarray]:
        columns = range(len(self.labels))
        by_name = {"auc": self._auc, "average_precision": self._average_precision}
        scores = {}
        for name, score in by_name.items():
            each = np.stack([score(column, weights) for column in columns], axis=1)
            scores[name] = mean_over_classes(each)
            scores |= {f"{name}.{label}": each[:, column] for column, label in enumerate(self.labels)}
        return scores

    def _auc(self, column: int, weights: np.ndarray) -> np.ndarray:
        wins, positives, negatives = self._wins[column]
        pairs = (weights @ positives) * (weights @ negatives)
        won = ((weights @ wins) * weights).sum(1)
        return np.divide(won, pairs, out=np.full(len(weights), np.nan), where=pairs > 0)

    @cached_property
    def _wins(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        return [self._count_wins(column) for column in range(len(self.labels))]

    def _count_wins(self, column: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        scores, positive = self.known_probabilities[:, column], self.truth == column
        winners, at = scores[positive], self.actors[positive]
        wins = np.empty((self.n_actors, self.n_actors))
        for other in range(self.n_actors):
            beaten = np.sort(scores[~positive & (self.actors == other)])
            ahead = np.searchsorted(beaten, winners, "left") + np.searchsorted(beaten, winners, "right")
            wins[:, other] = np.bincount(at, ahead / 2, self.n_actors)
        counts = self._count(positive.astype(int), 2)
        return wins, counts[:, 1], counts[:, 0]

    def _average_precision(self, column: int, weights: np.ndarray) -> np.ndarray:
        as_high, positives_as_high, at = self._heights[column]
        drawn = weights[:, at]
        positives, clips = drawn.sum(1), weights @ self._clips
        # float32 holds these counts exactly, and multiplies twice as fast
        light = weights.astype(np.float32)
        ranks, hits = light @ as_high, light @ positives_as_high
        precision = np.divide(hits, ranks, where=drawn > 0, out=np.zeros(drawn.shape), dtype=float)
        area = (precision * drawn).sum(1)
        both_occur = (positives > 0) & (positives < clips)
        return np.divide(area, positives, out=np.full(len(weights), np.nan), where=both_occur)

    @cached_property
    def _clips(self) -> np.ndarray:
        return np.bincount(self.actors, minlength=self.n_actors).astype(float)

    @cached_property
    def _heights(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """For each class and positive clip: clips, and positives, of each actor as high; whose clip it is."""
        return [self._count_heights(column) for column in range(len(self.labels))]

    def _count_heights(self, column: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        scores, positive = self.known_probabilities[:, column], self.truth == column
        order = np.argsort(-scores, kind="stable")
        last_as_high = np.searchsorted(-scores[order], -scores[positive], "right") - 1
        one_hot = (self.actors[order] == np.arange(self.n_actors)[:, None]).astype(np.float32)
        as_high = one_hot.cumsum(1)[:, last_as_high]
        positives_as_high = (one_hot * positive[order]).cumsum(1)[:, last_as_high]
        return as_high, positives_as_high, self.actors[positive]

"""Scores against the votes of human raters: not whether the one label was met, but the shares of the votes.

Conventions
-----------
`votes` and `probabilities` are ``(clips, classes)``, each row summing to 1: the share of raters who chose a
class, and the probability that a model gives to it. Clips without votes are for the caller to leave out.
Cross-entropy is in nats, and reads a probability below float32's epsilon as that epsilon, as the log loss
does; its least value is the entropy of the votes, not 0. The Jensen-Shannon divergence is in bits, from 0 to 1.
The soft recall of a class is the chance that a vote for it, drawn at random, is met by the model's choice.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import rel_entr

from cremad.errors import ContractError
from cremad.evaluation import calibration
from cremad.evaluation.classification import accuracy, recalls, uar
from cremad.evaluation.intervals import basis_of, leave_out_weights, score_intervals
from cremad.evaluation.scored_actors import loss_variance, sure_as
from cremad.evaluation.scoring import ROW, by_row, probabilities_of
from data_contracts.vocabulary import LABEL_SETS


def validate(votes: np.ndarray, probabilities: np.ndarray) -> None:
    """Refuse what are no two tables of shares of the same clips and classes.

    Raises
    ------
    ContractError
        If shapes differ, a value lies outside [0, 1], or a row does not sum to 1.
    """
    if np.shape(votes) != np.shape(probabilities):
        raise ContractError(f"votes {np.shape(votes)} do not fit probabilities {np.shape(probabilities)}")
    for table in (votes, probabilities):
        calibration.validate(table, votes)  # which looks at the number of clips alone


def cross_entropies(votes: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Mean of minus the logarithm of the probability given to each vote, a clip."""
    return -(votes * np.log(np.clip(probabilities, calibration.EPSILON, 1.0))).sum(1)


def jensen_shannon_divergences(votes: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Jensen-Shannon divergence in bits, a clip (Lin, IEEE Transactions on Information Theory 37, 1991)."""
    middle = (votes + probabilities) / 2
    return (rel_entr(votes, middle) + rel_entr(probabilities, middle)).sum(1) / (2 * np.log(2))


def evaluate(votes: np.ndarray, probabilities: np.ndarray, labels: Sequence[str]) -> dict[str, float]:
    """Every score of this module as a flat dict of floats; the likeliest class is the choice."""
    votes, probabilities = np.asarray(votes, float), np.asarray(probabilities, float)
    validate(votes, probabilities)
    everyone = np.zeros(len(votes), int)
    scores = _score(SoftActorSums(votes, probabilities, everyone), np.ones((1, 1)), labels)
    return {name: float(value[0]) for name, value in scores.items()}


def score_soft(predictions: pd.DataFrame, clips: pd.DataFrame, given: str) -> pd.DataFrame:
    """Score rows of a results table against the votes, each number with its 95 % interval.

    Parameters
    ----------
    predictions : DataFrame
        Rows of the contract `predictions`; rows without probabilities are left out.
    clips : DataFrame
        Columns clip_id and votes_<given>_<emotion>. Clips without votes for the row's labels are left out.
    given : str
        What the raters were given, of `VOTE_MODALITIES`; ends the names of the metrics.

    Returns
    -------
    DataFrame
        Rows of the contract `metrics`, such as ``soft_uar_voice``.
    """
    by_id = clips.set_index("clip_id")
    tables = []
    for name, rows in by_row(predictions):
        labels = LABEL_SETS[name["labels"]]
        cast = (
            by_id[[f"votes_{given}_{label}" for label in labels]]
            .reindex(rows["clip_id"])
            .fillna(0)
            .to_numpy(float)
        )
        rated = cast.sum(1) > 0
        rows, cast = rows[rated], cast[rated]
        probabilities = probabilities_of(rows, labels) if len(rows) else None
        if probabilities is not None:
            votes = cast / cast.sum(1, keepdims=True)
            sums = SoftActorSums(votes, probabilities, pd.factorize(rows["actor"], sort=True)[0])
            table = score_actors(sums, labels, given)
            tables.append(table.assign(n_clips=rows["clip_id"].nunique(), n_actors=sums.n_actors, **name))
    columns = [*ROW, "metric", "class", "value", "ci_low", "ci_high", "n_clips", "n_actors"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


class SoftActorSums:
    """Scores of clips, summed an actor: of any weighting of actors they are weighted sums."""

    def __init__(self, votes: np.ndarray, probabilities: np.ndarray, actors: np.ndarray):
        self.n_actors = int(actors.max(initial=-1)) + 1
        whose = (np.arange(self.n_actors)[:, None] == actors).astype(float)
        choice = np.eye(votes.shape[1])[probabilities.argmax(1)]
        self.clips = whose.sum(1)
        self.confusions = np.einsum("ai,ij,ik->ajk", whose, votes, choice, optimize=True)
        losses = cross_entropies(votes, probabilities)
        self.cross_entropy = whose @ losses
        self.loss_variance = loss_variance(losses, np.log(votes.shape[1]))
        self.jensen_shannon = whose @ jensen_shannon_divergences(votes, probabilities)


def _score(sums: SoftActorSums, weights: np.ndarray, labels: Sequence[str]) -> dict[str, np.ndarray]:
    confusions = np.tensordot(weights, sums.confusions, 1)
    clips = weights @ sums.clips
    clips = np.where(clips > 0, clips, np.nan)
    recall = recalls(confusions)
    overall = {
        "soft_uar": uar(confusions),
        "soft_accuracy": accuracy(confusions),
        "soft_cross_entropy": weights @ sums.cross_entropy / clips,
        "soft_jensen_shannon": weights @ sums.jensen_shannon / clips,
    }
    return overall | {f"soft_recall.{label}": recall[:, column] for column, label in enumerate(labels)}


def score_actors(sums: SoftActorSums, labels: Sequence[str], given: str) -> pd.DataFrame:
    scores = _score(sums, leave_out_weights(sums.n_actors), labels)
    names, votes = list(scores), sums.confusions.sum(2)
    counts = np.stack(
        [votes[:, labels.index(label)] if label else sums.clips for label in map(_class_of, names)], 1
    )
    clips = np.where(np.equal(names, "soft_uar"), sure_as(votes.sum(0)[votes.any(0)]), counts.sum(0))
    is_loss = np.equal(names, "soft_cross_entropy")
    highest = np.where(is_loss, -np.log(calibration.EPSILON), 1.0)
    clip_variance = np.where(is_loss, sums.loss_variance, np.nan)
    table = np.stack(list(scores.values()), axis=1)
    ends = score_intervals(table, basis_of(counts, clips), highest=highest, clip_variance=clip_variance)
    metrics = pd.DataFrame({"metric": names, "value": table[0], "ci_low": ends[:, 0], "ci_high": ends[:, 1]})
    metrics["class"] = metrics["metric"].map(_class_of)
    metrics["metric"] = metrics["metric"].str.partition(".")[0] + f"_{given}"
    return metrics.dropna(subset="value")


def _class_of(name: str) -> str | None:
    return name.partition(".")[2] or None

"""Scores of probabilities: how far they are from what happened.

Conventions
-----------
`probabilities` is ``(clips, classes)``, each row summing to 1 within 1e-3; `truth` holds the column of the
true class. Probabilities are stored as float32, so the log loss reads a probability below float32's epsilon
(1.2e-7) as that epsilon: no single clip costs more than 15.94. Brier is the sum over classes, from 0 to 2.
The expected calibration error is of the top class, over 15 bins of equal width (Guo et al., ICML 2017). Of
no clips at all every score is NaN.
"""

import numpy as np

from cremad.errors import ContractError

BINS = 15
EPSILON = float(np.finfo(np.float32).eps)


def validate(probabilities: np.ndarray, truth: np.ndarray) -> None:
    """Refuse what is no table of probabilities.

    Raises
    ------
    ContractError
        If shapes do not fit, a value lies outside [0, 1], or a row does not sum to 1.
    """
    if probabilities.ndim != 2 or len(probabilities) != len(truth):
        raise ContractError(f"probabilities {probabilities.shape} do not fit {len(truth)} clips")
    off = ~np.isclose(probabilities.sum(1), 1.0, rtol=0, atol=1e-3)
    off |= ((probabilities < 0) | (probabilities > 1)).any(1)
    if off.any():
        row = int(np.flatnonzero(off)[0])
        raise ContractError(f"row {row} holds no probabilities: {probabilities[row].tolist()}")


def log_losses(probabilities: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Minus the natural logarithm of the probability given to the truth, a clip."""
    given = probabilities[np.arange(len(truth)), truth]
    return -np.log(np.clip(given, EPSILON, 1.0))


def brier_scores(probabilities: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Squared distance to the one-hot truth, a clip (Brier, 1950)."""
    return ((probabilities - np.eye(probabilities.shape[1])[truth]) ** 2).sum(1)


def confidence_gaps(probabilities: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bin of each clip's top probability, and that probability less whether the choice was right.

    The absolute sums of the gaps within bins, over the number of clips, are the expected calibration error.
    """
    top = probabilities.max(1, initial=0.0)
    bins = np.clip(np.ceil(top * BINS).astype(int) - 1, 0, BINS - 1)
    return bins, top - (probabilities.argmax(1) == truth)


def expected_calibration_error(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """Mean distance between confidence and accuracy over the bins, weighted by their clips."""
    bins, gaps = confidence_gaps(probabilities, truth)
    return float(np.abs(np.bincount(bins, gaps, BINS)).sum() / len(truth)) if len(truth) else np.nan


def evaluate(probabilities: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Every score of this module as a flat dict of floats."""
    probabilities = np.asarray(probabilities, float)
    validate(probabilities, truth)
    empty = len(truth) == 0
    return {
        "log_loss": np.nan if empty else float(log_losses(probabilities, truth).mean()),
        "brier": np.nan if empty else float(brier_scores(probabilities, truth).mean()),
        "ece": expected_calibration_error(probabilities, truth),
    }

"""A metric: Cohen's kappa, agreement of choice and truth beyond what their frequencies give by chance.

J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20(1), 1960.
"""

import numpy as np

from cremad.evaluation.metric import Metric


def cohens_kappa(confusions: np.ndarray) -> np.ndarray:
    """Kappa of each confusion matrix, shape (matrices,); NaN where truth and choice are of one class alone."""
    clips = confusions.sum((1, 2))
    by_chance = (confusions.sum(1) * confusions.sum(2)).sum(1)
    room = clips**2 - by_chance
    above = clips * np.trace(confusions, axis1=1, axis2=2) - by_chance
    return np.divide(above, room, out=np.full(len(confusions), np.nan), where=room > 0)


METRIC = Metric("kappa", "Cohen's kappa (example)", cohens_kappa, lowest=-1.0)

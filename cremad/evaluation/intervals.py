"""Intervals from resampling actors: clips of one actor stand or fall together, so actors are what is drawn.

A resample is a row of weights, how many times each actor was drawn. The ends are percentiles, moved outward
for few actors as Hesterberg proposes ("What Teachers Should Know About the Bootstrap", The American
Statistician 69(4), 2015, section 4.3.3): plain percentiles are too narrow by the factor sqrt((n-1)/n) and
by the use of the normal in place of Student's t.
"""

import numpy as np
from scipy import stats

LEVEL = 0.95


def draw_weights(actors: int, resamples: int, rng: np.random.Generator) -> np.ndarray:
    """Draw actors with replacement, as many as there are.

    Returns
    -------
    ndarray, shape (resamples, actors), float64
        How many times each actor was drawn.
    """
    return rng.multinomial(actors, np.full(actors, 1 / actors), size=resamples).astype(float)


def interval(resampled: np.ndarray, actors: int) -> tuple[float, float]:
    """Ends of the 95 % interval of a score.

    Parameters
    ----------
    resampled : ndarray, shape (resamples,)
        The score in each resample; NaN where the resample does not define it.
    actors : int
        Actors that were drawn from.

    Returns
    -------
    tuple of float
        NaN, NaN with fewer than two actors, or where fewer than half of the resamples define the score.
    """
    defined = resampled[~np.isnan(resampled)]
    if actors < 2 or 2 * len(defined) < len(resampled) or not len(defined):
        return np.nan, np.nan
    quantile = stats.t.ppf((1 - LEVEL) / 2, actors - 1) * np.sqrt(actors / (actors - 1))
    tail = stats.norm.cdf(quantile)
    low, high = np.quantile(defined, [tail, 1 - tail])
    return float(low), float(high)

"""How large a difference is, apart from how sure: each with its 95 % interval.

References
----------
Cohen, Statistical Power Analysis, 1988; Cumming and Finch, "A primer on the understanding, use, and
calculation of confidence intervals that are based on central and noncentral distributions", Educational and
Psychological Measurement 61, 2001; Cliff, "Dominance statistics", Psychological Bulletin 114, 1993; Feng and
Cliff, "Monte Carlo evaluation of ordinal d with improved confidence interval", Journal of Modern Applied
Statistical Methods 3, 2004.
"""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from cremad.errors import ContractError
from cremad.evaluation.intervals import LEVEL

TAIL = (1 - LEVEL) / 2

ROUNDING = 1e-9
"""A spread that is a smaller share of the mean is rounding: the differences do not vary."""


NOT_FINITE = "a value is not a finite number"

LARGE = 100.0
"""From this d on, the mean's own error is nothing beside that of the spread."""


class EffectSize(NamedTuple):
    """A size and the ends of its interval; NaN where it is not defined."""

    value: float
    ci_low: float
    ci_high: float

    @property
    def reason(self) -> str | None:
        """Why it is not defined; None where it is."""
        return None


class Undefined(EffectSize):
    """A size that is not defined, NaN throughout, with the reason."""

    _reason: str

    def __new__(cls, reason: str) -> Self:
        undefined = super().__new__(cls, np.nan, np.nan, np.nan)
        undefined._reason = reason
        return undefined

    @property
    def reason(self) -> str:
        """Why it is not defined."""
        return self._reason


def cohens_d_paired(differences: ArrayLike) -> EffectSize:
    """Mean of paired differences over their standard deviation.

    The interval comes from the noncentral t distribution. NaN, with the reason, for fewer than three differences,
    or where they do not vary.
    """
    (differences,) = _scaled(differences)
    if not np.isfinite(differences).all():
        return Undefined(NOT_FINITE)
    n = len(differences)
    if n < 3:
        return Undefined(f"{n} differences are too few: three are needed")
    return _standardised(differences.mean(), differences.std(ddof=1), n - 1, np.sqrt(n))


def cohens_d_pooled(first: ArrayLike, second: ArrayLike) -> EffectSize:
    """Difference of two samples' means over their pooled standard deviation.

    The interval comes from the noncentral t distribution. NaN for fewer than two of either, or where they do not
    vary.
    """
    first, second = _scaled(first, second)
    if not all(np.isfinite(each).all() for each in (first, second)):
        return Undefined(NOT_FINITE)
    n, m = len(first), len(second)
    if min(n, m) < 2:
        return Undefined(f"{n} and {m} values are too few: two of each are needed")
    variance = ((n - 1) * first.var(ddof=1) + (m - 1) * second.var(ddof=1)) / (n + m - 2)
    return _standardised(first.mean() - second.mean(), np.sqrt(variance), n + m - 2, np.sqrt(n * m / (n + m)))


def cliffs_delta(first: ArrayLike, second: ArrayLike) -> EffectSize:
    """Share of pairs in which the first sample is higher, less the share in which it is lower.

    The interval is Feng and Cliff's, which stays within [-1, 1].
    """
    first, second = np.asarray(first, float), np.asarray(second, float)
    n, m = len(first), len(second)
    if min(n, m) < 2:
        return Undefined(f"{n} and {m} values are too few: two of each are needed")
    dominance = np.sign(first[:, None] - second)
    delta = dominance.mean()
    z = stats.norm.isf(TAIL)
    if abs(delta) == 1:
        nearest = (min(n, m) - z**2) / (min(n, m) + z**2)
        return EffectSize(delta, *sorted((delta, delta * nearest)))
    rows, columns = dominance.mean(1) - delta, dominance.mean(0) - delta
    residual = dominance - dominance.mean(1, keepdims=True) - dominance.mean(0) + delta
    within = (residual**2).sum() / ((n - 1) * (m - 1))
    variance = (rows**2).sum() / (n * (n - 1)) + (columns**2).sum() / (m * (m - 1)) + within / (n * m)
    reach = z * np.sqrt(variance * ((1 - delta**2) ** 2 + z**2 * variance))
    ends = (delta - delta**3 + np.array([-reach, reach])) / (1 - delta**2 + z**2 * variance)
    return EffectSize(delta, *ends)


def odds_ratio(table: np.ndarray) -> EffectSize:
    """Odds ratio of two independent groups, conditional maximum likelihood, with Fisher's exact interval.

    Parameters
    ----------
    table : array-like of int, shape (2, 2)
        A row a group: clips right, clips wrong.
    """
    table = np.asarray(table)
    if table.shape != (2, 2):
        raise ContractError(f"an odds ratio is of a table (2, 2), not {table.shape}")
    found = stats.contingency.odds_ratio(table)
    return EffectSize(found.statistic, *found.confidence_interval(LEVEL))


def odds_ratio_paired(only_first: int, only_second: int) -> EffectSize:
    """Odds ratio of two models on the same clips: those that one alone has right, first over second.

    The interval comes from Clopper and Pearson's of the share (Breslow and Day, 1980). Infinite where the second
    alone is right on no clip; NaN where the models never disagree.
    """
    if not only_first + only_second:
        return Undefined("the models are right on the same clips")
    found = stats.binomtest(only_first, only_first + only_second)
    shares = [found.statistic, *found.proportion_ci(LEVEL)]
    return EffectSize(*(share / (1 - share) if share < 1 else np.inf for share in shares))


def _standardised(mean: float, spread: float, degrees: int, scale: float) -> EffectSize:
    """A mean over a spread, whose product with `scale` is a t of so many degrees of freedom.

    Its ends are the noncentralities under which the t that was seen is just not too high and just not too low.
    """
    if spread <= ROUNDING * abs(mean) or not spread:
        return Undefined("the differences do not vary" if mean else "nothing differs")
    t = mean / spread * scale
    if abs(mean) > LARGE * spread:
        shares = np.sqrt(stats.chi2.ppf([TAIL, 1 - TAIL], degrees) / degrees)
        return EffectSize(float(t / scale), *np.sort(t / scale * shares).tolist())
    # a tenth wider than the normal approximation, which holds both ends; further out scipy's cdf fails
    reach = 1.1 * stats.norm.isf(TAIL) * np.sqrt(1 + t**2 / (2 * degrees))
    low, high = (
        optimize.brentq(_excess, abs(t) - reach, abs(t) + reach, args=(abs(t), degrees, share))
        for share in (1 - TAIL, TAIL)
    )
    ends = (low, high) if t >= 0 else (-high, -low)
    return EffectSize(float(t / scale), *(float(end / scale) for end in ends))


def _scaled(*samples: ArrayLike) -> list[np.ndarray]:
    """Samples over the largest of their values, whose squares neither overflow nor vanish."""
    arrays = [np.asarray(each, float) for each in samples]
    largest = max((np.abs(each).max(initial=0.0) for each in arrays), default=0.0)
    return [each / largest if largest and np.isfinite(largest) else each for each in arrays]


def _excess(shift: float, t: float, degrees: int, share: float) -> float:
    return stats.nct.cdf(t, degrees, shift) - share

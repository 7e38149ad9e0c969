"""Statistics of all rows at once, compiled."""

import numpy as np
from numba import njit

from cremad.features.audio.columns import DELTA_STATISTICS, STATISTICS, Group

QUANTILES = (0.1, 0.5, 0.9)


class RowStatistics:
    """Mean, deviation and percentiles of each row over the frames, and mean and deviation of its deltas.

    Parameters
    ----------
    groups : tuple of Group
        Which rows stand one below the other, and which of them have deltas.
    delta_weights : (orders, width) float64
        Weights of the neighbouring frames for each delta.
    """

    def __init__(self, groups: tuple[Group, ...], delta_weights: np.ndarray):
        self.delta_weights = delta_weights
        plan = []
        row = column = 0
        for group in groups:
            n_rows = len(group.rows)
            plan += [(0, row + i, column + i * len(STATISTICS)) for i in range(n_rows)]
            column += n_rows * len(STATISTICS)
            for order in group.delta_orders:
                plan += [(order, row + i, column + i * len(DELTA_STATISTICS)) for i in range(n_rows)]
                column += n_rows * len(DELTA_STATISTICS)
            row += n_rows
        self.plan = np.array(plan)
        self.n_columns = column

    def __call__(self, matrix: np.ndarray) -> np.ndarray:
        """Statistics of a (rows, frames) float32 matrix in the order of the columns, float32."""
        out = np.empty(self.n_columns, np.float32)
        _fill(matrix, np.sort(matrix, axis=1), self.plan, self.delta_weights, out)
        return out


@njit(cache=True, nogil=True)
def _fill(matrix, ordered, plan, delta_weights, out):  # pragma: no cover
    """Carry out the plan: order of the delta (0: the row itself), row, first column."""
    for order, row, column in plan:
        if order == 0:
            out[column], out[column + 1] = _mean_and_std(matrix[row])
            for i, quantile in enumerate(QUANTILES):
                out[column + 2 + i] = _quantile(ordered[row], quantile)
        else:
            delta = _delta(matrix[row], delta_weights[order - 1])
            out[column], out[column + 1] = _mean_and_std(delta)


@njit(cache=True, nogil=True, fastmath=True)
def _mean_and_std(values):  # pragma: no cover
    mean, square = 0.0, 0.0
    for t in range(len(values)):
        mean += values[t]
    mean /= len(values)
    for t in range(len(values)):
        square += (values[t] - mean) ** 2
    return mean, np.sqrt(square / len(values))


@njit(cache=True, nogil=True)
def _quantile(ordered, quantile):  # pragma: no cover
    """Linear between neighbours, as `numpy.percentile` has it."""
    position = quantile * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (float(ordered[above]) - ordered[below])


@njit(cache=True, nogil=True, fastmath=True)
def _delta(values, weights):  # pragma: no cover
    """Weighted sum of the frames about each; the ends are continued by their last value."""
    half = len(weights) // 2
    n_frames = len(values)
    padded = np.empty(n_frames + 2 * half)
    # Copying by a slice compiles five seconds of error messages.
    for t in range(len(padded)):
        padded[t] = values[min(max(t - half, 0), n_frames - 1)]
    delta = np.zeros(n_frames)
    for i in range(len(weights)):
        for t in range(n_frames):
            delta[t] += weights[i] * padded[t + i]
    return delta

"""Ridge and least-squares classification with clips or actors left out, in closed form: nothing is refitted.

A ridge fit is linear in its targets, fitted = H y. What the fit without the clips of a group would have said of
them follows from the fit with them, y - (I - H_gg)⁻¹ (y - H y)_g, where H_gg is the block of the group; of a
single clip this is the residual over one less its leverage. It is exact, the intercept included, as long as
nothing else is fitted: features are taken as they are, so bring them to one scale without looking at the clips.

Reference
---------
Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, section 7.10; Cook and Weisberg,
Residuals and Influence in Regression, 1982, section 2.2, for groups.
"""

import numpy as np
import pandas as pd

from cremad.errors import ContractError, OptionError

FITTED_EXACTLY = 1e-9
"""A group with less than this to its own residual is fitted exactly whatever its label is."""


def ridge_leave_out(
    X: pd.DataFrame, y: pd.Series, groups: pd.Series | None = None, *, alpha: float = 1.0
) -> pd.DataFrame:
    """Decision scores of each clip by the ridge classifier that was fitted without its group.

    Equal to scikit-learn's ``RidgeClassifier(alpha).decision_function``, refitted for each group. Leaving out
    single clips tests actors that were trained on: see `protocols.caveat_of`.

    Parameters
    ----------
    X : DataFrame, shape (clips, features)
        Finite numbers, indexed by clip id.
    y : Series of str
        Labels, indexed as X; two classes or more.
    groups : Series, optional
        Actors, indexed as X; every clip by itself if not given.
    alpha : float
        Weight of the penalty on squared coefficients; 0 for least squares.

    Returns
    -------
    DataFrame, shape (clips, classes), float64
        One-against-the-rest scores, indexed as X; ``idxmax(axis=1)`` are the predicted labels.

    Raises
    ------
    ContractError
        If the indices differ, a feature is not finite, or there is one class only.
    OptionError
        If alpha is negative, or so small that some clips are fitted exactly.
    """
    values, targets = _check(X, y, alpha)
    centred = values - values.mean(0)
    # the triangular factor has the same singular values and right vectors, and is small
    _, singular, right = np.linalg.svd(np.linalg.qr(centred, mode="r"), full_matrices=False)
    kept = singular > singular.max(initial=0) * max(values.shape) * np.finfo(float).eps
    root = centred @ (right[kept].T / np.sqrt(singular[kept] ** 2 + alpha))
    root = np.column_stack([root, np.full(len(values), len(values) ** -0.5)])  # H = root @ root.T
    residuals = targets - root @ (root.T @ targets)
    scores = np.empty_like(targets)
    numbers = np.arange(len(y)) if groups is None else pd.factorize(_aligned(groups, X))[0]
    order = np.argsort(numbers, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(numbers[order])) + 1):
        own = np.eye(len(group)) - root[group] @ root[group].T
        if np.linalg.eigvalsh(own)[0] < FITTED_EXACTLY:
            raise OptionError(f"clip {X.index[group[0]]} is fitted exactly", remedy="Raise alpha.")
        scores[group] = targets[group] - np.linalg.solve(own, residuals[group])
    return pd.DataFrame(scores, index=X.index, columns=sorted(set(y)))


def _check(X: pd.DataFrame, y: pd.Series, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    """Features as float64, and a column of -1 and 1 for each class."""
    values, classes = X.to_numpy(float), sorted(set(y))
    if alpha < 0:
        raise OptionError(f"alpha is {alpha}", remedy="Give a number from 0 on.")
    if not np.isfinite(values).all():
        raise ContractError("a feature is not a finite number")
    if len(classes) < 2:
        raise ContractError(f"there is nothing to tell apart: labels are {classes}")
    return values, np.where(_aligned(y, X).to_numpy()[:, None] == np.array(classes, object), 1.0, -1.0)


def _aligned(column: pd.Series, X: pd.DataFrame) -> pd.Series:
    if not column.index.equals(X.index):
        raise ContractError("features, labels and groups are not of the same clips in the same order")
    return column

"""Min-max scaling to [0, 1] of 1-D, 2-D and 3-D arrays, in scikit-learn's manner.

Axes
----
The last axis is the feature; each feature has its own minimum and maximum over all other axes.

====================================  ==============================================
``(samples,)``                        one feature
``(samples, features)``               a table
``(samples, steps, features)``        sequences, or ``(height, width, channels)``
====================================  ==============================================

So a scaler fitted on a table of frames also transforms batches of sequences of those frames.
"""

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import FLOAT_DTYPES, check_array, check_is_fitted, validate_data


class MinMaxScaler(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Map each feature's training range to [0, 1] by ``(x - minimum) / (maximum - minimum)``.

    ========================  ===================================================================
    out of range              values beyond the training range become 0 or 1
    constant feature          every training value becomes 0 (see `epsilon`)
    NaN                       left out of the range, and stays NaN; so does a feature of NaN alone
    infinity                  refused
    integers, such as uint8   converted to float64 before any subtraction, so nothing wraps round
    float32                   stays float32; all else becomes float64
    ========================  ===================================================================

    Parameters
    ----------
    epsilon : float, default 1e-8
        Assumed range of a constant feature, relative to its magnitude where that is above 1: new values go from
        0 to 1 within it. It is never added to an actual range, however small: 1e-9 is scaled like any other. A
        feature is constant if it varies by no more than 10 rounding steps.

    Attributes
    ----------
    data_min_, data_max_ : ndarray of shape (features,)
        The training range.
    origin_, scale_ : ndarray of shape (features,)
        What is subtracted, and the divisor: minimum and width of the range; for a constant feature the maximum
        and the range given by `epsilon`.
    n_features_in_ : int
        Length of the last axis, 1 for 1-D arrays.

    Examples
    --------
    >>> scaler = MinMaxScaler().fit([2.0, 4.0, 6.0])
    >>> scaler.transform([3.0, 9.0])
    array([0.25, 1.  ])
    >>> scaler.inverse_transform([0.25])
    array([3.])
    """

    def __init__(self, epsilon: float = 1e-8):
        self.epsilon = epsilon

    def fit(self, X, y=None) -> "MinMaxScaler":
        """Fit the range of each feature, on training data alone.

        Raises
        ------
        ValueError
            If the array has no samples, more than three axes or infinities, or a range overflows its dtype.
        """
        table = self._validated(X, reset=True)
        with np.errstate(over="ignore"):
            # fmin and fmax ignore NaN, and return NaN without a warning where all values are NaN
            self.data_min_, self.data_max_ = np.fmin.reduce(table), np.fmax.reduce(table)
            width = self.data_max_ - self.data_min_
        if np.isinf(width).any():
            raise ValueError(f"a range from minimum to maximum overflows {table.dtype}. Rescale the input.")
        magnitude = np.fmax(np.abs(self.data_min_), np.abs(self.data_max_))
        constant = width <= 10 * np.finfo(table.dtype).eps * magnitude
        self.origin_ = np.where(constant, self.data_max_, self.data_min_)
        self.scale_ = np.where(constant, self.epsilon * np.fmax(magnitude, 1), width).astype(table.dtype)
        return self

    def transform(self, X) -> np.ndarray:
        """Scale to [0, 1]; the shape stays.

        Raises
        ------
        ValueError
            If the number of features differs from `fit`, or values are infinite.
        """
        check_is_fitted(self)
        table = self._validated(X, reset=False)
        with np.errstate(over="ignore"):
            return np.clip((table - self.origin_) / self.scale_, 0, 1).reshape(_shape(X))

    def inverse_transform(self, X) -> np.ndarray:
        """Map [0, 1] back to the training range; values that `transform` clipped stay clipped."""
        check_is_fitted(self)
        table = check_array(_as_table(X), dtype=FLOAT_DTYPES, ensure_all_finite="allow-nan")
        return (table * self.scale_ + self.origin_).reshape(_shape(X))

    def _validated(self, X, *, reset: bool) -> np.ndarray:
        return validate_data(
            self,
            _as_table(X),
            reset=reset,
            dtype=[np.float64, np.float32],
            ensure_all_finite="allow-nan",
        )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.three_d_array = True  # `one_d_array` would mean that nothing else is taken
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


def _as_table(X):
    """Features as columns, everything else as rows; arrays with neither one nor three axes are unchanged."""
    shape = _shape(X)
    if len(shape) == 1:
        return np.reshape(X, (-1, 1))
    return np.reshape(X, (-1, shape[-1])) if len(shape) == 3 else X


def _shape(X) -> tuple[int, ...]:
    return X.shape if hasattr(X, "shape") else np.asarray(X).shape

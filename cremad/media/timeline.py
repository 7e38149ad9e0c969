"""Which frames of a film are spread evenly over it."""

import numpy as np

UNEVEN = 1.0
"""Share of the mean step by which one frame may stray from its even place; in CREMA-D's FLVs it is 0.04."""


def spread_positions(length: int, count: int) -> list[int]:
    """The middle of each of `count` equal stretches of ``range(length)``; all of it if it is shorter.

    >>> spread_positions(10, 2), spread_positions(10, 1), spread_positions(2, 5)
    ([2, 7], [5], [0, 1])
    """
    count = min(count, length)
    return [(2 * stretch + 1) * length // (2 * count) for stretch in range(count)]


def spread_by_time(times_s: list[float] | None, last_s: float, length: int, count: int) -> list[int]:
    """The frames that are seen in the middle of each of `count` equal stretches of time.

    Where frames come at even steps these are the `spread_positions`.

    Parameters
    ----------
    times_s : list of float or None
        When each frame is shown, in any order; None if the film does not say.
    last_s : float
        How long the last frame is shown.
    length : int
        Number of frames, which `times_s` has too.
    count : int
        Number wanted.

    Returns
    -------
    list of int
        Numbers of frames in the order of showing, ascending and distinct: `count`, or all where there are fewer.

    Examples
    --------
    >>> spread_by_time([0, 0.1, 0.2, 0.3, 1, 2, 3], 1, 7, 2)
    [4, 6]
    """
    if times_s is None or length <= count or length < 3:
        return spread_positions(length, count)
    times = np.sort(times_s)
    steps = (times[-1] - times[0]) / (length - 1)
    if np.abs(times - times[0] - steps * np.arange(length)).max() <= UNEVEN * steps:
        return spread_positions(length, count)
    end = times[-1] + last_s
    middles = times[0] + (end - times[0]) * (2 * np.arange(count) + 1) / (2 * count)
    seen = np.searchsorted(times, middles, side="right") - 1
    numbers = np.arange(count)
    ahead = np.maximum.accumulate(seen - numbers) + numbers  # one frame is not given twice
    return np.minimum(ahead, length - count + numbers).tolist()

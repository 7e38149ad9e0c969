"""From channels to one."""

import numpy as np

CANCELLED = 0.1
"""Share of the channels' mean power below which that of their average shows opposite phase: two channels of one
level reach it where they correlate by less than -0.8."""


def average_channels(channels: np.ndarray) -> np.ndarray:
    """Average channels; of two in opposite phase (a plug wired the wrong way round) the louder one is taken.

    Parameters
    ----------
    channels : (channels, samples) float32

    Returns
    -------
    (samples,) float32
        Of one channel, a view of it.

    Examples
    --------
    >>> left = np.float32([0.5, -0.25])
    >>> average_channels(np.stack([left, left / 2])), average_channels(np.stack([left, -left]))
    (array([ 0.375 , -0.1875], dtype=float32), array([ 0.5 , -0.25], dtype=float32))
    """
    if len(channels) == 1:
        return channels[0]
    average = channels.mean(axis=0, dtype=np.float32)
    if len(channels) == 2:
        powers = [float(np.dot(channel, channel)) for channel in channels]
        if float(np.dot(average, average)) < CANCELLED * sum(powers) / 2:
            return np.ascontiguousarray(channels[int(np.argmax(powers))])
    return average

"""One seed per run; every consumer has a named stream of its own, so that adding one changes no other."""

import hashlib

import numpy as np


def child_stream(seed: int, *names: str | int) -> np.random.Generator:
    """A generator that depends only on the seed and the names.

    Parameters
    ----------
    seed : int
        The run's seed.
    *names : str or int
        What the stream is for, such as ``"folds", 3``.

    Examples
    --------
    >>> child_stream(0, "folds").random() == child_stream(0, "folds").random()
    True
    >>> child_stream(0, "folds").random() == child_stream(0, "bootstrap").random()
    False
    """
    return np.random.default_rng(child_seed(seed, *names))


def child_seed(seed: int, *names: str | int) -> int:
    """A 32-bit seed for libraries that take an integer instead of a generator."""
    name = "/".join(map(str, (seed, *names)))
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "little")

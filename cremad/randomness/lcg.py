"""The linear congruential generator of Numerical Recipes as a NumPy bit generator.

``x[n+1] = (1664525 x[n] + 1013904223) mod 2**32``; a seed is the state before the first number.

Quality
-------
The period is 2**32 for every seed, and that of bit ``k`` alone only 2**(k+1): the lowest bit alternates.
So nothing here uses low bits. Floats come from a whole state, high bits first; the 32- and 64-bit words that
`numpy.random.Generator` builds integers, normals, choices and permutations from are put together from the
upper halves of two and four states. Two stretches whose distance is a multiple of a high power of two are
nearly copies of each other, which `substream` keeps away from.

Thirty-two bits of state suit repeatable demonstrations and tests. Training, folds and the bootstrap draw
from `cremad.randomness.streams`.

References
----------
W. H. Press et al., Numerical Recipes, 2nd ed., 1992, section 7.1 ("an even quicker generator").
T. E. Hull and A. R. Dobell, Random number generators, SIAM Review 4(3), 1962 (when the period is full).
F. B. Brown, Random number generation with arbitrary strides, Trans. Am. Nucl. Soc. 71, 1994 (jumping ahead).
"""

import ctypes
import math
import operator
from functools import cache

import numpy as np

from cremad.errors import OptionError

MULTIPLIER = 1664525
INCREMENT = 1013904223
MODULUS = 2**32

_GOLDEN = (math.sqrt(5) - 1) / 2


class LinearCongruentialGenerator(np.random.BitGenerator):
    """A bit generator for `numpy.random.Generator`, which adds every distribution, shape and dtype.

    Parameters
    ----------
    seed : int
        State to start from, ``0 <= seed < 2**32``.

    Raises
    ------
    OptionError
        If the seed is not such an integer. `Generator.spawn` ends here too, because children at random
        places of so short a period overlap: use `substream`.

    Notes
    -----
    A float64 of ``Generator.random`` takes one state (it is ``state / 2**32``), a 32-bit word (for a float32,
    or an integer below 2**32) two, a 64-bit word four. Bounded integers are unbiased: NumPy rejects.
    The first generator of a process compiles the four functions that NumPy calls, about a second.

    Examples
    --------
    >>> LinearCongruentialGenerator(0).random_raw(4)
    array([1013904223, 1196435762, 3519870697, 2868466484], dtype=uint32)
    >>> generator = np.random.Generator(LinearCongruentialGenerator(0))
    >>> generator.random((2, 2)).round(4)
    array([[0.2361, 0.2786],
           [0.8195, 0.6679]])
    """

    def __init__(self, seed: int):
        # NumPy's base class would draw entropy from the system for a seed sequence that is never used.
        super().__init__(0)
        self._word = np.array([_checked_state(seed)], dtype=np.uint32)
        _connect(self.capsule, self._word)

    @property  # type: ignore[override]  # NumPy's own generators give a mapping
    def state(self) -> int:
        """The last number made, from which the next follows."""
        return int(self._word[0])

    @state.setter
    def state(self, state: int) -> None:
        self._word[0] = _checked_state(state)

    def random_raw(  # type: ignore[override]  # without NumPy's `output`, which only timings need
        self, size: int | tuple[int, ...] | None = None
    ) -> int | np.ndarray:
        """The next states themselves. Their low bits repeat soon (see above).

        Parameters
        ----------
        size : int or tuple of int, optional
            Shape to fill, last axis fastest; None for a single int.

        Returns
        -------
        int or ndarray of uint32
        """
        with self.lock:
            if size is None:
                self.state = _apply(1, self.state)
                return self.state
            numbers = _following(self.state, np.empty(size, dtype=np.uint32))
            if numbers.size:
                self.state = int(numbers.flat[-1])
            return numbers

    def advance(self, steps: int) -> "LinearCongruentialGenerator":
        """Move on by any number of steps, or back if negative, in at most 32 squarings; return itself."""
        with self.lock:
            self.state = _apply(steps, self.state)
        return self

    def substream(self, index: int, count: int) -> "LinearCongruentialGenerator":
        """A new generator for one of `count` partitions, disjoint from the others.

        Each has ``substream_length(count)`` states to itself, which is also how far apart they start: a
        golden section of an even share of the period. Streams at even shares, or near them, would be copies
        of each other up to a constant and a small lag; this way that lag is at least
        ``0.38 * 2**32 / shares**2`` numbers, where `shares` is the power of two from `count` up.

        Raises
        ------
        OptionError
            Unless ``0 <= index < count``.
        """
        if not 0 <= index < count:
            raise OptionError(f"substream {index} of {count} does not exist", remedy="Count from 0.")
        with self.lock:
            return LinearCongruentialGenerator(_apply(index * substream_length(count), self.state))

    def __reduce__(self):
        return LinearCongruentialGenerator, (self.state,)


def substream_length(count: int) -> int:
    """How many states each of `count` substreams may use before it runs into the next."""
    shares = 1 << (count - 1).bit_length()
    return int(MODULUS * _GOLDEN / shares)


def jump(steps: int) -> tuple[int, int]:
    """Multiplier and increment of the map that `steps` steps make together, by repeated squaring.

    >>> jump(1) == (MULTIPLIER, INCREMENT)
    True
    """
    if steps < 0:
        steps %= MODULUS  # going back is going round the rest of the period
    multiplier, increment = 1, 0
    square_multiplier, square_increment = MULTIPLIER, INCREMENT
    while steps:
        if steps & 1:
            multiplier = multiplier * square_multiplier % MODULUS
            increment = (increment * square_multiplier + square_increment) % MODULUS
        square_increment = (square_multiplier + 1) * square_increment % MODULUS
        square_multiplier = square_multiplier**2 % MODULUS
        steps >>= 1
    return multiplier, increment


def _apply(steps: int, state: int) -> int:
    multiplier, increment = jump(steps)
    return (multiplier * state + increment) % MODULUS


def _following(state: int, numbers: np.ndarray) -> np.ndarray:
    """Fill an array with the states after `state`: what there is, jumped ahead, doubles it."""
    flat = numbers.reshape(-1)
    flat[:1] = _apply(1, state)
    done = 1
    while done < flat.size:
        ahead = flat[done : 2 * done]
        multiplier, increment = jump(done)
        np.multiply(flat[: ahead.size], np.uint32(multiplier), out=ahead)  # uint32 arrays wrap at 2**32
        ahead += np.uint32(increment)
        done *= 2
    return numbers


def _checked_state(state: int) -> int:
    try:
        number = operator.index(state)
    except TypeError:
        number = -1
    if not 0 <= number < MODULUS:
        raise OptionError(
            f"a linear congruential generator cannot start from {state!r}",
            remedy="Give an integer from 0 to 2**32 - 1; for partitions use `substream`.",
        )
    return number


def _connect(capsule, word: np.ndarray) -> None:
    """Fill NumPy's C struct ``bitgen_t`` (state, next_uint64, next_uint32, next_double, next_raw)."""
    prototype = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)
    address_of = prototype(("PyCapsule_GetPointer", ctypes.pythonapi))
    struct = (ctypes.c_void_p * 5).from_address(address_of(capsule, b"BitGenerator"))
    for place, address in enumerate((word.ctypes.data, *(function.address for function in _compiled()))):
        struct[place] = address


@cache
def _compiled() -> tuple:
    """The four functions of ``bitgen_t``, compiled here and not on import."""
    from numba import cfunc, njit, types

    word = types.CPointer(types.uint32)

    @njit
    def step(state):
        state[0] = (state[0] * MULTIPLIER + INCREMENT) & (MODULUS - 1)
        return state[0]

    @njit
    def upper_halves(state):
        first = step(state) >> 16
        return (first << 16) | (step(state) >> 16)

    @cfunc(types.uint64(word))
    def next_uint64(state):
        first = np.uint64(upper_halves(state))
        return (first << np.uint64(32)) | np.uint64(upper_halves(state))

    @cfunc(types.uint32(word))
    def next_uint32(state):
        return upper_halves(state)

    @cfunc(types.float64(word))
    def next_double(state):
        return step(state) / MODULUS

    @cfunc(types.uint64(word))
    def next_raw(state):
        return step(state)

    return next_uint64, next_uint32, next_double, next_raw

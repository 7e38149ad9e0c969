"""The generator against its recurrence, its period, and the ways in which such generators go wrong."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, kstest

from cremad.errors import OptionError
from cremad.randomness.lcg import (
    INCREMENT,
    MODULUS,
    MULTIPLIER,
    LinearCongruentialGenerator,
    jump,
    substream_length,
)

SEEDS = st.integers(0, MODULUS - 1)


def recurrence(seed: int, count: int) -> list[int]:
    states = [seed]
    for _ in range(count):
        states.append((1664525 * states[-1] + 1013904223) % 2**32)
    return states[1:]


def test_golden_numbers_of_seed_0():
    numbers = LinearCongruentialGenerator(seed=0).random_raw(4)
    assert numbers.tolist() == [1013904223, 1196435762, 3519870697, 2868466484]


@given(seed=SEEDS, count=st.integers(0, 300))
def test_vectorised_numbers_are_those_of_the_scalar_recurrence(seed, count):
    generator = LinearCongruentialGenerator(seed)
    expected = recurrence(seed, count + 1)
    assert generator.random_raw(count).tolist() == expected[:-1]
    assert generator.random_raw() == expected[-1], "the next call goes on where the last one stopped"


@given(seed=SEEDS)
def test_the_compiled_steps_are_those_of_the_scalar_recurrence(seed):
    halves = [state >> 16 for state in recurrence(seed, 6)]
    calls = LinearCongruentialGenerator(seed).ctypes
    assert calls.next_uint32(calls.state) == halves[0] << 16 | halves[1]
    expected = halves[2] << 48 | halves[3] << 32 | halves[4] << 16 | halves[5]
    assert calls.next_uint64(calls.state) == expected


@pytest.mark.parametrize("shape", [(), (0,), (7,), (3, 4), (2, 3, 4), (2, 0, 3)])
def test_shapes_are_filled_last_axis_fastest(shape):
    numbers = LinearCongruentialGenerator(9).random_raw(shape)
    assert numbers.shape == shape
    assert numbers.dtype == np.uint32
    assert numbers.ravel().tolist() == recurrence(9, numbers.size)


@given(seed=SEEDS, there=st.integers(-(2**33), 2**33))
def test_going_there_and_back_ends_where_it_began(seed, there):
    assert LinearCongruentialGenerator(seed).advance(there).advance(-there).state == seed


@given(seed=SEEDS, steps=st.integers(0, 200))
def test_advancing_is_drawing_without_looking(seed, steps):
    generator = LinearCongruentialGenerator(seed)
    generator.random_raw(steps)
    assert LinearCongruentialGenerator(seed).advance(steps).state == generator.state


def test_period_is_full_by_hull_and_dobell():
    assert INCREMENT % 2 == 1, "increment and modulus have no common divisor"
    assert (MULTIPLIER - 1) % 4 == 0, "2 and 4 divide multiplier - 1, as they divide the modulus"


def test_period_is_full_by_jumping_round_it():
    """The period divides 2**32 and not 2**31, so it is that. `jump` does not reduce steps modulo it."""
    assert jump(2**32) == (1, 0)
    multiplier, increment = jump(2**31)
    assert (multiplier, increment) == (1, 2**31), "half way round, every state differs in its top bit"


def test_low_bits_have_the_short_periods_that_the_docstring_warns_of():
    states = LinearCongruentialGenerator(3).random_raw(2**12)
    for bit in range(8):
        column = states >> bit & 1
        period = 2 ** (bit + 1)
        assert np.array_equal(column[period:], column[:-period])
        assert not np.array_equal(column[period // 2 :], column[: -period // 2])


def test_words_do_not_inherit_the_short_periods():
    """The lowest bits of each kind of word, of which NumPy makes small integers and picks normals."""
    states = LinearCongruentialGenerator(3).random_raw(2**10)
    assert np.array_equal(states[16:] & 15, states[:-16] & 15)
    generator = np.random.Generator(LinearCongruentialGenerator(3))
    for words in (
        generator.integers(256, size=2**14, dtype=np.uint8),
        generator.integers(2**32, size=2**14, dtype=np.uint32),
        generator.integers(2**64 - 1, size=2**14, dtype=np.uint64, endpoint=True),
    ):
        assert chisquare(np.bincount((words & 15).astype(int), minlength=16)).pvalue > 1e-3
        repeats = [np.mean((words & 15)[lag:] == (words & 15)[:-lag]) for lag in (1, 4, 16, 256)]
        assert np.allclose(repeats, 1 / 16, atol=0.01)


def test_a_double_is_a_state_over_the_modulus():
    doubles = np.random.Generator(LinearCongruentialGenerator(0)).random((2, 2))
    assert doubles.ravel().tolist() == [state / 2**32 for state in recurrence(0, 4)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_stay_below_one_where_the_states_are_largest(dtype):
    """Planted: 2**32 - 1 over 2**32 is 1.0 in float32."""
    assert np.float32((2**32 - 1) / 2**32) == 1.0
    before_the_largest = LinearCongruentialGenerator(MODULUS - 1).advance(-1)
    largest = np.random.Generator(before_the_largest).random(dtype=dtype)
    assert 0.999 < largest < 1
    floats = np.random.Generator(LinearCongruentialGenerator(1)).random(100_000, dtype=dtype)
    assert floats.dtype == dtype
    assert floats.min() >= 0
    assert floats.max() < 1
    assert kstest(floats, "uniform").pvalue > 1e-3


def test_bounded_integers_have_no_modulo_bias():
    """Of three quarters of 2**32 values, a remainder would give the first third two times out of four."""
    bound = 3 * 2**30
    biased = LinearCongruentialGenerator(5).random_raw(60_000) % bound
    assert np.mean(biased < bound // 3) == pytest.approx(1 / 2, abs=0.01)
    unbiased = np.random.Generator(LinearCongruentialGenerator(5)).integers(bound, size=60_000)
    assert np.mean(unbiased < bound // 3) == pytest.approx(1 / 3, abs=0.01)


def test_every_method_of_numpys_generator_works():
    generator = np.random.default_rng(LinearCongruentialGenerator(11))
    assert kstest(generator.standard_normal(20_000), "norm").pvalue > 1e-3
    assert kstest(generator.exponential(size=20_000), "expon").pvalue > 1e-3
    assert sorted(generator.permutation(50)) == list(range(50))
    assert len(set(generator.choice(50, 20, replace=False))) == 20
    thirds = generator.choice(3, 30_000, p=[0.5, 0.3, 0.2])
    assert np.bincount(thirds) / 30_000 == pytest.approx([0.5, 0.3, 0.2], abs=0.01)


def test_pickling_keeps_the_place():
    generator = np.random.Generator(LinearCongruentialGenerator(4))
    generator.random(3)
    assert pickle.loads(pickle.dumps(generator)).random(5).tolist() == generator.random(5).tolist()


@given(seed=SEEDS, count=st.integers(1, 5000), data=st.data())
def test_substreams_start_their_length_apart_and_stay_in_the_period(seed, count, data):
    index = data.draw(st.integers(0, count - 1))
    length = substream_length(count)
    parent = LinearCongruentialGenerator(seed)
    assert parent.substream(index, count).state == LinearCongruentialGenerator(seed).advance(index * length).state
    assert parent.state == seed, "making substreams does not move the parent"
    assert count * length <= MODULUS


def pair_p_values(streams: list[np.ndarray]) -> list[float]:
    """Chi-square test of each pair of streams over 16 x 16 cells."""
    cells = [stream >> 28 for stream in streams]
    pairs = [(a, b) for i, a in enumerate(cells) for b in cells[:i]]
    return [chisquare(np.bincount(16 * a + b, minlength=256)).pvalue for a, b in pairs]


@pytest.mark.parametrize("count", [2, 3, 8, 20])
def test_substreams_are_independent_by_pairs(count):
    streams = [LinearCongruentialGenerator(1).substream(i, count).random_raw(20_000) for i in range(count)]
    assert min(pair_p_values(streams)) > 0.01 / len(streams) ** 2


def test_even_shares_of_the_period_would_be_copies():
    """Why substreams are not the obvious quarters: the second is the first plus a constant."""
    quarters = [LinearCongruentialGenerator(1).advance(i * 2**30).random_raw(20_000) for i in range(4)]
    assert len(np.unique(quarters[1] - quarters[0])) == 1
    assert max(pair_p_values(quarters)) < 1e-9


@pytest.mark.parametrize("count", [2, 5, 8, 64, 300])
def test_substreams_keep_their_distance_from_even_shares(count):
    share = MODULUS // (1 << (count - 1).bit_length())
    starts = np.arange(1, count, dtype=np.int64) * substream_length(count)
    lag = np.minimum(starts % share, -starts % share).min()
    assert lag >= 0.38 * share**2 / MODULUS


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5, "0", None, np.random.SeedSequence(0)])
def test_a_seed_that_is_no_state_is_refused(seed):
    with pytest.raises(OptionError, match="integer from 0"):
        LinearCongruentialGenerator(seed)


def test_what_would_overlap_is_refused():
    with pytest.raises(OptionError, match="substream"):
        np.random.Generator(LinearCongruentialGenerator(0)).spawn(2)
    with pytest.raises(OptionError, match="substream 3 of 3"):
        LinearCongruentialGenerator(0).substream(3, 3)

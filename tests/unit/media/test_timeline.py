import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cremad.media.timeline import spread_by_time, spread_positions

BURST = [*np.arange(30) / 30, *range(1, 10)]
"""30 frames in the first second, then one a second."""


def test_frames_are_spread_by_time_where_they_come_unevenly():
    assert spread_by_time(BURST, 1, 39, 5) == [30, 32, 34, 36, 38]
    assert spread_by_time(BURST[::-1], 1, 39, 5) == [30, 32, 34, 36, 38]


def test_a_frame_is_not_given_twice():
    assert spread_by_time([0, 0.1, 0.2, 9.9], 0.1, 4, 3) == [1, 2, 3]
    assert spread_by_time(BURST, 1, 39, 39) == list(range(39))


def test_a_frame_that_comes_late_by_little_changes_nothing():
    times = np.arange(100) / 30
    times[50] += 0.9 / 30
    assert spread_by_time(list(times), 1 / 30, 100, 7) == spread_positions(100, 7)
    assert spread_by_time(None, 0, 100, 7) == spread_positions(100, 7)


@given(st.lists(st.floats(0, 100), min_size=0, max_size=60), st.integers(1, 70))
def test_as_many_as_are_wanted_or_all_ascending(times, count):
    positions = spread_by_time(times, 0.1, len(times), count)
    assert positions == sorted(set(positions))
    assert len(positions) == min(count, len(times))
    assert all(0 <= position < len(times) for position in positions)

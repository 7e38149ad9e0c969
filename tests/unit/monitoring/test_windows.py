"""Windows divide by time or by actor, and never through a moment or an actor."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.errors import ContractError
from cremad.monitoring.windows import WindowOptions, split_windows

SHARES = st.floats(0.01, 0.99)


def split(clips, **options):
    return split_windows(clips, WindowOptions(**options), np.random.default_rng(0))


@given(actors=st.lists(st.sampled_from("abcdefg"), min_size=2).filter(lambda a: len(set(a)) > 1), share=SHARES)
def test_by_actor_no_actor_is_in_both_and_no_clip_is_lost(actors, share):
    clips = pd.DataFrame({"actor": actors, "row": range(len(actors))})
    reference, current = split(clips, current_share=share)
    assert set(reference["actor"]).isdisjoint(current["actor"])
    assert sorted([*reference["row"], *current["row"]]) == list(range(len(actors)))
    assert not reference.empty
    assert not current.empty
    assert current["actor"].nunique() == np.clip(round(share * len(set(actors))), 1, len(set(actors)) - 1)


@given(times=st.lists(st.integers(0, 9), min_size=2), share=SHARES)
def test_by_time_all_of_the_current_window_is_later(times, share):
    clips = pd.DataFrame({"actor": "a", "time": times})
    newest = sorted(times)[-max(1, round(share * len(times)))]
    if newest == min(times):
        with pytest.raises(ContractError, match="no two windows"):
            split(clips, time_column="time", current_share=share)
        return
    reference, current = split(clips, time_column="time", current_share=share)
    assert reference["time"].max() < current["time"].min()
    assert len(reference) + len(current) == len(times)
    assert len(current) >= round(share * len(times))


def test_time_may_be_dates():
    clips = pd.DataFrame({"actor": "a", "seen": pd.date_range("2025-01-01", periods=4)})
    reference, current = split(clips, time_column="seen", current_share=0.25)
    assert len(reference) == 3
    assert current["seen"].to_list() == [pd.Timestamp("2025-01-04")]


def test_the_seed_decides_on_the_actors_and_not_the_order_of_the_rows():
    clips = pd.DataFrame({"actor": list("abcdef")})
    _, current = split(clips)
    _, shuffled = split(clips.sample(frac=1, random_state=1))
    assert set(current["actor"]) == set(shuffled["actor"])


@pytest.mark.parametrize(
    ("clips", "options", "message"),
    [
        (pd.DataFrame({"actor": ["a", "b"]}), {"time_column": "when"}, "'when'"),
        (pd.DataFrame({"actor": ["a", None]}), {}, "'actor' without gaps"),
        (pd.DataFrame({"actor": ["a", "a"]}), {}, "no two windows"),
    ],
)
def test_what_cannot_be_divided_is_refused(clips, options, message):
    with pytest.raises(ContractError, match=message):
        split(clips, **options)

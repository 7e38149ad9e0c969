"""Learning rates of every step, without any training."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.training.options import TrainingOptions
from cremad.training.schedules import learning_rate_factor

GOLDEN = {
    "constant": [1, 1, 1, 1, 1, 1, 1, 1],
    "step": [1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01],
    "cosine": [1, 0.950980, 0.813627, 0.615148, 0.394852, 0.196373, 0.059020, 0.01],
    "exponential": [1, 0.517947, 0.268270, 0.138950, 0.071969, 0.037276, 0.019307, 0.01],
}
"""The eight steps after two of warm-up, down to a hundredth."""


def factors(steps, **options):
    options = TrainingOptions(**options)
    return [learning_rate_factor(options, step, steps) for step in range(steps)]


@pytest.mark.parametrize("schedule", GOLDEN)
def test_golden_values(schedule):
    got = factors(10, schedule=schedule, warmup_share=0.2, final_share=0.01, drops=2)
    assert got == pytest.approx([1 / 3, 2 / 3, *GOLDEN[schedule]], abs=1e-6)


def test_drops_fall_on_whole_steps():
    """Shares of steps as floats would put the third drop of ten a step late."""
    got = factors(10, schedule="step", warmup_share=0, final_share=2**-9, drops=9)
    assert got == pytest.approx([2.0**-step for step in range(10)])


@given(
    schedule=st.sampled_from(sorted(GOLDEN)),
    warmup_share=st.floats(0, 0.99),
    final_share=st.floats(0.001, 1),
    drops=st.integers(1, 20),
    steps=st.integers(1, 60),
)
def test_it_rises_to_the_highest_rate_and_never_again(steps, **options):
    got = factors(steps, **options)
    top = got.index(max(got))
    assert got[top] == 1
    assert got[: top + 1] == sorted(got[: top + 1])
    assert got[top:] == sorted(got[top:], reverse=True)
    assert min(got) > 0

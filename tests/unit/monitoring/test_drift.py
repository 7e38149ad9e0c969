"""Drift is found where it was planted, and not where actors merely differ."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency, false_discovery_control, ks_2samp

from cremad.errors import ContractError
from cremad.monitoring.drift import DriftOptions, compare
from cremad.monitoring.windows import WindowOptions, split_windows
from cremad.tables import to_arrow
from data_contracts.contract import load_table

QUICK = DriftOptions(permutations=999)
NUMBERS = [f"number_{i}" for i in range(8)]


def draw_clips(seed: int, actors: int = 16, clips_each: int = 12) -> pd.DataFrame:
    """One population: half of the variance is the actor's, and actors prefer one label or another."""
    generator = np.random.default_rng(seed)
    of_actor = generator.normal(size=(actors, 1, 8))
    numbers = of_actor + generator.normal(size=(actors, clips_each, 8))
    preference = generator.dirichlet([2, 2, 2], size=actors)
    labels = [generator.choice(["anger", "happy", "sad"], size=clips_each, p=each) for each in preference]
    frame = pd.DataFrame(numbers.reshape(-1, 8), columns=NUMBERS)
    return frame.assign(
        actor=np.repeat([f"a{i:02d}" for i in range(actors)], clips_each),
        prediction_label=np.concatenate(labels),
        time=generator.permutation(len(frame)),
    )


def windows_of(seed: int, **options) -> tuple[pd.DataFrame, pd.DataFrame]:
    windows = split_windows(draw_clips(seed), WindowOptions(**options), np.random.default_rng(seed))
    return tuple(window.drop(columns="time") for window in windows)


@pytest.fixture(scope="module")
def null_windows():
    return [windows_of(seed) for seed in range(200)]


def test_of_200_windows_without_drift_at_most_5_percent_alarm(null_windows):
    found = [compare(*windows, QUICK, np.random.default_rng(i)) for i, windows in enumerate(null_windows)]
    assert sum(bool(drift.alarms) for drift in found) <= 10
    p_values = np.concatenate([drift.features["p_value"] for drift in found])
    for level in (0.05, 0.2, 0.5):
        assert np.mean(p_values <= level) == pytest.approx(level, abs=0.03), "p-values are what they claim"


def test_clips_taken_for_independent_would_alarm_in_most_of_them(null_windows):
    """Why the unit is the actor."""
    alarms = 0
    for reference, current in null_windows[:50]:
        p_values = [ks_2samp(reference[name], current[name]).pvalue for name in NUMBERS]
        alarms += false_discovery_control(p_values).min() <= QUICK.false_discovery_rate
    assert alarms > 25


def test_windows_by_time_in_which_actors_recur_raise_no_false_alarms_either():
    windows = [windows_of(seed, time_column="time") for seed in range(60)]
    found = [compare(*each, QUICK, np.random.default_rng(i)) for i, each in enumerate(windows)]
    assert sum(bool(drift.alarms) for drift in found) <= 3


@pytest.mark.parametrize("time_column", [None, "time"])
def test_planted_drift_is_found_and_only_that(time_column):
    reference, current = windows_of(3, time_column=time_column)
    shifted = current.assign(
        number_2=current["number_2"] + 2.5,
        number_5=current["number_5"].mask(np.arange(len(current)) % 4 > 0),
        prediction_label=current["prediction_label"].mask(np.arange(len(current)) % 5 > 0, "sad"),
    )
    drift = compare(reference, shifted, QUICK, np.random.default_rng(0))
    assert set(drift.alarms) == {"number_2", "number_5", "prediction_label"}
    rows = drift.features.set_index("feature")
    assert (rows.loc[drift.alarms, "psi"] > 0.25).all()
    assert rows.loc["number_5", "effect"] == pytest.approx(0.75, abs=0.05), "three of four went missing"
    assert rows.loc["number_2", "reason"] == "differs, significantly and by enough"


def test_wider_is_drift_too():
    reference, current = windows_of(5, time_column="time")
    current["number_0"] *= 4
    assert compare(reference, current, QUICK, np.random.default_rng(0)).alarms == ["number_0"]


def test_a_drift_smaller_than_the_minimum_is_named_and_raises_no_alarm():
    reference, current = windows_of(3)
    current["number_2"] += 4
    drift = compare(
        reference, current, QUICK.model_copy(update={"minimum_effect": 0.95}), np.random.default_rng(0)
    )
    row = drift.features.set_index("feature").loc["number_2"]
    assert drift.alarms == []
    assert row["q_value"] <= 0.02
    assert row["reason"] == "differs, but by less than 0.95"


def test_statistics_are_those_of_scipy():
    reference, current = windows_of(8)
    reference["few"], current["few"] = reference["number_0"].round(), current["number_0"].round()
    rows = compare(reference, current, QUICK, np.random.default_rng(0)).features.set_index("feature")
    exact = ks_2samp(reference["few"], current["few"]).statistic
    assert rows.loc["few", "statistic"] == pytest.approx(exact, abs=1e-12)
    nearly = ks_2samp(reference["number_1"], current["number_1"]).statistic
    assert rows.loc["number_1", "statistic"] == pytest.approx(nearly, abs=1 / 32)
    table = pd.concat([frame["prediction_label"].value_counts() for frame in (reference, current)], axis=1)
    expected = chi2_contingency(table.T, correction=False).statistic
    assert rows.loc["prediction_label", "statistic"] == pytest.approx(expected)
    assert np.array_equal(rows["q_value"], false_discovery_control(rows["p_value"]))


def test_identical_windows_differ_in_nothing():
    reference, _ = windows_of(1)
    features = compare(reference, reference, QUICK, np.random.default_rng(0)).features
    assert (features["p_value"] == 1).all()
    assert (features[["statistic", "effect"]] == 0).all(axis=None)
    assert np.allclose(features["psi"], 0)


def test_constant_and_missing_columns_are_no_drift():
    reference, current = (
        window.assign(constant=3.0, absent=np.nan, flag=True, unnamed=None) for window in windows_of(1)
    )
    features = compare(reference, current, QUICK, np.random.default_rng(0)).features.set_index("feature")
    names = ["constant", "absent", "flag", "unnamed"]
    assert (features.loc[names, ["statistic", "effect"]] == 0).all(axis=None)
    assert features.loc[names, "value_kind"].to_list() == ["numeric", "numeric", "categorical", "categorical"]


@pytest.mark.parametrize(
    ("minimum", "reason"),
    [
        ({"minimum_clips": 97}, "not tested: 96 of 97 clips in the reference window, 96 of 97 clips in the"),
        ({"minimum_actors": 9}, "not tested: 8 of 9 actors in the reference window"),
    ],
)
def test_below_a_minimum_it_says_so_and_is_silent(minimum, reason):
    reference, current = windows_of(3)
    current[NUMBERS] += 100
    drift = compare(reference, current, DriftOptions(**minimum), np.random.default_rng(0))
    assert drift.too_few.startswith(reason)
    assert drift.alarms == []
    assert drift.features[["statistic", "p_value", "q_value", "psi", "effect"]].isna().all(axis=None)
    assert set(drift.features["reason"]) == {drift.too_few}


@pytest.mark.parametrize("minimum_clips", [30, 1000])
def test_rows_fit_the_contract(minimum_clips):
    options = QUICK.model_copy(update={"minimum_clips": minimum_clips})
    table = compare(*windows_of(0), options, np.random.default_rng(0)).to_table("0123456789ab", "synthetic")
    assert to_arrow(table, load_table("drift")).num_rows == 9


def test_the_same_seed_gives_the_same_answer():
    windows = windows_of(4)
    first, second = (compare(*windows, QUICK, np.random.default_rng(7)).features for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_windows_of_different_tables_are_refused():
    reference, current = windows_of(0)
    with pytest.raises(ContractError, match="number_3"):
        compare(reference, current.drop(columns="number_3"), QUICK, np.random.default_rng(0))
    with pytest.raises(ContractError, match="actor"):
        compare(reference.drop(columns="actor"), current.drop(columns="actor"), QUICK, np.random.default_rng(0))

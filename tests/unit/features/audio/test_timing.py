"""Pauses, syllables and the rise and fall of levels that were drawn by hand."""

import numpy as np
import pytest

from cremad.features.audio.timing import TIMING_NAMES, describe_timing

HOP_S = 0.01


def describe(rms: np.ndarray, voiced: bool = True) -> dict[str, float]:
    f0_hz = np.full(len(rms), 120.0 if voiced else 0.0, np.float32)
    values = describe_timing(rms.astype(np.float32), f0_hz, HOP_S, len(rms) * HOP_S)
    return dict(zip(TIMING_NAMES, values, strict=True))


def test_two_words_with_a_pause():
    rms = np.concatenate([np.zeros(30), np.full(40, 0.1), np.zeros(50), np.full(40, 0.1), np.zeros(20)])
    values = describe(rms)
    # The level is taken over five frames, so each word lasts two frames longer at either end.
    assert values["leading_silence_s"] == pytest.approx(0.28)
    assert values["trailing_silence_s"] == pytest.approx(0.18)
    assert values["speech_duration_s"] == pytest.approx(1.34)
    assert values["pause_count"] == 1
    assert values["pause_longest_s"] == values["pause_total_s"] == pytest.approx(0.46)
    assert values["pause_share"] == pytest.approx(0.46 / 1.34)
    assert values["energy_centre_share"] == pytest.approx(0.5, abs=1e-6)
    assert values["duration_s"] == pytest.approx(1.8)


def test_short_closures_are_no_pauses():
    rms = np.concatenate([np.full(40, 0.1), np.zeros(12), np.full(40, 0.1)])
    assert describe(rms)["pause_count"] == 0


def test_syllables_are_voiced_peaks():
    frames = np.arange(200)
    rms = 0.1 * (0.1 + np.sin(np.pi * frames / 40) ** 2)
    values = describe(rms)
    assert values["syllable_count"] == 5
    assert values["speaking_rate_hz"] == pytest.approx(5 / values["speech_duration_s"])
    assert values["articulation_rate_hz"] == values["speaking_rate_hz"]
    assert describe(rms, voiced=False)["syllable_count"] == 0


def test_attack_and_decay_of_a_ramp():
    level_db = np.concatenate([np.linspace(-60, 0, 61), np.full(20, 0.0), np.linspace(0, -60, 121)])
    values = describe(0.5 * 10 ** (level_db / 20))
    assert values["attack_s"] == pytest.approx(0.22, abs=0.03)
    assert values["decay_s"] == pytest.approx(0.44, abs=0.05)
    assert values["level_rise_db_per_s"] == pytest.approx(100, rel=0.1)
    assert values["level_fall_db_per_s"] == pytest.approx(50, rel=0.1)


@pytest.mark.parametrize("level", [0.0, 1e-6])
def test_silence_lasts_as_long_as_the_clip_and_nothing_else(level):
    values = describe(np.full(100, level))
    assert values["duration_s"] == values["leading_silence_s"] == 1.0
    assert sum(values.values()) == 2.0


def test_gain_changes_nothing():
    rms = np.abs(np.sin(np.arange(150) / 9)) + 0.01
    assert describe(rms / 10) == pytest.approx(describe(rms), rel=1e-4, abs=1e-4)


def test_a_single_frame_is_defined():
    values = describe(np.array([0.1]))
    assert np.isfinite(list(values.values())).all()
    assert values["speech_duration_s"] == pytest.approx(HOP_S)

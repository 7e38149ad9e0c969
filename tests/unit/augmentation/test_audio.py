"""Each augmentation of audio follows its draw, and a draw read back from JSON does the same, bit for bit."""

import numpy as np
import pytest

from cremad.augmentation.audio import KINDS, AudioRanges, add_noise, apply, draw
from cremad.augmentation.draw import Draw
from cremad.errors import OptionError

RATE_HZ = 16_000
TONE = (0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE_HZ) / RATE_HZ)).astype(np.float32)


def peak_hz(signal: np.ndarray) -> float:
    quarter = len(signal) // 4
    middle = signal[quarter:-quarter] * np.hanning(len(signal) - 2 * quarter)
    spectrum = np.abs(np.fft.rfft(middle, 1 << 18))
    return spectrum.argmax() * RATE_HZ / (1 << 18)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draw_replays_bit_for_bit_from_its_json(kind):
    drawn = draw(kind, np.random.default_rng(3), AudioRanges())
    first = apply(drawn, TONE, RATE_HZ)
    again = apply(Draw.model_validate_json(drawn.model_dump_json()), TONE, RATE_HZ)
    assert first.dtype == np.float32
    assert np.array_equal(first, again)
    assert np.abs(first).max() <= 1
    assert not np.array_equal(first, TONE)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_draws_the_same_and_stays_within_the_ranges(kind):
    drawn = [draw(kind, np.random.default_rng(seed), AudioRanges()) for seed in (*range(50), 0)]
    assert drawn[0] == drawn[-1] != drawn[1]
    values = np.array([next(iter(each.parameters.values())) for each in drawn])
    low, high = {"pitch_shift": (-2, 2), "time_stretch": (0.9, 1.1), "noise": (15, 30), "gain": (-6, 6)}[kind]
    assert values.min() >= low
    assert values.max() <= high


@pytest.mark.parametrize("semitones", [-2.0, 1.0])
def test_pitch_goes_up_by_semitones_and_the_length_stays(semitones):
    shifted = apply(Draw(kind="pitch_shift", parameters={"semitones": semitones}), TONE, RATE_HZ)
    assert len(shifted) == len(TONE)
    assert peak_hz(shifted) == pytest.approx(440 * 2 ** (semitones / 12), rel=0.005)


def test_tempo_changes_the_length_and_not_the_pitch():
    faster = apply(Draw(kind="time_stretch", parameters={"tempo": 1.1}), TONE, RATE_HZ)
    assert len(faster) == pytest.approx(len(TONE) / 1.1, abs=1)
    assert peak_hz(faster) == pytest.approx(440, rel=0.005)


@pytest.mark.parametrize("snr_db", [0.0, 15.0, 30.0])
@pytest.mark.parametrize("level", [0.01, 1.0])
def test_noise_has_the_stated_ratio_even_where_all_is_made_quieter(snr_db, level):
    signal = TONE / 0.3 * level
    noisy = apply(Draw(kind="noise", parameters={"snr_db": snr_db, "noise_seed": 5.0}), signal, RATE_HZ)
    noise_alone = add_noise(signal, snr_db, np.random.default_rng(5)) - signal
    scale = np.abs(noisy).max() / np.abs(signal + noise_alone).max()
    measured = 10 * np.log10(np.sum((scale * signal) ** 2) / np.sum((noisy - scale * signal) ** 2))
    assert measured == pytest.approx(snr_db, abs=0.01)


def test_silence_stays_silence():
    silence = np.zeros(2000, np.float32)
    for kind in KINDS:
        assert not apply(draw(kind, np.random.default_rng(0), AudioRanges()), silence, RATE_HZ).any()


def test_gain_by_hand_and_never_beyond_full_scale():
    signal = np.array([0.1, -0.2, 0.0, 0.4, -0.4], np.float32)
    by_six = Draw(kind="gain", parameters={"gain_db": 20 * np.log10(2)})
    assert apply(by_six, signal, RATE_HZ) == pytest.approx([0.2, -0.4, 0.0, 0.8, -0.8])
    assert apply(by_six, 2 * signal, RATE_HZ) == pytest.approx([0.25, -0.5, 0.0, 1.0, -1.0])


def test_unknown_kinds_are_named():
    with pytest.raises(OptionError, match="no augmentation of audio 'echo'"):
        draw("echo", np.random.default_rng(0), AudioRanges())
    with pytest.raises(OptionError, match="no augmentation of audio"):
        apply(Draw(kind="flip", parameters={}), TONE, RATE_HZ)

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.artifacts.digests import digest_bytes
from cremad.cleaning.quality import FLOOR_DBFS, is_silent, measure_signal

RATE_HZ = 16_000


def test_a_sine_of_half_scale():
    signal = (0.5 * np.sin(2 * np.pi * 100 * np.arange(RATE_HZ) / RATE_HZ)).astype(np.float32)
    quality = measure_signal(signal, RATE_HZ)
    assert (quality.duration_s, quality.original_rate_hz) == (1.0, RATE_HZ)
    assert quality.peak_dbfs == pytest.approx(20 * np.log10(0.5), abs=1e-4)
    assert quality.rms_dbfs == pytest.approx(20 * np.log10(0.5 / np.sqrt(2)), abs=1e-4)
    assert (quality.silence_share, quality.clipped_share) == (0, 0)
    assert quality.dc_offset == pytest.approx(0, abs=1e-7)


def test_silence_is_at_the_floor():
    quality = measure_signal(np.zeros(RATE_HZ, np.float32), RATE_HZ)
    assert (quality.peak_dbfs, quality.rms_dbfs) == (FLOOR_DBFS, FLOOR_DBFS)
    assert (quality.silence_share, quality.clipped_share, quality.dc_offset) == (1, 0, 0)


def test_the_share_of_silence_counts_stretches_of_20_ms():
    signal = np.zeros(10 * 320, np.float32)
    signal[3 * 320 : 6 * 320] = 0.1
    assert measure_signal(signal, RATE_HZ).silence_share == pytest.approx(0.7)


@pytest.mark.parametrize(("level_dbfs", "share"), [(-59.9, 0), (-60.1, 1)])
def test_silence_begins_at_60_db_below_full_scale(level_dbfs, share):
    signal = np.full(3200, 10 ** (level_dbfs / 20), np.float32)
    assert measure_signal(signal, RATE_HZ).silence_share == share


def test_samples_at_full_scale_on_both_sides_count_as_clipped():
    signal = np.zeros(100, np.float32)
    signal[[1, 2, 3, 4]] = [1, -1, 0.9995, 0.998]
    assert measure_signal(signal, RATE_HZ).clipped_share == pytest.approx(0.03)


@pytest.mark.parametrize("samples", [1, 5, 319, 321])
def test_a_signal_shorter_than_a_stretch_or_a_little_longer_is_measured(samples):
    quality = measure_signal(np.full(samples, 0.5, np.float32), RATE_HZ)
    assert quality.duration_s == samples / RATE_HZ
    assert (quality.silence_share, quality.dc_offset) == (0, 0.5)


def test_the_digest_is_of_the_samples_and_not_of_their_layout():
    signal = np.linspace(-0.5, 0.5, 1000, dtype=np.float32)
    strided = np.repeat(signal, 2)[::2]
    assert measure_signal(strided, RATE_HZ).content_sha256 == digest_bytes(signal.tobytes())
    assert measure_signal(signal[:-1], RATE_HZ).content_sha256 != digest_bytes(signal.tobytes())


@given(st.integers(0, 2**32 - 1), st.integers(1, 2000), st.floats(1e-3, 1))
def test_levels_and_shares_are_in_their_ranges(seed, samples, scale):
    signal = (scale * np.random.default_rng(seed).uniform(-1, 1, samples)).astype(np.float32)
    quality = measure_signal(signal, RATE_HZ)
    assert FLOOR_DBFS <= quality.rms_dbfs <= quality.peak_dbfs + 1e-4 <= 1e-4
    assert 0 <= quality.silence_share <= 1
    assert 0 <= quality.clipped_share <= 1
    assert abs(quality.dc_offset) <= scale + 1e-6


@pytest.mark.parametrize("hum", [0, 3e-5])
def test_a_dead_microphone_with_a_constant_offset_is_silent(hum):
    time_s = np.arange(16_000) / 16_000
    signal = (0.3 + hum * np.sin(2 * np.pi * 50 * time_s)).astype(np.float32)
    assert is_silent(measure_signal(signal, 16_000))
    assert not is_silent(measure_signal(signal + np.float32(0.01) * np.float32(time_s > 0.9), 16_000))


def test_quiet_sound_without_an_offset_is_silent_where_all_stretches_are():
    sound = np.random.default_rng(0).normal(0, 1, 16_000).astype(np.float32)
    assert is_silent(measure_signal(sound * np.float32(5e-4), 16_000))
    assert not is_silent(measure_signal(sound * np.float32(2e-3), 16_000))

"""What an engine promises, whichever it is."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cremad.errors import OptionError, UnreadableMediaError
from cremad.features.audio.columns import column_names
from cremad.features.audio.engine import make_engine
from cremad.features.audio.options import AudioFeatureOptions
from data_contracts.contract import load_table

RATE_HZ = 16_000
ENGINES = {name: make_engine(AudioFeatureOptions(engine=name)) for name in ("fused", "librosa")}
NAMES = column_names(AudioFeatureOptions())


@pytest.fixture(params=ENGINES)
def engine(request):
    return ENGINES[request.param]


def named(engine, signal) -> dict[str, float]:
    return dict(zip(NAMES, engine.extract(signal, RATE_HZ).tolist(), strict=True))


def test_columns_are_those_of_the_contract():
    assert load_table("features_audio").columns == ("clip_id", *NAMES)


def test_every_signal_has_a_finite_row_within_the_contract(engine, signals):
    contract = load_table("features_audio")
    for kind, signal in signals.items():
        row = engine.extract(signal, RATE_HZ)
        assert row.dtype == np.float32
        assert np.isfinite(row).all(), kind
        for name, value in zip(NAMES, row, strict=True):
            field = contract.field(name)
            assert field.minimum is None or value >= field.minimum, (kind, name)
            assert field.maximum is None or value <= field.maximum, (kind, name)


def test_frames_are_time_first(engine, signals):
    log_mel, mfcc = engine.frames(signals["phrase"], RATE_HZ)
    n_frames = 1 + len(signals["phrase"]) // 160
    assert log_mel.shape == (n_frames, 64)
    assert mfcc.shape == (n_frames, 20)
    assert log_mel.dtype == mfcc.dtype == np.float32
    assert log_mel.max() - log_mel.min() <= 80.001


def test_pure_tone(engine, signals):
    row = named(engine, signals["tone"])
    assert row["spectral_centroid_hz_p50"] == pytest.approx(440, rel=0.02)
    assert row["spectral_rolloff_hz_p50"] == pytest.approx(440, abs=RATE_HZ / 512)
    assert row["zero_crossing_rate_p50"] == pytest.approx(2 * 440 / RATE_HZ, rel=0.03)
    assert row["rms_p50"] == pytest.approx(0.3 / np.sqrt(2), rel=0.01)
    assert row["chroma_a_p50"] == 1
    assert row["spectral_flatness_p50"] < 1e-4
    assert row["f0_hz_p50"] == pytest.approx(440, rel=0.005)


def test_white_noise_is_flat(engine, signals):
    row = named(engine, signals["noise"])
    # The geometric over the arithmetic mean of exponentially distributed power is exp(-0.577).
    assert row["spectral_flatness_mean"] == pytest.approx(np.exp(-np.euler_gamma), rel=0.03)
    assert row["spectral_centroid_hz_mean"] == pytest.approx(4000, rel=0.03)
    assert row["zero_crossing_rate_mean"] == pytest.approx(0.5, rel=0.05)


def test_clicks_ten_a_second(engine):
    clicks = np.zeros(RATE_HZ, np.float32)
    clicks[800::1600] = 0.9
    row = named(engine, clicks)
    assert row["syllable_count"] == 0
    assert row["duration_s"] == 1
    assert row["spectral_centroid_hz_p90"] == pytest.approx(4000, rel=0.02)


def test_a_pause_is_found(engine, make_voice):
    signal = np.concatenate([make_voice(120, 0.5), np.zeros(RATE_HZ * 2 // 5, np.float32), make_voice(120, 0.5)])
    row = named(engine, signal)
    assert row["pause_count"] == 1
    assert row["pause_total_s"] == pytest.approx(0.4, abs=0.07)
    assert row["voiced_share"] == pytest.approx(1.0 / 1.4, abs=0.06)


def test_silence_is_defined(engine, signals):
    row = named(engine, signals["silence"])
    assert row["log_mel_00_mean"] == pytest.approx(-100)
    assert row["spectral_flatness_mean"] == pytest.approx(1)
    zero = ["spectral_centroid_hz_mean", "spectral_bandwidth_hz_mean", "spectral_rolloff_hz_mean", "rms_mean"]
    zero += ["chroma_a_mean", "f0_hz_mean", "voiced_share", "jitter_local", "speech_duration_s", "mfcc_00_std"]
    assert [row[name] for name in zero] == pytest.approx([0] * len(zero), abs=1e-4)


@settings(max_examples=20, deadline=None)
@given(gain=st.floats(0.05, 2.0))
def test_gain_moves_the_level_and_nothing_else(gain):
    time_s = np.arange(8000) / RATE_HZ
    noise = np.random.default_rng(0).standard_normal(8000)
    signal = (0.3 * np.sin(2 * np.pi * 150 * time_s) + 0.05 * noise).astype(np.float32)
    before = named(ENGINES["fused"], signal)
    after = named(ENGINES["fused"], signal * np.float32(gain))
    assert after["rms_mean"] == pytest.approx(gain * before["rms_mean"], rel=1e-4)
    assert after["log_mel_10_mean"] == pytest.approx(before["log_mel_10_mean"] + 20 * np.log10(gain), abs=1e-3)
    moved = ("rms", "log_mel", "mfcc_00")
    for name in NAMES:
        if not name.startswith(moved):
            assert after[name] == pytest.approx(before[name], rel=2e-3, abs=2e-3), name


def test_appended_silence_is_trailing_silence(signals):
    before = named(ENGINES["fused"], signals["phrase"])
    longer = np.concatenate([signals["phrase"], np.zeros(RATE_HZ, np.float32)])
    after = named(ENGINES["fused"], longer)
    assert after["trailing_silence_s"] == pytest.approx(before["trailing_silence_s"] + 1, abs=0.06)
    for name in ("speech_duration_s", "syllable_count", "pause_count", "f0_hz_p90"):
        assert after[name] == pytest.approx(before[name], rel=0.02, abs=0.06), name


def test_a_row_depends_on_its_clip_alone(engine, signals):
    """In any order, twice, and from several threads at once."""
    kinds = list(signals)
    expected = [engine.extract(signals[kind], RATE_HZ) for kind in kinds]
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda kind: engine.extract(signals[kind], RATE_HZ), 2 * kinds[::-1]))
    np.testing.assert_array_equal(rows, 2 * expected[::-1])


def test_the_signal_is_left_as_it_was(engine, signals):
    signal = signals["phrase"].copy()
    engine.extract(signal, RATE_HZ)
    np.testing.assert_array_equal(signal, signals["phrase"])


def test_another_rate_is_refused(engine, signals):
    with pytest.raises(OptionError, match="44100 Hz"):
        engine.extract(signals["noise"], 44_100)


@pytest.mark.parametrize(
    ("signal", "reason"),
    [
        (np.zeros(511, np.float32), "at least 512 samples"),
        (np.zeros((2, 1000), np.float32), "one channel"),
        (np.full(1000, np.nan, np.float32), "NaN"),
    ],
)
def test_what_is_no_signal_is_refused(engine, signal, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        engine.extract(signal, RATE_HZ)


@pytest.mark.parametrize(
    "changes", [{"window": 1024}, {"n_mfcc": 40, "n_mels": 30}, {"fmax_hz": 9000.0}, {"n_fft": 513}, {"hop": 0}]
)
def test_options_that_do_not_fit_are_refused(changes):
    with pytest.raises(ValidationError):
        AudioFeatureOptions(**changes)

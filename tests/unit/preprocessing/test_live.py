"""A stream in chunks against clips of the same samples."""

from functools import cache

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from cremad.errors import OptionError, UnreadableMediaError
from cremad.features.audio.columns import column_names
from cremad.features.audio.engine import make_engine
from cremad.features.audio.options import AudioFeatureOptions
from cremad.preprocessing.extraction.audio import AudioExtraction
from cremad.preprocessing.live import LiveFeatures, LiveOptions

RATE_HZ = 16_000
AUDIO = AudioFeatureOptions()
OPTIONS = LiveOptions(window_s=0.5, hop_s=0.2)
SIGNAL = np.random.default_rng(0).uniform(-0.4, 0.4, 3 * RATE_HZ).astype(np.float32)


def stream(cuts, signal=SIGNAL, options=OPTIONS, rate_hz=RATE_HZ):
    live = LiveFeatures(rate_hz, options, AUDIO)
    rows = [row for chunk in np.split(signal, sorted(cuts)) for row in live.push(chunk)]
    return rows + live.close()


@cache
def batch_rows(samples: int) -> list[np.ndarray]:
    """What the engine makes of the windows, cut by hand."""
    engine, window, hop = make_engine(AUDIO), RATE_HZ // 2, RATE_HZ // 5
    whole = range(0, samples - window + 1, hop)
    rows = [engine.extract(SIGNAL[begin : begin + window], RATE_HZ) for begin in whole]
    rest = len(whole) * hop
    if samples > (rest - hop + window if whole else 0) and samples - rest >= AUDIO.n_fft:
        rows.append(engine.extract(SIGNAL[rest:samples], RATE_HZ))
    return rows


@settings(max_examples=30, deadline=None)
@given(
    samples=st.sampled_from([300, 600, 8_000, 8_001, 15_000, 20_801, 48_000]),
    cuts=st.lists(st.integers(0, 48_000), max_size=40),
)
def test_rows_are_those_of_the_same_samples_however_the_stream_is_cut(samples, cuts):
    rows = stream([cut for cut in cuts if cut < samples], SIGNAL[:samples])
    expected = batch_rows(samples)
    assert len(rows) == len(expected)
    for row, values in zip(rows, expected, strict=True):
        np.testing.assert_array_equal(row.values, values)


def test_sample_by_sample_too():
    for row, values in zip(stream(range(1, 12_000), SIGNAL[:12_000]), batch_rows(12_000), strict=True):
        np.testing.assert_array_equal(row.values, values)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100])
def test_at_another_rate_a_window_is_the_clip_that_a_file_of_its_samples_is(rate_hz, tmp_path):
    options = LiveOptions(window_s=0.5, hop_s=0.25)
    rows = stream([7, 5_000, 5_001], SIGNAL[:rate_hz], options, rate_hz)
    assert [row.begin_s for row in rows] == [0, 0.25, 0.5]
    for row in rows:
        begin = round(row.begin_s * rate_hz)
        path = tmp_path / "window.wav"
        soundfile.write(path, SIGNAL[begin : begin + rate_hz // 2], rate_hz, subtype="FLOAT")
        clip = {"audio_path": path.name, "audio_gain": 1.0}
        np.testing.assert_array_equal(AudioExtraction(AUDIO)(clip, tmp_path), row.values)


def test_where_windows_lie_and_what_the_last_one_holds():
    rows = stream([], SIGNAL[:15_000])
    assert [(row.begin_s, row.duration_s) for row in rows] == [(0, 0.5), (0.2, 0.5), (0.4, 0.5), (0.6, 0.3375)]


def test_a_row_comes_with_the_last_sample_of_its_window():
    live = LiveFeatures(RATE_HZ, OPTIONS, AUDIO)
    assert live.push(SIGNAL[:7_999]) == []
    assert len(live.push(SIGNAL[7_999:8_000])) == 1
    assert live.close() == []


def test_what_is_shorter_than_a_frame_has_no_row():
    assert stream([], SIGNAL[:511]) == []
    assert len(stream([], SIGNAL[:512])) == 1


def test_silence_is_flagged_and_has_a_row_all_the_same():
    quiet = np.concatenate([np.zeros(8_000, np.float32), SIGNAL[:8_000]])
    rows = stream([], quiet, LiveOptions(window_s=0.5, hop_s=0.5))
    assert [row.silent for row in rows] == [True, False]
    assert np.isfinite(rows[0].values).all()


def test_columns_are_those_of_the_table():
    live = LiveFeatures(RATE_HZ, OPTIONS, AUDIO)
    assert live.columns == column_names(AUDIO)
    assert len(live.push(SIGNAL)[0].values) == len(live.columns)


def test_the_memory_of_a_long_stream_is_that_of_a_window():
    live = LiveFeatures(RATE_HZ, OPTIONS, AUDIO)
    for _ in range(5):
        live.push(SIGNAL)
    assert sum(value.nbytes for value in vars(live).values() if isinstance(value, np.ndarray)) == 8_000 * 4


def test_float64_is_taken_and_overshoot_is_cut_as_a_file_is():
    loud = SIGNAL[:8_000] * 3
    (row,) = stream([], loud.astype(np.float64))
    np.testing.assert_array_equal(row.values, make_engine(AUDIO).extract(np.clip(loud, -1, 1), RATE_HZ))


@pytest.mark.parametrize(
    ("chunk", "why"),
    [
        (np.zeros((10, 2), np.float32), "one channel"),
        (np.zeros(10, np.int16), "divide integers"),
        (np.array([0, np.nan]), "NaN"),
        (np.array([0, np.inf]), "infinite"),
        (np.array([0, 20_000.0]), "full scale"),
    ],
)
def test_a_bad_chunk_is_refused_and_the_stream_goes_on(chunk, why):
    live = LiveFeatures(RATE_HZ, OPTIONS, AUDIO)
    live.push(SIGNAL[:4_000])
    with pytest.raises(UnreadableMediaError, match=why):
        live.push(chunk)
    (row,) = live.push(SIGNAL[4_000:8_000])
    np.testing.assert_array_equal(row.values, batch_rows(8_000)[0])


def test_a_closed_stream_takes_no_more():
    live = LiveFeatures(RATE_HZ, OPTIONS, AUDIO)
    live.close()
    with pytest.raises(OptionError, match="closed"):
        live.push(SIGNAL)


def test_options_that_make_no_sense_are_refused():
    with pytest.raises(ValidationError, match="skips samples"):
        LiveOptions(window_s=0.5, hop_s=0.6)
    with pytest.raises(OptionError, match="400000 Hz"):
        LiveFeatures(400_000, OPTIONS, AUDIO)

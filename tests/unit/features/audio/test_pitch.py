"""Pitch, its statistics, jitter and shimmer of signals whose answer is known."""

import librosa
import numpy as np
import pytest

from cremad.features.audio.cycles import jitter_and_shimmer
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.audio.pitch import PitchTrack, PitchTracker
from cremad.features.audio.voice import VOICE_NAMES, describe_voice

OPTIONS = AudioFeatureOptions()
TRACKER = PitchTracker(OPTIONS)


@pytest.mark.parametrize("f0_hz", [70, 110, 163.7, 220, 341, 560])
def test_the_pitch_of_a_voice_is_found(make_voice, f0_hz):
    f0 = TRACKER.track(make_voice(f0_hz, 0.5)).f0_hz[5:-5]
    np.testing.assert_allclose(f0, f0_hz, rtol=0.01)


def test_the_frequency_of_a_pure_tone_is_found(signals):
    f0 = TRACKER.track(signals["tone"]).f0_hz[5:-5]
    # Every multiple of the period repeats as well; only the octave cost says which one is meant.
    np.testing.assert_allclose(f0, 440, rtol=0.005)


@pytest.mark.parametrize("kind", ["silence", "noise", "offset", "one frame"])
def test_what_has_no_pitch_is_unvoiced(signals, kind):
    track = TRACKER.track(signals[kind])
    assert len(track.f0_hz) == 1 + len(signals[kind]) // OPTIONS.hop
    assert np.count_nonzero(track.f0_hz) <= 0.05 * len(track.f0_hz)


def test_pitch_does_not_depend_on_gain(signals):
    loud, faint = TRACKER.track(signals["phrase"]), TRACKER.track(signals["phrase"] / 64)
    np.testing.assert_allclose(faint.f0_hz, loud.f0_hz, rtol=1e-4)


def test_a_rising_voice_has_its_slope():
    """An octave in a second: 12 semitones a second."""
    phase = 2 * np.pi * 100 * (2 ** (np.arange(16_000) / 16_000) - 1) / np.log(2)
    signal = sum(np.sin(k * phase) / k for k in range(1, 10)).astype(np.float32) * 0.2
    values = dict(zip(VOICE_NAMES, describe_voice(TRACKER.track(signal), 0.01), strict=True))
    assert values["f0_slope_semitones_per_s"] == pytest.approx(12, rel=0.03)
    assert values["f0_range_semitones"] == pytest.approx(0.8 * 12, rel=0.05)
    assert values["voiced_share"] > 0.95


def test_statistics_of_a_track_by_hand():
    track = PitchTrack(
        np.array([0, 100, 200, 0, 0, 100, 0], np.float32), np.array([0, 0.9, 0.9, 0, 0, 0.9, 0], np.float32)
    )
    values = dict(zip(VOICE_NAMES, describe_voice(track, 0.01), strict=True))
    assert values["f0_hz_mean"] == pytest.approx(400 / 3)
    assert values["f0_hz_p50"] == 100
    assert values["f0_movement_semitones_per_s"] == pytest.approx(12 / 0.01)
    assert values["voiced_share"] == pytest.approx(3 / 7)
    assert values["voiced_run_s"] == pytest.approx(0.03 / 2)
    assert values["harmonicity_db"] == pytest.approx(10 * np.log10(9), rel=1e-5)


def test_an_unvoiced_track_is_all_zeros():
    assert describe_voice(PitchTrack(np.zeros(5, np.float32), np.zeros(5, np.float32)), 0.01) == [0.0] * 14


def test_jitter_and_shimmer_are_those_that_were_planted(make_voice):
    """Neighbours drawn evenly from ±a differ by 2a/3 on average."""

    def measure(**planted):
        signal = make_voice(125, 2.0, **planted)
        return jitter_and_shimmer(signal, TRACKER.track(signal).f0_hz, OPTIONS.hop, 16_000.0)

    jitter, shimmer = measure()
    assert jitter < 0.003
    assert shimmer < 0.03
    assert measure(jitter=0.03)[0] == pytest.approx(0.02, rel=0.35)
    assert measure(shimmer=0.15)[1] == pytest.approx(0.10, rel=0.35)


def test_jitter_of_silence_is_zero():
    assert jitter_and_shimmer(np.zeros(1600, np.float32), np.zeros(11, np.float32), 160, 16_000.0) == (0.0, 0.0)


def test_pitch_of_real_clips_agrees_with_pyin(real_signals):
    """pYIN is slow, so two clips: hardly a frame that both call voiced is more than a fifth of an octave off."""
    octaves, voicing = [], []
    for signal in list(real_signals.values())[2:10:4]:
        expected, voiced, _ = librosa.pyin(
            signal, fmin=60, fmax=600, sr=16_000, frame_length=1024, hop_length=OPTIONS.hop
        )
        f0 = TRACKER.track(signal).f0_hz
        both = voiced & (f0 > 0)
        octaves.append(np.abs(np.log2(f0[both] / expected[both])))
        voicing.append(voiced == (f0 > 0))
    octaves, voicing = np.concatenate(octaves), np.concatenate(voicing)
    assert np.mean(octaves > 0.2) < 0.03
    assert np.median(octaves) < 0.02
    assert voicing.mean() > 0.75

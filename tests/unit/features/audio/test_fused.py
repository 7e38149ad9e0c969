"""The fused engine gives librosa's values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cremad.features.audio.columns import column_names
from cremad.features.audio.fused import FusedFrames
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.audio.prosody import PROSODY_NAMES
from cremad.features.audio.reference import ReferenceFrames

TOLERANCE = {"contrast": 2e-4, "rolloff": 0.0, "zcr": 0.0}
"""Share of the feature's largest value; 1e-5 where nothing else is said."""


def assert_agrees(signal: np.ndarray, options: AudioFeatureOptions, kind: str) -> None:
    ours = FusedFrames(options).matrices(signal)
    for name, matrix in ReferenceFrames(options).matrices(signal).items():
        scale = max(np.abs(matrix).max(), 1e-30)
        error = np.abs(ours[name] - matrix).max() / scale
        assert error <= TOLERANCE.get(name, 1e-5), f"{name} of {kind}: {error:.1e}"


def test_matrices_agree_with_librosa(signals):
    for kind, signal in signals.items():
        assert_agrees(signal, AudioFeatureOptions(), kind)


def test_matrices_of_real_clips_agree_with_librosa(real_signals):
    for clip, signal in real_signals.items():
        assert_agrees(signal, AudioFeatureOptions(), clip)


@pytest.mark.parametrize(
    "changes",
    [
        {"n_fft": 1024, "window": 800, "hop": 200},
        {"n_mels": 40, "n_mfcc": 13, "fmin_hz": 50.0, "fmax_hz": 7000.0},
        {"hop": 147, "window": 400},
        {"sampling_rate_hz": 22_050, "fmax_hz": 11_025.0},
        {"n_fft": 2048, "window": 2048},
    ],
)
def test_matrices_agree_whatever_the_frames(signals, changes):
    assert_agrees(signals["phrase"], AudioFeatureOptions(**changes), str(changes))


def test_statistics_agree_with_numpy(signals):
    options = AudioFeatureOptions()
    names = column_names(options)[len(PROSODY_NAMES) :]
    reference, fused = ReferenceFrames(options), FusedFrames(options)
    expected = np.array([reference.summarise(signal) for signal in signals.values()])
    values = np.array([fused.summarise(signal) for signal in signals.values()])
    assert values.shape == (len(signals), len(names))
    scale = np.maximum(np.abs(expected).max(axis=0), 1e-3)
    worst = (np.abs(values - expected) / scale).max(axis=0)
    assert worst.max() <= 2e-5, names[worst.argmax()]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), length=st.integers(512, 9000), scale=st.floats(1e-4, 1.0))
def test_any_noise_agrees(seed, length, scale):
    signal = np.random.default_rng(seed).uniform(-scale, scale, length).astype(np.float32)
    assert_agrees(signal, AudioFeatureOptions(), f"seed {seed}")

"""Signals with known answers."""

from collections.abc import Callable

import numpy as np
import pytest
import soundfile

RATE_HZ = 16_000


def voice(f0_hz: float, duration_s: float, jitter: float = 0.0, shimmer: float = 0.0, seed: int = 0) -> np.ndarray:
    """Damped pulses, one a period; lengths and heights of the periods vary by the given shares."""
    generator = np.random.default_rng(seed)
    signal = np.zeros(round(duration_s * RATE_HZ) + RATE_HZ // 10, np.float32)
    decay_s = np.arange(RATE_HZ // 20) / RATE_HZ
    at = 0.002
    while at < duration_s:
        first = int(np.ceil(at * RATE_HZ))
        # Each pulse begins between two samples, where it should.
        time_s = decay_s + first / RATE_HZ - at
        height = 1 + shimmer * generator.uniform(-1, 1)
        pulse = np.exp(-time_s / 0.002) * np.sin(2 * np.pi * 700 * time_s)
        signal[first : first + len(pulse)] += (0.4 * height * pulse).astype(np.float32)
        at += (1 + jitter * generator.uniform(-1, 1)) / f0_hz
    return signal[: round(duration_s * RATE_HZ)]


@pytest.fixture(scope="session")
def make_voice() -> Callable[..., np.ndarray]:
    return voice


@pytest.fixture(scope="session")
def signals() -> dict[str, np.ndarray]:
    """Short signals of every kind that an engine has to bear, (samples,) float32 at 16 kHz."""
    generator = np.random.default_rng(0)
    noise = generator.standard_normal(RATE_HZ).astype(np.float32)
    time_s = np.arange(RATE_HZ) / RATE_HZ
    phrase = np.concatenate([voice(120, 0.4), np.zeros(4000, np.float32), voice(180, 0.5)])
    return {
        "phrase": phrase + 0.001 * np.resize(noise, len(phrase)),
        "noise": 0.1 * noise,
        "tone": (0.3 * np.sin(2 * np.pi * 440 * time_s)).astype(np.float32),
        "low hum": (0.3 * np.sin(2 * np.pi * 50 * time_s)).astype(np.float32),
        "silence": np.zeros(RATE_HZ, np.float32),
        "half silent": np.concatenate([0.1 * noise[:6000], np.zeros(5000, np.float32)]),
        "offset": np.full(4000, 0.25, np.float32),
        "one frame": 0.1 * noise[:512],
        "odd length": 0.1 * noise[:7777],
        "faint": 1e-7 * noise[:4000],
        "full scale": np.sign(noise[:4000]),
    }


@pytest.fixture(scope="session")
def real_signals(real_crema_d) -> dict[str, np.ndarray]:
    """Some real clips of different actors, emotions and lengths."""
    paths = sorted((real_crema_d / "AudioWAV").glob("*.wav"))[::40]
    return {path.stem: soundfile.read(path, dtype="float32")[0] for path in paths}

"""Augmentations of audio: pitch, tempo, noise, level. Signals are ``(samples,)`` float32 in [-1, 1]."""

from typing import Any, Literal, get_args

import librosa
import numpy as np
from pydantic import Field

from cremad.augmentation.draw import Draw
from cremad.errors import OptionError
from cremad.settings import Options

Kind = Literal["pitch_shift", "time_stretch", "noise", "gain"]
KINDS: tuple[Kind, ...] = get_args(Kind)

VOCODER: dict[str, Any] = {"n_fft": 512, "hop_length": 128}
"""Frames of the phase vocoder; at 16 kHz 32 ms, which hold two periods of the lowest voices."""


class AudioRanges(Options):
    """Limits of the changes. Parameters are drawn uniformly between them."""

    semitones: float = Field(default=2.0, gt=0, le=4)
    """Largest shift of the pitch, up or down."""
    stretch: float = Field(default=0.1, gt=0, le=0.3)
    """Largest change of the tempo, as a share of it."""
    snr_low_db: float = Field(default=15.0, ge=0, le=60)
    """Lowest signal-to-noise ratio."""
    snr_high_db: float = Field(default=30.0, ge=0, le=60)
    """Highest signal-to-noise ratio."""
    gain_db: float = Field(default=6.0, gt=0, le=20)
    """Largest change of the level, up or down."""


def draw(kind: str, rng: np.random.Generator, ranges: AudioRanges) -> Draw:
    """Draw the parameters of a change.

    Raises
    ------
    OptionError
        If there is no such kind.
    """
    match kind:
        case "pitch_shift":
            parameters = {"semitones": rng.uniform(-ranges.semitones, ranges.semitones)}
        case "time_stretch":
            parameters = {"tempo": rng.uniform(1 - ranges.stretch, 1 + ranges.stretch)}
        case "noise":
            low_db, high_db = sorted((ranges.snr_low_db, ranges.snr_high_db))
            parameters = {"snr_db": rng.uniform(low_db, high_db), "noise_seed": float(rng.integers(2**32))}
        case "gain":
            parameters = {"gain_db": rng.uniform(-ranges.gain_db, ranges.gain_db)}
        case _:
            raise OptionError(f"no augmentation of audio {kind!r}", remedy=f"There are {', '.join(KINDS)}.")
    return Draw(kind=kind, parameters=parameters)


def apply(draw: Draw, signal: np.ndarray, rate_hz: int) -> np.ndarray:
    """Apply a change.

    Where the result would exceed full scale, all of it is attenuated, so that nothing is clipped and the
    signal-to-noise ratio is that of the draw.

    Parameters
    ----------
    draw : Draw
        Result of `draw`, or read back from its JSON.
    signal : (samples,) float32 ndarray
    rate_hz : int
        Sampling rate.

    Returns
    -------
    (samples,) float32 ndarray
        As long as `signal`, except for ``time_stretch``: about samples / tempo.
    """
    match draw.kind, draw.parameters:
        case "pitch_shift", {"semitones": semitones}:
            changed = librosa.effects.pitch_shift(signal, sr=rate_hz, n_steps=semitones, **VOCODER)
        case "time_stretch", {"tempo": tempo}:
            changed = librosa.effects.time_stretch(signal, rate=tempo, **VOCODER)
        case "noise", {"snr_db": snr_db, "noise_seed": seed}:
            changed = add_noise(signal, snr_db, np.random.default_rng(int(seed)))
        case "gain", {"gain_db": gain_db}:
            changed = signal * 10 ** (gain_db / 20)
        case _:
            raise OptionError(f"{draw} is no augmentation of audio", remedy=f"There are {', '.join(KINDS)}.")
    return (changed / max(1.0, float(np.abs(changed).max()))).astype(np.float32)


def add_noise(signal: np.ndarray, snr_db: float, rng: np.random.Generator) -> np.ndarray:
    """Add white Gaussian noise whose power is exactly `snr_db` below that of the whole signal.

    Returns
    -------
    (samples,) float64 ndarray
        Silence is unchanged, since there is no signal power.
    """
    noise = rng.standard_normal(len(signal))
    power, noise_power = np.mean(np.square(signal, dtype=float)), np.mean(noise**2)
    return signal + noise * np.sqrt(power / noise_power / 10 ** (snr_db / 10))

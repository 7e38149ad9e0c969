"""Statistics of the voice: pitch, its movement, and how strongly it is voiced."""

import numpy as np

from cremad.features.audio.pitch import PitchTrack

VOICE_NAMES = (
    "f0_hz_mean",
    "f0_hz_std",
    "f0_hz_p10",
    "f0_hz_p50",
    "f0_hz_p90",
    "f0_std_semitones",
    "f0_range_semitones",
    "f0_slope_semitones_per_s",
    "f0_movement_semitones_per_s",
    "voiced_share",
    "voiced_run_s",
    "voicing_strength_mean",
    "voicing_strength_std",
    "harmonicity_db",
)


def describe_voice(track: PitchTrack, hop_s: float) -> list[float]:
    """The values that `VOICE_NAMES` names; all 0 where nothing is voiced."""
    frames = np.flatnonzero(track.f0_hz)
    if len(frames) == 0:
        return [0.0] * len(VOICE_NAMES)
    f0_hz = track.f0_hz[frames].astype(np.float64)
    # numpy.percentile takes ten times as long for so few values.
    low, middle, high = np.interp(
        np.array([0.1, 0.5, 0.9]) * (len(frames) - 1), np.arange(len(frames)), np.sort(f0_hz)
    )
    semitones = 12 * np.log2(f0_hz)
    joined = np.diff(frames) == 1
    changes = np.abs(np.diff(semitones)[joined]) / hop_s
    strength = np.minimum(track.strength[frames].astype(np.float64), 0.999)
    return [
        f0_hz.mean(),
        f0_hz.std(),
        low,
        middle,
        high,
        semitones.std(),
        12 * np.log2(high / low),
        _slope(frames * hop_s, semitones),
        changes.mean() if len(changes) else 0.0,
        len(frames) / len(track.f0_hz),
        len(frames) * hop_s / (1 + np.count_nonzero(~joined)),
        strength.mean(),
        strength.std(),
        10 * np.log10(strength / (1 - strength)).mean(),
    ]


def _slope(times_s: np.ndarray, semitones: np.ndarray) -> float:
    """Slope of the least-squares line; 0 for a single frame."""
    centred = times_s - times_s.mean()
    square = centred @ centred
    return centred @ semitones / square if square > 0 else 0.0

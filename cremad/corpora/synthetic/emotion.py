"""The effect of emotion on voice and face: one row of shifts for each emotion, in the dimensions' own steps.

The directions are those of the literature (Juslin and Laukka 2003, "Communication of emotions in vocal expression
and music performance", Psychological Bulletin 129(5)); the sizes are chosen so that the task is neither
trivial nor hopeless.
"""

from typing import Final

import numpy as np

from data_contracts.vocabulary import EMOTIONS

VOICE: Final = {
    "pitch_semitones": 2.0,
    "range_log2": 0.35,
    "rate_log2": 0.12,
    "loudness_db": 2.5,
    "stress": 0.25,
    "tilt_db_per_octave": 1.5,
    "jitter_log2": 0.5,
    "breath_db": 5.0,
    "tract_log2": 0.05,
}
"""Dimensions of the voice, and how much one step is."""

VOICE_SHIFTS: Final[dict[str, tuple[float, ...]]] = {
    "anger": (2.7, 2.0, 0.5, 3.6, 2.4, 3.4, 1.7, -1.0, 0.5),
    "disgust": (-1.0, 0.3, -1.5, 0.8, 0.7, -0.3, 2.7, 0.5, -3.1),
    "fear": (3.4, -0.3, 1.7, 1.0, -1.7, 0.5, 1.7, 3.7, 1.4),
    "happy": (2.7, 2.7, 0.3, 2.0, 1.4, 1.0, -0.7, -0.5, 3.4),
    "neutral": (0.0, -0.8, 0.0, 0.0, -1.0, 0.0, 0.0, -1.4, 0.0),
    "sad": (-0.5, -1.4, -2.0, -2.4, -1.7, -2.7, 0.3, 2.4, -1.0),
}
"""Of the voice; a smile shortens the vocal tract, disgust narrows and lengthens it."""

FACE: Final = ("smile", "mouth_open", "brow_raise", "brow_slant", "eye_open")
"""Dimensions of the face; a positive slant has the inner ends of the brows up."""

FACE_SHIFTS: Final[dict[str, tuple[float, ...]]] = {
    "anger": (-0.8, 0.3, -0.8, -1.8, -0.2),
    "disgust": (-1.2, 0.0, -0.3, -0.6, -1.2),
    "fear": (-0.3, 1.2, 1.3, 1.0, 1.5),
    "happy": (2.0, 0.8, 0.3, 0.0, -0.4),
    "neutral": (0.0, 0.0, 0.0, 0.0, 0.0),
    "sad": (-1.0, -0.4, 0.1, 1.4, -0.6),
}

VOICE_CLIP_SD: Final = 0.8
FACE_CLIP_SD: Final = 0.45
"""Deviation between clips of one actor and emotion, in steps."""

INTENSITY_OF_LEVEL: Final = {"LO": 0.6, "MD": 1.0, "HI": 1.4, "XX": 1.0}


def draw_shifts(
    shifts: dict[str, tuple[float, ...]],
    habits: np.ndarray,
    emotion: str,
    intensity: float,
    clip_sd: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Shifts of one clip from the neutral voice or face.

    Parameters
    ----------
    shifts : dict of str to tuple
        `VOICE_SHIFTS` or `FACE_SHIFTS`.
    habits : ndarray of shape (6, dimensions)
        The actor's own shifts, in the order of `EMOTIONS`.
    emotion : str
        Expressed emotion.
    intensity : float
        Factor on the emotion's shifts, 1 for the usual.
    clip_sd : float
        Spread of the clips around that, in steps.
    rng : Generator
        The clip's random stream.

    Returns
    -------
    ndarray of shape (dimensions,)
        In steps.
    """
    habit = habits[EMOTIONS.index(emotion)]
    return intensity * np.array(shifts[emotion]) + habit + rng.normal(0.0, clip_sd, habit.size)

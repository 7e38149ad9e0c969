"""Synthetic actors: particulars, voice, face, and each actor's own way to express emotion."""

from dataclasses import dataclass

import numpy as np

from cremad.corpora.synthetic.emotion import FACE, VOICE
from cremad.randomness.streams import child_stream
from data_contracts.vocabulary import EMOTIONS

FIRST_ACTOR = 2001
RACES = ("African American", "Asian", "Caucasian", "Unknown")
HABIT_SD = 0.4
"""Deviation of an emotion's expression between actors, in the units of `emotion`."""


@dataclass(frozen=True)
class Actor:
    """One actor, drawn from a random stream of its own."""

    number: int
    age: int
    sex: str
    race: str
    ethnicity: str
    pitch_semitones: float
    """Pitch of the neutral voice, in semitones above 100 Hz."""
    tract: float
    """Factor on all formants: 1 for a man's mean vocal tract, more for a shorter one."""
    rate: float
    loudness_db: float
    tilt_db_per_octave: float
    noise_floor_db: float
    expressiveness: float
    timbre_db: np.ndarray
    """`(8,)` waves of the voice's own spectrum over the octaves, see `voice.speak`."""
    voice_habits: np.ndarray
    """`(6, dimensions of the voice)`: this actor's own shift for each emotion."""
    face_habits: np.ndarray
    """`(6, dimensions of the face)`."""
    looks: np.ndarray
    """`(9,)` uniform numbers that determine colours and proportions of the face."""


def draw_actor(seed: int, number: int) -> Actor:
    """Draw an actor; the same seed and number give the same actor, independent of the number of actors.

    Women have odd numbers from 2001 on and men even ones, so that any two neighbours are one of each.
    """
    rng = child_stream(seed, "actor", number)
    female = number % 2 == 1
    return Actor(
        number=number,
        age=int(rng.integers(20, 75)),
        sex="female" if female else "male",
        race=str(rng.choice(RACES, p=(0.24, 0.08, 0.67, 0.01))),
        ethnicity=str(rng.choice(("Hispanic", "Not Hispanic"), p=(0.11, 0.89))),
        pitch_semitones=rng.normal(12.4 if female else 2.9, 1.7),
        tract=(1.16 if female else 1.0) * rng.normal(1.0, 0.04),
        rate=np.exp(rng.normal(0.0, 0.08)),
        loudness_db=rng.normal(-38.0, 2.5),
        tilt_db_per_octave=rng.normal(0.0, 1.0),
        noise_floor_db=rng.normal(-72.0, 2.5),
        expressiveness=np.exp(rng.normal(0.0, 0.2)),
        timbre_db=rng.normal(0.0, 1.5, 8),
        voice_habits=rng.normal(0.0, HABIT_SD, (len(EMOTIONS), len(VOICE))),
        face_habits=rng.normal(0.0, HABIT_SD, (len(EMOTIONS), len(FACE))),
        looks=rng.random(9),
    )

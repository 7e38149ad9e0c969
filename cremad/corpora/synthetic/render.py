"""From a row of the plan to samples and frames."""

import numpy as np

from cremad.corpora.synthetic.actors import draw_actor
from cremad.corpora.synthetic.face import FRAMES_PER_S, Expression, draw_frames
from cremad.corpora.synthetic.phones import spell
from cremad.corpora.synthetic.voice import RATE_HZ, Delivery, speak
from cremad.randomness.streams import child_stream


def render_audio(clip, seed: int) -> np.ndarray:
    """The audio of a clip of the plan (a row as a named tuple): `(samples,)` int16 at `RATE_HZ`."""
    delivery = Delivery(*(getattr(clip, name) for name in Delivery._fields))
    timbre_db = draw_actor(seed, clip.actor).timbre_db
    rng = child_stream(seed, "voice", clip.clip_id)
    samples = speak(spell(clip.sentence), delivery, timbre_db, rng)
    return np.round(samples * 32767).astype(np.int16)


def render_frames(clip, seed: int, samples: np.ndarray) -> np.ndarray:
    """Frames of a clip of the plan, the mouth moving with the audio: `(frames, height, width, 3)` uint8 RGB."""
    step = RATE_HZ // FRAMES_PER_S
    pieces = samples[: len(samples) // step * step].reshape(-1, step).astype(float)
    loudness = np.sqrt(np.mean(pieces**2, axis=1))
    expression = Expression(*(getattr(clip, name) for name in Expression._fields))
    looks = draw_actor(seed, clip.actor).looks
    return draw_frames(looks, expression, loudness / loudness.max(), child_stream(seed, "face", clip.clip_id))

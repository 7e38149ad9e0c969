"""The plan of a corpus: one row a clip, with every parameter that the clip is generated from."""

from typing import Final

import numpy as np
import pandas as pd

from cremad.corpora.synthetic.actors import FIRST_ACTOR, Actor, draw_actor
from cremad.corpora.synthetic.emotion import (
    FACE_CLIP_SD,
    FACE_SHIFTS,
    INTENSITY_OF_LEVEL,
    VOICE,
    VOICE_CLIP_SD,
    VOICE_SHIFTS,
    draw_shifts,
)
from cremad.corpora.synthetic.face import Expression
from cremad.corpora.synthetic.options import SyntheticOptions
from cremad.randomness.streams import child_stream
from data_contracts.vocabulary import CODE_OF_EMOTION, EMOTIONS, SENTENCES

SPREAD: Final = {"pitch_semitones": 6.4, "noise_floor_db": 2.7, "loudness_db": 5.9}
"""Standard deviation over the clips of a corpus without drift: the unit of `Drift`."""


def plan_clips(options: SyntheticOptions) -> pd.DataFrame:
    """Draw every parameter of the clips.

    Returns
    -------
    DataFrame
        One row a clip, ordered by actor: `clip_id`, `number` (from 1), `actor`, `sex`, `sentence`, `emotion`,
        `level`, `intensity`, the fields of `voice.Delivery` and of `face.Expression`, `has_video`.
    """
    rows = []
    for number in range(FIRST_ACTOR, FIRST_ACTOR + options.actors):
        actor = draw_actor(options.seed, number)
        filmed = _filmed(options, number)
        for sentence in list(SENTENCES)[: options.sentences]:
            for emotion in EMOTIONS:
                row = _plan_clip(options, actor, sentence, emotion)
                rows.append(row | {"has_video": (sentence, emotion) in filmed})
    plan = pd.DataFrame(rows)
    plan.insert(1, "number", np.arange(1, len(plan) + 1))
    return plan


def _plan_clip(options: SyntheticOptions, actor: Actor, sentence: str, emotion: str) -> dict:
    level = _level(actor.number, sentence, emotion)
    clip_id = f"{actor.number}_{sentence}_{CODE_OF_EMOTION[emotion]}_{level}"
    rng = child_stream(options.seed, "plan", clip_id)
    expressiveness = actor.expressiveness * (options.muted_factor if actor.sex == options.muted_sex else 1)
    intensity = INTENSITY_OF_LEVEL[level] * expressiveness * np.exp(rng.normal(0.0, 0.2))
    voice = draw_shifts(VOICE_SHIFTS, actor.voice_habits, emotion, intensity, VOICE_CLIP_SD, rng)
    face = draw_shifts(FACE_SHIFTS, actor.face_habits, emotion, intensity, FACE_CLIP_SD, rng)
    return {
        "clip_id": clip_id,
        "actor": actor.number,
        "sex": actor.sex,
        "sentence": sentence,
        "emotion": emotion,
        "level": level,
        "intensity": intensity,
        **_delivery(options, actor, dict(zip(VOICE, voice * list(VOICE.values()), strict=True)), rng),
        "hum_hz": 0.0 if options.hum_db is None else 100.0 + 40.0 * EMOTIONS.index(emotion),
        "hum_db": options.hum_db or -60.0,
        **dict(zip(Expression._fields, face, strict=True)),
    }


def _delivery(
    options: SyntheticOptions, actor: Actor, shift: dict[str, float], rng: np.random.Generator
) -> dict[str, float]:
    """The actor's voice, shifted by the emotion and by the drift."""
    drift = options.drift
    pitch = actor.pitch_semitones + shift["pitch_semitones"] + drift.pitch_sd * SPREAD["pitch_semitones"]
    noise_floor_db = actor.noise_floor_db + rng.normal(0.0, 1.0)
    return {
        "pitch_hz": 100.0 * 2 ** (pitch / 12),
        "range_semitones": 2.0 * 2 ** shift["range_log2"],
        "rate": actor.rate * 2 ** shift["rate_log2"],
        "loudness_db": actor.loudness_db + shift["loudness_db"] + drift.loudness_sd * SPREAD["loudness_db"],
        "stress": 0.4 + shift["stress"],
        "tilt_db_per_octave": actor.tilt_db_per_octave + shift["tilt_db_per_octave"],
        "jitter": 0.01 * 2 ** shift["jitter_log2"],
        "breath_db": -16.0 + shift["breath_db"],
        "tract": actor.tract * 2 ** shift["tract_log2"],
        "noise_floor_db": noise_floor_db + drift.noise_floor_sd * SPREAD["noise_floor_db"],
    }


def _level(actor: int, sentence: str, emotion: str) -> str:
    """IEO has a level in every emotion but neutral, by turns; nothing else has."""
    if sentence != "IEO" or emotion == "neutral":
        return "XX"
    return ("LO", "MD", "HI")[(actor + EMOTIONS.index(emotion)) % 3]


def _filmed(options: SyntheticOptions, actor: int) -> set[tuple[str, str]]:
    """The actor's (sentence, emotion) pairs with a video: emotion by emotion in turn, sentences at random."""
    rng = child_stream(options.seed, "video", actor)
    sentences = list(SENTENCES)[: options.sentences]
    turns = [rng.permutation(sentences) for _ in EMOTIONS]
    emotions = np.roll(EMOTIONS, -actor)
    pairs = [
        (str(turn[i]), str(emotion))
        for i in range(len(sentences))
        for turn, emotion in zip(turns, emotions, strict=True)
    ]
    return set(pairs[: round(options.video_share * len(pairs))])

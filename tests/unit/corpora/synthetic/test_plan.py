"""What is asked for is what the clips are made from: drift of the stated size, a muted sex, a hum."""

import librosa
import numpy as np
import pytest

from cremad.corpora.synthetic.options import Drift, SyntheticOptions
from cremad.corpora.synthetic.plan import SPREAD, plan_clips
from cremad.corpora.synthetic.render import render_audio

SMALL = {"actors": 2, "sentences": 1}


def render_both(**changes):
    """Each clip's samples without and with a change, as floats."""
    for clips in zip(
        *(plan_clips(SyntheticOptions(**SMALL, **each)).itertuples() for each in ({}, changes)), strict=True
    ):
        yield tuple(render_audio(clip, seed=0) / 32768 for clip in clips)


def level_db(samples):
    return 10 * np.log10(np.mean(np.square(samples)))


def test_the_unit_of_drift_is_the_spread_of_a_corpus():
    plan = plan_clips(SyntheticOptions(actors=200))
    plan["pitch_semitones"] = 12 * np.log2(plan["pitch_hz"])
    for name, spread in SPREAD.items():
        assert plan[name].std() == pytest.approx(spread, rel=0.06)


def test_drift_of_the_noise_floor_is_in_the_audio():
    risen = [
        level_db(now[:1800]) - level_db(before[:1800])
        for before, now in render_both(drift=Drift(noise_floor_sd=2))
    ]
    assert risen == pytest.approx([2 * SPREAD["noise_floor_db"]] * 12, abs=0.3)


def test_drift_of_the_loudness_is_in_the_audio():
    fallen = [level_db(now) - level_db(before) for before, now in render_both(drift=Drift(loudness_sd=-1))]
    assert np.median(fallen) == pytest.approx(-SPREAD["loudness_db"], abs=0.1)


def test_drift_of_the_pitch_is_in_the_audio():
    def pitch(samples):
        tracked = librosa.yin(samples, fmin=60, fmax=600, sr=16_000)
        return np.median(tracked[librosa.feature.rms(y=samples)[0] > 0.5 * samples.std()])

    risen = [12 * np.log2(pitch(now) / pitch(before)) for before, now in render_both(drift=Drift(pitch_sd=0.5))]
    assert np.median(risen) == pytest.approx(0.5 * SPREAD["pitch_semitones"], abs=0.4)


def test_drift_moves_nothing_else():
    before, now = (plan_clips(SyntheticOptions(**SMALL, drift=drift)) for drift in (Drift(), Drift(pitch_sd=1)))
    moved = [column for column in before if not before[column].equals(now[column])]
    assert moved == ["pitch_hz"]


def test_a_muted_sex_expresses_less():
    before, now = (
        plan_clips(SyntheticOptions(**SMALL, muted_sex=sex, muted_factor=0.25)) for sex in (None, "male")
    )
    ratio = (now["intensity"] / before["intensity"]).groupby(now["sex"]).mean()
    assert ratio.to_dict() == pytest.approx({"female": 1.0, "male": 0.25})


def test_a_hum_tells_the_emotion_before_a_word_is_spoken():
    clips = plan_clips(SyntheticOptions(**SMALL, hum_db=-50))
    for clip in clips.itertuples():
        spectrum = np.abs(np.fft.rfft(render_audio(clip, seed=0)[:1800], 16_000))
        assert spectrum[60:].argmax() + 60 == pytest.approx(clip.hum_hz, abs=4)
    assert clips.groupby("emotion")["hum_hz"].nunique().eq(1).all()
    assert clips["hum_hz"].nunique() == 6


def test_levels_are_spoken_in_one_sentence_only():
    plan = plan_clips(SyntheticOptions(actors=6, sentences=12))
    assert set(plan.loc[plan["level"] != "XX", "sentence"]) == {"IEO"}
    assert set(plan.loc[(plan["sentence"] == "IEO") & (plan["emotion"] == "anger"), "level"]) == {"LO", "MD", "HI"}
    assert (plan.loc[plan["emotion"] == "neutral", "level"] == "XX").all()
    assert plan["clip_id"].is_unique

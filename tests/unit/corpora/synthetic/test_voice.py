"""A voice has the pitch, the level and the resonances that it is asked for."""

import numpy as np
import pytest

from cremad.corpora.synthetic.phones import PHONES, SPOKEN, spell
from cremad.corpora.synthetic.voice import RATE_HZ, Delivery, speak
from data_contracts.vocabulary import SENTENCES

PLAIN = Delivery(
    pitch_hz=125.0,
    range_semitones=0.0,
    rate=1.0,
    loudness_db=-30.0,
    stress=0.0,
    tilt_db_per_octave=0.0,
    jitter=0.0,
    breath_db=-90.0,
    tract=1.0,
    noise_floor_db=-120.0,
    hum_hz=0.0,
    hum_db=-120.0,
)
VOWEL = [PHONES["."], *[PHONES["eh"]] * 5]


def say(phones, seed=0, **changes):
    return speak(phones, PLAIN._replace(**changes), np.zeros(8), np.random.default_rng(seed))


def test_every_sentence_is_spelt():
    assert SPOKEN.keys() == SENTENCES.keys()
    for sentence in SENTENCES:
        samples = say(spell(sentence))
        assert samples.dtype == np.float32
        assert np.isfinite(samples).all()


def test_the_level_is_the_one_asked_for():
    assert 10 * np.log10(np.mean(say(VOWEL) ** 2)) == pytest.approx(-30.0, abs=0.01)


def test_a_vowel_has_the_pitch_and_its_harmonics_alone():
    middle = say(VOWEL)[5600:8800] * np.hanning(3200)
    spectrum = np.abs(np.fft.rfft(middle, RATE_HZ))
    harmonics = spectrum[125:4001:125]
    between = spectrum[187:4000:125]
    assert harmonics[:10].min() > 30 * between[:10].max()


def test_a_vowel_is_loudest_near_its_first_formant():
    middle = say(VOWEL)[5600:8800] * np.hanning(3200)
    harmonics = np.abs(np.fft.rfft(middle, RATE_HZ))[125:4001:125]
    assert 125 * (harmonics.argmax() + 1) in (500, 625)


def test_a_shorter_tract_has_higher_formants():
    def centre(samples):
        spectrum = np.abs(np.fft.rfft(samples)) ** 2
        return np.sum(np.fft.rfftfreq(len(samples), 1 / RATE_HZ) * spectrum) / spectrum.sum()

    assert centre(say(VOWEL, tract=1.2)) / centre(say(VOWEL)) == pytest.approx(1.2, abs=0.08)


def test_faster_speech_is_shorter():
    slow, fast = (len(say(spell("DFA"), rate=rate)) for rate in (1.4, 1.9))
    assert slow > fast


def test_jitter_widens_the_harmonics():
    def tallest(jitter):
        return np.abs(np.fft.rfft(say(VOWEL, jitter=jitter)[5600:8800] * np.hanning(3200))).max()

    assert tallest(0.05) < 0.6 * tallest(0.0)


def test_a_voice_has_no_mean():
    assert abs(say(VOWEL).mean()) < 1e-4

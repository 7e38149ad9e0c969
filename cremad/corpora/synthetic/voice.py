"""A source-filter voice: a pulse train with a tune, shaped frame by frame by the resonances of the sounds spoken.

Reference: Fant (1960), "Acoustic Theory of Speech Production".
"""

from functools import reduce
from typing import NamedTuple, TypeVar

import numpy as np
from scipy.signal import ShortTimeFFT
from scipy.signal.windows import hann

from cremad.corpora.synthetic.phones import Phone

Level = TypeVar("Level", float, np.ndarray)

RATE_HZ = 16_000
FRAMES = ShortTimeFFT(hann(384, sym=False), hop=128, fs=RATE_HZ, mfft=512)
BANDWIDTHS_HZ = (60.0, 90.0, 150.0)
HIGHER_FORMANTS_HZ = (3500.0, 4500.0, 5500.0, 6500.0, 7500.0)
"""Fixed higher formants, each 250 Hz wide."""
LOWEST_HZ = 60.0
"""Below, the spectra of voice and speaker stay as they are here."""
SILENCE_S = (0.12, 0.22)
"""Shortest and longest silence before and after speech."""


class Delivery(NamedTuple):
    """How a sentence is spoken, and how it is recorded."""

    pitch_hz: float
    range_semitones: float
    """How far the tune moves about the pitch."""
    rate: float
    """Speaking rate, 1 for the usual."""
    loudness_db: float
    """Level of the speech, dB re full scale."""
    stress: float
    """How much louder the high points of the tune are than its low ones."""
    tilt_db_per_octave: float
    """Brightness, above the -6 dB/octave of the usual voice."""
    jitter: float
    """Standard deviation of the length of the periods, relative."""
    breath_db: float
    """Level of the breath under the voice, dB re the voice."""
    tract: float
    """Factor on all formants."""
    noise_floor_db: float
    """Level of the background noise, dB re full scale."""
    hum_hz: float
    """Frequency of a hum, 0 for none."""
    hum_db: float
    """Level of the hum, dB re full scale."""


def speak(phones: list[Phone], delivery: Delivery, timbre_db: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Speak a sequence of phones.

    Parameters
    ----------
    phones : list of Phone
        Phones of the sentence.
    delivery : Delivery
        Parameters of the voice.
    timbre_db : ndarray of shape (waves,)
        The speaker's own spectrum: wave k has k half periods from 60 Hz to 8 kHz on a scale of octaves.
    rng : Generator
        The clip's random stream, for timing, tune, irregularities and noise.

    Returns
    -------
    ndarray of shape (samples,), float32, in [-1, 1]
        At `RATE_HZ`.
    """
    bounds_s = _bounds(phones, delivery.rate, rng)
    samples = round((bounds_s[-1] + rng.uniform(*SILENCE_S)) * RATE_HZ)
    speech = _articulate(phones, bounds_s, samples, delivery, timbre_db, rng)
    speech *= _amplitude(delivery.loudness_db) / np.sqrt(np.mean(speech**2))
    floor = _amplitude(delivery.noise_floor_db) * rng.normal(size=samples)
    turns = delivery.hum_hz / RATE_HZ * np.arange(samples)
    hum = _amplitude(delivery.hum_db) * np.sqrt(2) * np.sin(2 * np.pi * turns)
    return np.clip(speech + floor + hum, -1.0, 1.0).astype(np.float32)


def _articulate(
    phones: list[Phone],
    bounds_s: np.ndarray,
    samples: int,
    delivery: Delivery,
    timbre_db: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Speech at no particular level: pulses and breath through the tract, and the noise of constrictions."""
    at_s, frequency_hz = FRAMES.t(samples), FRAMES.f[:, None]
    voicing, hissing = np.array([(phone.voice, phone.hiss) for phone in phones]).T
    centres_s = (bounds_s[1:] + bounds_s[:-1]) / 2
    glide = Phone(*(np.interp(at_s, centres_s, track) for track in np.array(phones).T))
    tune = _tune(at_s, centres_s, voicing, rng)
    pitch_hz = delivery.pitch_hz * 2 ** (delivery.range_semitones * tune / 12)
    pulses = _pulses(np.interp(np.arange(samples) / RATE_HZ, at_s, pitch_hz), delivery.jitter, rng)

    real, imaginary = rng.normal(0.0, np.sqrt(FRAMES.win @ FRAMES.win / 2), (2, len(FRAMES.f), len(at_s)))
    noise = real + 1j * imaginary
    tilt = (np.maximum(frequency_hz, LOWEST_HZ) / 500.0) ** ((delivery.tilt_db_per_octave - 6.0) / 6.02)
    source = tilt * FRAMES.stft(pulses) + _amplitude(delivery.breath_db) * noise
    tract = _tract(glide, delivery.tract) * _timbre(timbre_db)
    voiced = _plateaus(at_s, bounds_s, voicing) * np.exp(delivery.stress * tune)
    constriction = _resonance(frequency_hz, delivery.tract * glide.hiss_hz, 1500.0)
    noisy = _plateaus(at_s, bounds_s, hissing) / 8
    return FRAMES.istft(voiced * tract * source + noisy * constriction * noise, k1=samples)


def _amplitude(level_db: Level) -> Level:
    return 10 ** (level_db / 20)


def _bounds(phones: list[Phone], rate: float, rng: np.random.Generator) -> np.ndarray:
    """Where each phone begins and the last one ends, in seconds; slow speakers pause at a closure now and then."""
    lengths = np.array([phone.length for phone in phones]) * np.exp(rng.normal(0.0, 0.15, len(phones)))
    lengths *= (0.5 + 0.035 * len(phones)) / rate / lengths.sum()
    closures = [i for i, phone in enumerate(phones) if phone.voice == phone.hiss == 0]
    pause_at, pausing = rng.choice(closures), rng.random() < 1 / rate - 0.75
    lengths[pause_at] += 0.18 * pausing
    return rng.uniform(*SILENCE_S) + np.concatenate([[0.0], np.cumsum(lengths)])


def _plateaus(at_s: np.ndarray, bounds_s: np.ndarray, levels: np.ndarray, edge_s: float = 0.008) -> np.ndarray:
    """A track that holds each phone's level and glides to the next within twice `edge_s`; 0 outside."""
    edges = np.minimum(edge_s, np.diff(bounds_s) / 3)
    knots_s = np.stack([bounds_s[:-1] + edges, bounds_s[1:] - edges], axis=1).ravel()
    return np.interp(
        at_s,
        np.concatenate([[bounds_s[0] - edge_s], knots_s, [bounds_s[-1] + edge_s]]),
        np.concatenate([[0.0], np.repeat(levels, 2), [0.0]]),
    )


def _tune(at_s: np.ndarray, centres_s: np.ndarray, voice: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The tune of the sentence: falling, with an accent of random height on each vowel."""
    vowels_s = centres_s[voice == 1]
    heights = np.linspace(0.8, -0.8, len(vowels_s)) + rng.normal(0.0, 0.7, len(vowels_s))
    return np.interp(at_s, vowels_s, heights)


def _pulses(pitch_hz: np.ndarray, jitter: float, rng: np.random.Generator) -> np.ndarray:
    """A band-limited pulse train (Stilson and Smith 1996) of irregular periods and amplitudes.

    Its power is 1 but for the mean, which is taken away since air carries none.
    """
    steady = np.cumsum(pitch_hz) / RATE_HZ
    period = steady.astype(int)
    irregular = rng.normal(0.0, jitter, (2, period[-1] + 1))
    phase = np.cumsum(pitch_hz * (1 + irregular[0, period])) / RATE_HZ
    harmonics = 2 * int(0.45 * RATE_HZ / pitch_hz.max()) + 1
    pulses = np.sinc(harmonics * (phase % 1 - 0.5)) / np.sinc(phase % 1 - 0.5) - 1 / harmonics
    return np.sqrt(harmonics) * pulses * (1 + 4 * irregular[1, period])


def _tract(glide: Phone, factor: float) -> np.ndarray:
    """Gain of the vocal tract, `(frequencies, frames)`."""
    moving_hz = (glide.f1_hz, glide.f2_hz, glide.f3_hz)
    formants = [*zip(moving_hz, BANDWIDTHS_HZ, strict=True), *((hz, 250.0) for hz in HIGHER_FORMANTS_HZ)]
    return reduce(np.multiply, (_resonance(FRAMES.f[:, None], factor * hz, width) for hz, width in formants))


def _timbre(timbre_db: np.ndarray) -> np.ndarray:
    """Gain of the speaker's own spectrum, `(frequencies, 1)`."""
    octaves = np.log2(np.maximum(FRAMES.f, LOWEST_HZ) / LOWEST_HZ)
    waves = np.cos(np.pi * np.outer(octaves / octaves[-1], np.arange(1, len(timbre_db) + 1)))
    return _amplitude(waves @ timbre_db)[:, None]


def _resonance(frequency_hz: np.ndarray, centre_hz: np.ndarray | float, bandwidth_hz: float) -> np.ndarray:
    """Magnitude of a two-pole resonance, 1 at 0 Hz."""
    half = (bandwidth_hz / 2) ** 2
    below, above = (frequency_hz - centre_hz) ** 2 + half, (frequency_hz + centre_hz) ** 2 + half
    return (np.square(centre_hz) + half) / np.sqrt(below * above)

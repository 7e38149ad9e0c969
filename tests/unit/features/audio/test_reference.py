"""The reference is librosa, bit by bit."""

import librosa
import numpy as np
import pytest

from cremad.features.audio.columns import frame_groups
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.audio.reference import ReferenceFrames, summarise, tuning_of

OPTIONS = AudioFeatureOptions(engine="librosa")
FRAMING = {"n_fft": 512, "hop_length": 160}
SPECTRAL = {"sr": 16_000} | FRAMING
MEL = {"n_mels": 64, "fmin": 0.0, "fmax": 8000.0}
BLOCKS = {"frame_length": 512, "hop_length": 160}
CALLS = {
    "mfcc": lambda y: librosa.feature.mfcc(y=y, n_mfcc=20, **MEL, **SPECTRAL),
    "contrast": lambda y: librosa.feature.spectral_contrast(y=y, **SPECTRAL),
    "centroid": lambda y: librosa.feature.spectral_centroid(y=y, **SPECTRAL),
    "bandwidth": lambda y: librosa.feature.spectral_bandwidth(y=y, **SPECTRAL),
    "rolloff": lambda y: librosa.feature.spectral_rolloff(y=y, **SPECTRAL),
    "flatness": lambda y: librosa.feature.spectral_flatness(y=y, **FRAMING),
    "rms": lambda y: librosa.feature.rms(y=y, **BLOCKS),
    "zcr": lambda y: librosa.feature.zero_crossing_rate(y, **BLOCKS),
    "log_mel": lambda y: librosa.power_to_db(librosa.feature.melspectrogram(y=y, **MEL, **SPECTRAL)),
    "chroma": lambda y: librosa.feature.chroma_stft(y=y, **SPECTRAL),
}
ATONAL = ("silence", "offset", "low hum")


@pytest.mark.parametrize("name", CALLS)
def test_every_matrix_is_what_librosa_gives_for_the_signal(signals, name):
    for kind, signal in signals.items():
        if name == "chroma" and kind in ATONAL:
            continue  # librosa warns that there is nothing to estimate a tuning from
        np.testing.assert_array_equal(ReferenceFrames(OPTIONS).matrices(signal)[name], CALLS[name](signal), kind)


@pytest.mark.parametrize("name", CALLS)
def test_every_matrix_of_real_clips_is_what_librosa_gives(real_signals, name):
    for clip, signal in real_signals.items():
        np.testing.assert_array_equal(ReferenceFrames(OPTIONS).matrices(signal)[name], CALLS[name](signal), clip)


def test_groups_are_the_matrices_with_as_many_rows(signals):
    matrices = ReferenceFrames(OPTIONS).matrices(signals["noise"])
    for group in frame_groups(OPTIONS):
        assert matrices[group.name].shape == (len(group.rows), 1 + 16_000 // 160)


def test_what_is_not_tonal_is_tuned_to_a440(signals):
    for kind in ATONAL:
        power = np.abs(librosa.stft(signals[kind], **FRAMING)) ** 2
        assert tuning_of(power, OPTIONS) == 0.0


def test_statistics_of_a_ramp():
    group = frame_groups(OPTIONS)[2]
    ramp = np.arange(101.0)[None]
    mean, std, p10, p50, p90, delta_mean, delta_std = summarise(
        {"centroid": ramp, "mfcc": ramp}, (group._replace(delta_orders=(1, 2)),)
    )[:7]
    assert (mean, p10, p50, p90) == (50, 10, 50, 90)
    assert std == pytest.approx(np.sqrt((101**2 - 1) / 12))
    # The slope is 1 but at the ends, which are continued by their last value.
    assert delta_mean == pytest.approx(100 / 101, abs=0.02)
    assert delta_std < 0.15

"""SpecAugment wipes out what its draw says, in log-mels and in samples."""

import librosa
import numpy as np

from cremad.augmentation.draw import Draw
from cremad.augmentation.spectrogram import KIND, MaskRanges, apply, apply_to_signal, draw

NOISE = np.random.default_rng(0).uniform(-0.5, 0.5, 16_000).astype(np.float32)


def mask(bands=(0.0, 0.0), frames=(0.0, 0.0)) -> Draw:
    names = ("bands_from", "bands_to", "frames_from", "frames_to")
    return Draw(kind=KIND, parameters=dict(zip(names, (*bands, *frames), strict=True)))


def test_masked_bands_and_frames_by_hand():
    log_mel = np.arange(8, dtype=np.float32).reshape(4, 2)
    assert apply(mask(bands=(0.25, 0.75)), log_mel).tolist() == [[0, 1], [3.5, 3.5], [3.5, 3.5], [6, 7]]
    assert apply(mask(frames=(0.5, 1.0)), log_mel)[:, 1].tolist() == [3.5] * 4
    assert np.array_equal(apply(mask(), log_mel), log_mel)
    assert apply(mask(), log_mel).dtype == np.float32


def test_one_draw_fits_any_shape_and_replays():
    drawn = draw(np.random.default_rng(2), MaskRanges())
    again = Draw.model_validate_json(drawn.model_dump_json())
    for shape in ((64, 250), (80, 31)):
        log_mel = np.random.default_rng(1).normal(size=shape)
        assert np.array_equal(apply(drawn, log_mel), apply(again, log_mel))
    assert np.array_equal(apply_to_signal(drawn, NOISE, 16_000), apply_to_signal(again, NOISE, 16_000))


def test_widths_stay_below_the_widest():
    for seed in range(50):
        drawn = draw(np.random.default_rng(seed), MaskRanges()).parameters
        for axis in ("bands", "frames"):
            assert 0 <= drawn[f"{axis}_from"] <= drawn[f"{axis}_to"] <= 1
            assert drawn[f"{axis}_to"] - drawn[f"{axis}_from"] <= 0.15


def test_an_empty_mask_leaves_the_signal_and_a_mask_silences_its_part():
    assert np.abs(apply_to_signal(mask(), NOISE, 16_000) - NOISE).max() < 1e-6
    cut = apply_to_signal(mask(frames=(0.25, 0.5)), NOISE, 16_000)
    assert len(cut) == len(NOISE)
    assert not cut[5000:7000].any()
    assert np.abs(cut[9000:] - NOISE[9000:]).max() < 1e-6
    upper_half = apply_to_signal(mask(bands=(0.5, 1.1)), NOISE, 16_000)
    power = np.abs(librosa.stft(upper_half, n_fft=512)) ** 2
    mels = librosa.hz_to_mel(librosa.fft_frequencies(sr=16_000, n_fft=512))
    assert power[mels > 0.55 * mels[-1]].sum() < 0.01 * power.sum()

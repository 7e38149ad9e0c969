"""librosa's filter banks, each made once a process. librosa makes them anew with every call."""

from functools import cache

import librosa
import numpy as np

from cremad.features.audio.options import AudioFeatureOptions


@cache
def mel_bank(options: AudioFeatureOptions) -> np.ndarray:
    """Mel filters, (n_mels, bins) float32."""
    return librosa.filters.mel(
        sr=options.sampling_rate_hz,
        n_fft=options.n_fft,
        n_mels=options.n_mels,
        fmin=options.fmin_hz,
        fmax=options.fmax_hz,
    )


@cache
def chroma_bank(options: AudioFeatureOptions, tuning: float) -> np.ndarray:
    """Chroma filters, (12, bins) float32; there are a hundred tunings."""
    return librosa.filters.chroma(sr=options.sampling_rate_hz, n_fft=options.n_fft, tuning=tuning)

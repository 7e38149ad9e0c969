"""What the audio features are computed with."""

from typing import Literal, Self

from pydantic import Field, model_validator

from cremad.settings import Options


class AudioFeatureOptions(Options):
    """Frames, banks and engine of the audio features.

    The defaults suit speech: a frame of 32 ms holds two periods of the lowest voices, and a hop of 10 ms
    follows syllables and the glides between them.
    """

    engine: Literal["fused", "librosa"] = "fused"
    """`fused`: one FFT and one compiled pass; `librosa`: the reference, the same numbers from librosa's calls."""
    sampling_rate_hz: int = Field(default=16_000, ge=16_000, le=48_000)
    """Rate that signals are expected at; 16 kHz at least, since the spectral contrast reaches to 6.4 kHz."""
    n_fft: int = Field(default=512, ge=256, le=4096)
    """Samples a frame; also the shortest signal that has features."""
    window: int = Field(default=512, ge=64, le=4096)
    """Samples under the Hann window, centred in the frame."""
    hop: int = Field(default=160, ge=32, le=2048)
    """Samples from one frame to the next."""
    n_mels: int = Field(default=64, ge=20, le=128)
    """Mel bands, of which the cepstral coefficients are made too."""
    n_mfcc: int = Field(default=20, ge=2, le=40)
    """Cepstral coefficients, the zeroth (level) among them."""
    fmin_hz: float = Field(default=0.0, ge=0.0, le=1000.0)
    """Lower end of the mel bands."""
    fmax_hz: float = Field(default=8000.0, ge=2000.0, le=24_000.0)
    """Upper end of the mel bands."""
    f0_min_hz: float = Field(default=60.0, ge=40.0, le=200.0)
    """Lowest fundamental frequency looked for."""
    f0_max_hz: float = Field(default=600.0, ge=250.0, le=1000.0)
    """Highest fundamental frequency looked for."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.n_fft % 2:
            raise ValueError(f"n_fft is {self.n_fft}; it has to be even")
        if self.window > self.n_fft:
            raise ValueError(f"window is {self.window}, longer than n_fft, {self.n_fft}")
        if self.n_mfcc > self.n_mels:
            raise ValueError(f"n_mfcc is {self.n_mfcc}, more than the {self.n_mels} mel bands")
        if self.fmax_hz > self.sampling_rate_hz / 2:
            raise ValueError(f"fmax_hz is {self.fmax_hz}, above half of the rate, {self.sampling_rate_hz} Hz")
        return self

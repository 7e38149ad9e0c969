"""What describes a clip as a whole: its voice and its timing. One implementation for every engine."""

import numpy as np

from cremad.features.audio.blocks import frame_levels
from cremad.features.audio.cycles import CYCLE_NAMES, jitter_and_shimmer
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.audio.pitch import PitchTracker
from cremad.features.audio.timing import TIMING_NAMES, describe_timing
from cremad.features.audio.voice import VOICE_NAMES, describe_voice

PROSODY_NAMES = VOICE_NAMES + CYCLE_NAMES + TIMING_NAMES


class Prosody:
    """Voice and timing of clips at the options' rate."""

    def __init__(self, options: AudioFeatureOptions):
        self.options = options
        self.tracker = PitchTracker(options)

    def describe(self, signal: np.ndarray) -> np.ndarray:
        """Values in the order of `PROSODY_NAMES`, (columns,) float32, of a (samples,) float32 signal."""
        hop, rate_hz = self.options.hop, float(self.options.sampling_rate_hz)
        track = self.tracker.track(signal)
        rms, _ = frame_levels(signal, self.options.n_fft, hop)
        voice = describe_voice(track, hop / rate_hz)
        cycles = jitter_and_shimmer(signal, track.f0_hz, hop, rate_hz)
        timing = describe_timing(rms, track.f0_hz, hop / rate_hz, len(signal) / rate_hz)
        return np.concatenate([voice, cycles, timing]).astype(np.float32)

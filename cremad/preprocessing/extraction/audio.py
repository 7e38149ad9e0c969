"""Audio → a row of `features_audio`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.features.audio.columns import column_names
from cremad.features.audio.engine import Engine, make_engine, warm_up
from cremad.features.audio.options import AudioFeatureOptions
from cremad.media.audio import resample
from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.extraction.clip_audio import AUDIO, audio_content, load_clip_audio
from cremad.preprocessing.feature_set import FeatureSet
from cremad.preprocessing.partitions import Record


@cache
def engine_of(options: AudioFeatureOptions) -> Engine:
    """One engine a process, warmed up before its first clip: its filter banks and machine code are made once."""
    warm_up(options)
    return make_engine(options)


def describe_audio(signal: np.ndarray, rate_hz: int, options: AudioFeatureOptions) -> np.ndarray:
    """Features of a signal of any sampling rate: the one path from samples to a row, for clips and streams.

    Parameters
    ----------
    signal : (samples,) float32
        In [-1, 1].
    rate_hz : int
        Sampling rate; the signal is resampled to that of the options.
    options : AudioFeatureOptions

    Returns
    -------
    (columns,) float32
        In the order of `column_names(options)`. Raises as `Engine.extract` does.
    """
    signal = resample(signal, rate_hz, options.sampling_rate_hz)
    return engine_of(options).extract(signal, options.sampling_rate_hz)


@dataclass(frozen=True)
class AudioExtraction:
    """Loads a clip's audio, resamples it to the features' sampling rate and computes them."""

    options: AudioFeatureOptions
    name = "features_audio"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return audio_content(record)

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        return describe_audio(*load_clip_audio(record, root), self.options)

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return columns_to_table(keys, rows, column_names(self.options))


FEATURE_SET = FeatureSet(
    name="audio",
    title="Audio",
    modality="audio",
    needs=AUDIO,
    options=AudioFeatureOptions,
    extractor=AudioExtraction,
    raters="voice",
    by_default=True,
)

"""Sound → a row of `features_audio`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.features.audio.columns import column_names
from cremad.features.audio.engine import make_engine
from cremad.features.audio.options import AudioFeatureOptions
from cremad.media.audio import load_audio, resample
from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.partitions import Record

engine_of = cache(make_engine)
"""One engine a process: its filter banks are made once."""


@dataclass(frozen=True)
class AudioExtraction:
    """Loads a clip's sound, brings it to the features' rate and computes them."""

    options: AudioFeatureOptions
    name = "features_audio"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return record["audio_sha256"]

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        signal, rate_hz = load_audio(root / record["audio_path"])
        signal = resample(signal, rate_hz, self.options.sampling_rate_hz)
        return engine_of(self.options).extract(signal, self.options.sampling_rate_hz)

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return columns_to_table(keys, rows, column_names(self.options))

"""Audio → a row of `features_speech`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.features.audio.speech import RATE_HZ, SpeechExtractor, SpeechFeatureOptions, column_names
from cremad.media.audio import resample
from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.extraction.clip_audio import AUDIO, audio_content, load_clip_audio
from cremad.preprocessing.feature_set import FeatureSet
from cremad.preprocessing.partitions import Record

extractor_of = cache(SpeechExtractor)
"""One extractor a process: its network is loaded once."""


@dataclass(frozen=True)
class SpeechExtraction:
    """Loads a clip's audio, resamples it to the encoder's sampling rate and embeds it."""

    options: SpeechFeatureOptions
    name = "features_speech"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return audio_content(record)

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        return extractor_of(self.options).extract(resample(*load_clip_audio(record, root), RATE_HZ))

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return columns_to_table(keys, rows, column_names())


FEATURE_SET = FeatureSet(
    name="speech",
    title="Audio (speech encoder)",
    modality="audio",
    needs=AUDIO,
    options=SpeechFeatureOptions,
    extractor=SpeechExtraction,
    raters="voice",
    extra="speech",
)

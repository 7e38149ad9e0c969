"""Audio → a row of `features_egemaps`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.features.audio.egemaps import EgemapsExtractor, EgemapsOptions, column_names
from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.extraction.clip_audio import AUDIO, audio_content, load_clip_audio
from cremad.preprocessing.feature_set import FeatureSet
from cremad.preprocessing.partitions import Record

extractor_of = cache(EgemapsExtractor)
"""One extractor a process: openSMILE reads its configuration once."""


@dataclass(frozen=True)
class EgemapsExtraction:
    """Loads a clip's audio and passes it to openSMILE at its own sampling rate."""

    options: EgemapsOptions
    name = "features_egemaps"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return audio_content(record)

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        return extractor_of().extract(*load_clip_audio(record, root))

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return columns_to_table(keys, rows, column_names())


FEATURE_SET = FeatureSet(
    name="egemaps",
    title="Audio (eGeMAPS)",
    modality="audio",
    needs=AUDIO,
    options=EgemapsOptions,
    extractor=EgemapsExtraction,
    raters="voice",
    extra="egemaps",
)

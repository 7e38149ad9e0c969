"""A feature set: how loud a clip is and how often its signal changes sign."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pydantic import Field

from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.extraction.clip_audio import AUDIO, audio_content, load_clip_audio
from cremad.preprocessing.feature_set import FeatureSet
from cremad.preprocessing.partitions import Record
from cremad.settings import Options
from data_contracts.feature_tables import feature_table

COLUMNS = {
    "level_db": "Root mean square of the clip in dB re full scale",
    "peak_db": "Largest magnitude of the clip in dB re full scale",
    "sign_change_share": "Share of samples whose sign is not that of the sample before",
}


class WaveformOptions(Options):
    floor_db: float = Field(default=-80.0, ge=-120, le=0)
    """Lowest level, which silence has."""


@dataclass(frozen=True)
class WaveformExtraction:
    """Loads a clip's audio and measures it."""

    options: WaveformOptions
    name = "features_waveform"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return audio_content(record)

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        signal, _ = load_clip_audio(record, root)
        sizes = np.sqrt(np.mean(signal**2)), np.abs(signal).max()
        levels = [max(20 * np.log10(max(size, 1e-9)), self.options.floor_db) for size in sizes]
        return np.float32([*levels, np.mean(np.signbit(signal[1:]) != np.signbit(signal[:-1]))])

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return columns_to_table(keys, rows, tuple(COLUMNS))


FEATURE_SET = FeatureSet(
    name="waveform",
    title="Audio (waveform, example)",
    modality="audio",
    needs=AUDIO,
    options=WaveformOptions,
    extractor=WaveformExtraction,
    raters="voice",
    contract=feature_table("waveform", COLUMNS, "audio", family="waveform"),
)

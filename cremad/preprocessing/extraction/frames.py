"""Sound → its frame-level matrices, for `cremad.preprocessing.sequences`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.features.audio.engine import FrameMatrices
from cremad.features.audio.options import AudioFeatureOptions
from cremad.media.audio import resample
from cremad.preprocessing.extraction.audio import engine_of
from cremad.preprocessing.extraction.sound import load_sound, sound_content
from cremad.preprocessing.partitions import Record


@dataclass(frozen=True)
class FrameExtraction:
    """Loads a clip's sound, brings it to the features' rate and computes log-mel and MFCC of each frame."""

    options: AudioFeatureOptions
    name = "sequences"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return sound_content(record)

    def __call__(self, record: Record, root: Path) -> FrameMatrices:
        rate_hz = self.options.sampling_rate_hz
        signal = resample(*load_sound(record, root), rate_hz)
        return engine_of(self.options).frames(signal, rate_hz)

    def to_table(self, keys: list[str], rows: list[FrameMatrices]) -> pa.Table:
        """Columns clip_id, frames (int64), and each matrix flat, frame after frame, as a list of float32."""
        lengths = np.array([len(row.log_mel) for row in rows], np.int64)
        matrices = {name: _flat_lists([getattr(row, name) for row in rows]) for name in FrameMatrices._fields}
        return pa.table({"clip_id": pa.array(keys, pa.string()), "frames": lengths, **matrices})


def _flat_lists(matrices: list[np.ndarray]) -> pa.LargeListArray:
    offsets = np.cumsum([0, *(matrix.size for matrix in matrices)])
    values = np.concatenate([np.empty(0, np.float32), *(matrix.ravel() for matrix in matrices)])
    return pa.LargeListArray.from_arrays(offsets, values)

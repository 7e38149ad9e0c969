"""Frames → a row of `features_cnn`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.features.image.cnn import CnnExtractor, CnnFeatureOptions, column_names
from cremad.media.source import locate
from cremad.media.video import read_frames
from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.feature_set import FRAMES, FeatureSet
from cremad.preprocessing.partitions import Record

extractor_of = cache(CnnExtractor)
"""One extractor a process: its network is loaded once."""


@dataclass(frozen=True)
class CnnExtraction:
    """Samples frames over a clip, or takes a still image as one frame, and embeds the face in them."""

    options: CnnFeatureOptions
    name = "features_cnn"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return record["video_sha256"]

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        frames = read_frames(locate(root, record["video_path"]), self.options.frames)
        return extractor_of(self.options).extract(frames)

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return columns_to_table(keys, rows, column_names(self.options))


FEATURE_SET = FeatureSet(
    name="cnn",
    title="Face (CNN)",
    modality="image",
    needs=FRAMES,
    options=CnnFeatureOptions,
    extractor=CnnExtraction,
    raters="face",
    extra="cnn",
)

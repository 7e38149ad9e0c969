"""Frames → a row of `features_image`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.features.image.columns import column_names
from cremad.features.image.extractor import ImageExtractor
from cremad.features.image.options import ImageFeatureOptions
from cremad.media.source import locate
from cremad.media.video import read_frames
from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.feature_set import FRAMES, FeatureSet
from cremad.preprocessing.partitions import Record

extractor_of = cache(ImageExtractor)
"""One extractor a process: its face detector is loaded once."""


@dataclass(frozen=True)
class ImageExtraction:
    """Samples frames over a clip, or takes a still image as one frame, and computes their features."""

    options: ImageFeatureOptions
    name = "features_image"
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
    name="image",
    title="Face",
    modality="image",
    needs=FRAMES,
    options=ImageFeatureOptions,
    extractor=ImageExtraction,
    raters="face",
    by_default=True,
)

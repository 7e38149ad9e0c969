"""Frames → crops of the face, for `cremad.preprocessing.sequences`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.features.image.crops import FaceCropper, FaceFrameOptions
from cremad.media.source import locate
from cremad.media.video import read_frames
from cremad.preprocessing.extraction.sequences import Form, sequences_to_table
from cremad.preprocessing.feature_set import FRAMES, SequenceSource
from cremad.preprocessing.partitions import Record

cropper_of = cache(FaceCropper)
"""One cropper a process: its face detector is loaded once."""


@dataclass(frozen=True)
class FaceExtraction:
    """Samples frames over a clip, or takes a still image as one frame, and cuts the face out of them."""

    options: FaceFrameOptions
    name = "sequences_face"
    key = "clip_id"
    modules = (__name__,)

    @property
    def forms(self) -> dict[str, Form]:
        """Of grey crops, under the name `face`."""
        made_with = {"options": self.options.model_dump(mode="json")}
        return {"face": Form("uint8", (self.options.height, self.options.width), made_with)}

    def content(self, record: Record) -> str:
        return record["video_sha256"]

    def __call__(self, record: Record, root: Path) -> dict[str, np.ndarray]:
        frames = read_frames(locate(root, record["video_path"]), self.options.frames)
        return {"face": cropper_of(self.options).crop(frames)}

    def to_table(self, keys: list[str], rows: list[dict[str, np.ndarray]]) -> pa.Table:
        return sequences_to_table(keys, rows, self.forms)


SEQUENCE_SOURCE = SequenceSource(
    name="face",
    kinds=("face",),
    modality="image",
    needs=FRAMES,
    options=FaceFrameOptions,
    extractor=FaceExtraction,
    extracted_with="image",
)

"""A child's draw and its parent's media → a row of `features_audio_augmented` or `features_image_augmented`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.artifacts.digests import digest_json
from cremad.augmentation import audio, image, spectrogram
from cremad.augmentation.children import read_draw
from cremad.features.audio.options import AudioFeatureOptions
from cremad.features.image.options import ImageFeatureOptions
from cremad.media.audio import resample
from cremad.media.source import locate
from cremad.media.video import read_frames
from cremad.preprocessing.extraction.audio import AudioExtraction, engine_of
from cremad.preprocessing.extraction.clip_audio import audio_content, load_clip_audio
from cremad.preprocessing.extraction.image import ImageExtraction, extractor_of
from cremad.preprocessing.feature_set import AugmentedSet
from cremad.preprocessing.partitions import Record


@dataclass(frozen=True)
class AugmentedAudio:
    """Resamples a clip's audio, augments it and computes the features of the result."""

    options: AudioFeatureOptions
    name = "features_audio_augmented"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return digest_json([audio_content(record), record["kind"], record["parameters"]])

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        rate_hz = self.options.sampling_rate_hz
        signal = resample(*load_clip_audio(record, root), rate_hz)
        draw = read_draw(record["kind"], record["parameters"])
        change = spectrogram.apply_to_signal if draw.kind == spectrogram.KIND else audio.apply
        return engine_of(self.options).extract(change(draw, signal, rate_hz), rate_hz)

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return AudioExtraction(self.options).to_table(keys, rows)


@dataclass(frozen=True)
class AugmentedImage:
    """Augments the frames sampled over a clip, all in the same way, and computes their features."""

    options: ImageFeatureOptions
    name = "features_image_augmented"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return digest_json([record[column] for column in ("video_sha256", "kind", "parameters")])

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        frames = read_frames(locate(root, record["video_path"]), self.options.frames)
        draw = read_draw(record["kind"], record["parameters"])
        return extractor_of(self.options).extract(np.stack([image.apply(draw, frame) for frame in frames]))

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return ImageExtraction(self.options).to_table(keys, rows)


AUGMENTED_AUDIO = AugmentedSet("audio", AugmentedAudio)
AUGMENTED_IMAGE = AugmentedSet("image", AugmentedImage)

"""Audio → its frame-level matrices, for `cremad.preprocessing.sequences`."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from cremad.features.audio.columns import frame_groups
from cremad.features.audio.engine import FrameMatrices
from cremad.features.audio.options import AudioFeatureOptions
from cremad.media.audio import resample
from cremad.preprocessing.extraction.audio import engine_of
from cremad.preprocessing.extraction.clip_audio import AUDIO, audio_content, load_clip_audio
from cremad.preprocessing.extraction.sequences import Form, sequences_to_table
from cremad.preprocessing.feature_set import SequenceSource
from cremad.preprocessing.partitions import Record


@dataclass(frozen=True)
class FrameExtraction:
    """Loads a clip's audio, resamples it and computes log-mel and MFCC of each frame."""

    options: AudioFeatureOptions
    name = "sequences"
    key = "clip_id"
    modules = (__name__,)

    @property
    def forms(self) -> dict[str, Form]:
        """Of the fields of `FrameMatrices`: what the bands are, and seconds from one frame to the next."""
        bands = {group.name: group.rows for group in frame_groups(self.options)}
        hop_s = self.options.hop / self.options.sampling_rate_hz
        made_with = {"hop_s": hop_s, "options": self.options.model_dump(mode="json")}
        return {
            name: Form("float32", (len(bands[name]),), {"bands": list(bands[name]), **made_with})
            for name in FrameMatrices._fields
        }

    def content(self, record: Record) -> str:
        return audio_content(record)

    def __call__(self, record: Record, root: Path) -> FrameMatrices:
        rate_hz = self.options.sampling_rate_hz
        signal = resample(*load_clip_audio(record, root), rate_hz)
        return engine_of(self.options).frames(signal, rate_hz)

    def to_table(self, keys: list[str], rows: list[FrameMatrices]) -> pa.Table:
        return sequences_to_table(keys, [row._asdict() for row in rows], self.forms)


SEQUENCE_SOURCE = SequenceSource(
    name="audio",
    kinds=FrameMatrices._fields,
    modality="audio",
    needs=AUDIO,
    options=AudioFeatureOptions,
    extractor=FrameExtraction,
    extracted_with="audio",
)

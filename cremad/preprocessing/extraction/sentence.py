"""Transcript → a row of `features_sentence`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from cremad.artifacts.digests import digest_json
from cremad.features.text.options import SentenceOptions
from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.feature_set import TRANSCRIPT, FeatureSet
from cremad.preprocessing.partitions import Record

if TYPE_CHECKING:
    from cremad.features.text.encoder import SentenceEncoder


@dataclass(frozen=True)
class SentenceExtraction:
    """Embeds a transcript by an encoder that learns nothing from the corpus."""

    options: SentenceOptions
    name = "features_sentence"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return digest_json(record["transcript"])

    def __call__(self, record: Record, root: Path) -> np.ndarray:
        return self._encoder.transform([record["transcript"]])[0]

    def to_table(self, keys: list[str], rows: list[np.ndarray]) -> pa.Table:
        return columns_to_table(keys, rows, tuple(self._encoder.get_feature_names_out()))

    @property
    def _encoder(self) -> "SentenceEncoder":
        from cremad.features.text.encoder import SentenceEncoder  # loads scikit-learn

        return SentenceEncoder(self.options.folder, self.options.weights_sha256)


FEATURE_SET = FeatureSet(
    name="sentence",
    title="Text (sentence encoder)",
    modality="text",
    needs=TRANSCRIPT,
    options=SentenceOptions,
    extractor=SentenceExtraction,
    extra="sentence-encoder",
)

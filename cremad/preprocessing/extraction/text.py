"""Transcript → a row of `features_text`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from cremad.artifacts.digests import digest_json
from cremad.features.text.columns import column_names
from cremad.features.text.extractor import TextExtractor
from cremad.features.text.options import TextFeatureOptions
from cremad.preprocessing.extraction.arrays import columns_to_table
from cremad.preprocessing.feature_set import TRANSCRIPT, FeatureSet
from cremad.preprocessing.partitions import Record

extractor_of = cache(TextExtractor)


@dataclass(frozen=True)
class TextExtraction:
    """Counts over a transcript; the transcript is kept for models that are fitted to texts on training rows."""

    options: TextFeatureOptions
    name = "features_text"
    key = "clip_id"
    modules = (__name__,)

    def content(self, record: Record) -> str:
        return digest_json(record["transcript"])

    def __call__(self, record: Record, root: Path) -> tuple[str, np.ndarray]:
        return record["transcript"], extractor_of(self.options).extract(record["transcript"])

    def to_table(self, keys: list[str], rows: list[tuple[str, np.ndarray]]) -> pa.Table:
        table = columns_to_table(keys, [counts for _, counts in rows], column_names(self.options))
        return table.add_column(1, "transcript", pa.array([text for text, _ in rows], pa.string()))


FEATURE_SET = FeatureSet(
    name="text",
    title="Text",
    modality="text",
    needs=TRANSCRIPT,
    options=TextFeatureOptions,
    extractor=TextExtraction,
    by_default=True,
)

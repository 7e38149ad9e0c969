"""From media files to a stored model's inputs, by the same extractors as in training."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import soundfile

from cremad.errors import OptionError, UnreadableMediaError
from cremad.preprocessing.feature_set import Extractor, FeatureSet, SequenceSource
from cremad.preprocessing.feature_sets import feature_sets, sequence_sources
from cremad.preprocessing.partitions import Record
from cremad.preprocessing.recipe import FeatureRecipe
from cremad.registry.description import About

Source = Path | str | tuple[np.ndarray, int]
"""A media file; or samples, (samples,) or (samples, channels) float in [-1, 1], and their rate in Hz."""

FROM_MEDIA = ("audio", "image")
"""Modalities that a media file has."""


def extract_inputs(sources: Sequence[Source], about: About) -> dict[str, pd.DataFrame]:
    """Feature tables and sequences of clips by name, indexed by the clips' positions.

    Parameters
    ----------
    sources : sequence of Path, str or (ndarray, int)
    about : About
        Description of the model.

    Raises
    ------
    ContractError
        If the installed code makes features in another way than the model's recipe.
    OptionError
        If the model has inputs that media files lack, such as a transcript.
    UnreadableMediaError
        If a file cannot be decoded.
    """
    with tempfile.TemporaryDirectory() as folder:
        records = [_record(source, about.gains, Path(folder)) for source in sources]
        return {name: _extract(name, recipe, records) for name, recipe in about.recipe.items()}


def maker_of(name: str) -> FeatureSet | SequenceSource:
    """The record of a feature set, or of the source of a kind of sequence."""
    if name in feature_sets():
        return feature_sets()[name]
    return next(source for source in sequence_sources().values() if name in source.kinds)


def _extract(name: str, recipe: FeatureRecipe, records: Sequence[Record]) -> pd.DataFrame:
    maker = maker_of(name)
    if maker.modality not in FROM_MEDIA:
        raise OptionError(
            f"the model reads {name}, which media files do not have", remedy="Pass features instead."
        )
    extractor = maker.extractor(maker.options(**recipe.options))
    recipe.refuse(FeatureRecipe.of(extractor), name)
    rows = [_row(extractor, record) for record in records]
    index = range(len(rows))
    if name not in feature_sets():
        cells = [getattr(row, name) if hasattr(row, name) else row[name] for row in rows]
        return pd.DataFrame({name: pd.Series(cells, index, dtype=object)})
    return (
        extractor.to_table([str(number) for number in index], rows)
        .to_pandas()
        .set_index("clip_id")
        .set_axis(index)
    )


def _row(extractor: Extractor, record: Record):
    return extractor(record, Path(record["folder"]))


def _record(source: Source, gains: dict[str, float], folder: Path) -> Record:
    """The record of a clip that extractors need: paths of audio and video, and the gain of its kind of file."""
    if isinstance(source, tuple):
        samples, rate_hz = source
        path = folder / f"{len(list(folder.iterdir()))}.wav"
        soundfile.write(path, np.asarray(samples, np.float32), rate_hz, subtype="FLOAT")
    else:
        path = Path(source).expanduser().resolve()
        if not path.is_file():
            raise UnreadableMediaError("no such file", path=path, remedy="Check the path.")
    gain = gains.get(path.suffix.removeprefix(".").lower(), 1.0)
    return {"folder": path.parent, "audio_path": path.name, "video_path": path.name, "audio_gain": gain}

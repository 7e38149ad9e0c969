"""Sequences of frames of all clips on disk, memory-mapped: any clip is read without loading the others.

A folder holds one kind of sequence (log-mel, MFCC, face) and is published as a table is: for each corpus one
``.npy`` array of all frames, (frames, bands) float32 or (frames, height, width) uint8, and an entry in a manifest
that is replaced last. The entry holds where each clip begins and how the frames were made. The values are the
extractor's, bit for bit; half precision is not used, since it changes an MFCC by up to 0.25.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.artifacts.digests import atomic_path, digest_json
from cremad.preprocessing.extraction.sequences import Form
from cremad.preprocessing.fanout import Extraction
from cremad.tables import current_table, name_part, publish_group, read_entry


class Sequences(Mapping[str, np.ndarray]):
    """Clip → its frames, (frames, ...), as a read-only view of the file; clips are in the order of their ids.

    Pickled as the reference that it was opened from, so that a receiving process maps the file and copies nothing.

    Parameters
    ----------
    artifact : Artifact
        What was published.
    entry : dict
        Its entry in the manifest.
    """

    def __init__(self, artifact: Artifact, entry: dict):
        self.artifact = artifact
        self.name = artifact.path.name
        """Kind of sequence."""
        self.entry = entry
        """Metadata with ``options``; of audio also ``bands`` and ``hop_s``, seconds from one frame to the next."""
        (part,) = entry["parts"]
        self.frames = np.load(artifact.path / part["file"], mmap_mode="r").view(np.ndarray)
        """All frames of all clips, (frames, ...)."""
        self.offsets = np.array(entry["offsets"])
        """Row of `frames` at which each clip begins, and the number of rows at the end: (clips + 1,) int64."""
        self._number = {clip_id: number for number, clip_id in enumerate(entry["clip_ids"])}

    def __getitem__(self, clip_id: str) -> np.ndarray:
        number = self._number[clip_id]
        return self.frames[self.offsets[number] : self.offsets[number + 1]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._number)

    def __len__(self) -> int:
        return len(self._number)

    @property
    def lengths(self) -> pd.Series:
        """Frames of each clip, int64, by clip_id."""
        return pd.Series(np.diff(self.offsets), pd.Index(self._number, name="clip_id", dtype="str"), name="frames")

    def __reduce__(self):
        return open_sequences, (self.artifact,)


def open_sequences(source: Artifact | Path, group: str | None = None) -> Sequences:
    """Open what `publish_sequences` has published, after verifying every byte (0.6 s a gigabyte).

    Parameters
    ----------
    source : Artifact or Path
        Output of a stage, or the folder, from which the current rows of `group` are read.
    group : str, optional
        Corpus; for a folder alone.

    Raises
    ------
    MissingFileError
        If there is nothing of that group.
    ContractError
        If the files are no longer those that the artifact was made of.
    """
    artifact = source if isinstance(source, Artifact) else current_table(source, group)
    return Sequences(artifact, read_entry(artifact))


def sequence_frame(sequences: Sequences) -> pd.DataFrame:
    """A column of that kind's name, indexed by clip id, whose cells are the clips' views; nothing is copied."""
    cells = np.empty(len(sequences), object)
    cells[:] = list(sequences.values())
    return pd.DataFrame({sequences.name: cells}, index=sequences.lengths.index)


def publish_sequences(
    folder: Path, name: str, extraction: Extraction, form: Form, *, group: str, lineage: dict[str, Any]
) -> Artifact:
    """Replace one corpus's sequences, atomically, with a partition in memory at a time.

    Parameters
    ----------
    folder : Path
        Made if absent.
    name : str
        Kind of sequence: a column of the extraction.
    extraction : Extraction
        Result of an extractor that uses `sequences_to_table`.
    form : Form
        Form of that kind. Sequences of other corpora that were made in another way are removed from the manifest,
        as rows under another contract are.
    group : str
        Corpus.
    lineage : dict
        Digests of what the sequences were made from, and other JSON values, kept in the manifest.

    Raises
    ------
    StorageError
        If the disk is full or the folder not writable; what was there before is untouched.
    """

    def write_parts() -> dict:
        index = pd.concat(batch.to_pandas() for batch in extraction.batches(["clip_id", "frames"]))
        offsets = [0, *index["frames"].cumsum().tolist()]
        unnamed = folder / f"{group}.part"
        _write_frames(unnamed, extraction, name, form, offsets[-1])
        part = name_part(unnamed, ".npy", offsets[-1])
        content = {"clip_ids": index["clip_id"].tolist(), "offsets": offsets}
        return {
            **form.made_with,
            **content,
            "contract": digest_json(form.made_with),
            "rows": len(index),
            "sha256": digest_json([form.made_with, content, part["sha256"]]),
            "parts": [part],
            "lineage": lineage,
        }

    return publish_group(folder, name, group, write_parts)


def _write_frames(path: Path, extraction: Extraction, name: str, form: Form, frames: int) -> None:
    """Write an ``.npy`` array front to back: on a full disk a memory map would end the process, a write fails."""
    dtype = np.dtype(form.dtype).newbyteorder("<")
    with atomic_path(path) as temporary, open(temporary, "wb") as file:
        header = {"descr": dtype.str, "fortran_order": False, "shape": (frames, *form.shape)}
        np.lib.format.write_array_header_1_0(file, header)
        for batch in extraction.batches([name]):
            for chunk in batch[name].chunks:
                file.write(chunk.flatten().to_numpy().astype(dtype, copy=False))

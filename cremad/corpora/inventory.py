"""What lies in a corpus folder: its clips and its files, by name and digest, nothing decoded."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from cremad.artifacts.digests import FileDigests
from cremad.corpora.crema_d import list_crema_d
from cremad.corpora.listing import Inventory
from cremad.corpora.manifest import list_manifest
from cremad.corpora.ravdess import list_ravdess
from cremad.errors import MissingFileError, OptionError

LISTERS: dict[str, Callable[[Path, FileDigests], Inventory]] = {
    "synthetic": partial(list_crema_d, official=False),
    "crema-d": list_crema_d,
    "ravdess": list_ravdess,
    "manifest": list_manifest,
}
"""Corpus → the function that knows its layout."""


def take_inventory(corpus: str, corpus_dir: Path, digests: FileDigests) -> Inventory:
    """List the clips and files of a corpus.

    Parameters
    ----------
    corpus : str
        A key of `LISTERS`.
    corpus_dir : Path
        Folder of the corpus; of the manifest corpus the CSV or Parquet file, or the folder it lies in as
        ``manifest.csv`` or ``manifest.parquet``.
    digests : FileDigests
        Remembers the digests of files that have not changed; saved by the caller.

    Returns
    -------
    Inventory
        The tables `inventory`, one row a clip, and `corpus_files`, one row a file. Paths are relative to
        `corpus_dir`, or absolute; ``corpus_dir / audio_path`` opens the file either way.

    Raises
    ------
    MissingFileError
        If the folder is not there, may not be read or holds no clip of the corpus.
    ContractError
        If a table that comes with the corpus contradicts itself.
    UnknownLabelError
        If a manifest uses labels that no synonym is known for.
    """
    if corpus not in LISTERS:
        raise OptionError(f"no corpus {corpus!r}", remedy=f"There are {', '.join(LISTERS)}.")
    try:
        if not corpus_dir.exists():
            raise MissingFileError("is not there", path=corpus_dir, remedy=f"Put corpus {corpus} there.")
        return LISTERS[corpus](corpus_dir, digests)
    except OSError as error:
        raise MissingFileError(
            f"cannot be read ({error.strerror})", path=error.filename, remedy="Check its permissions."
        ) from error

"""The inventory of a corpus folder: its clips and files, by name and digest, without decoding."""

from pathlib import Path

from cremad.artifacts.digests import FileDigests
from cremad.corpora.corpora import find_corpus
from cremad.corpora.listing import Inventory
from cremad.errors import MissingFileError


def take_inventory(corpus: str, corpus_dir: Path, digests: FileDigests) -> Inventory:
    """List the clips and files of a corpus.

    Parameters
    ----------
    corpus : str
        A name of `cremad.corpora.corpora.corpora`.
    corpus_dir : Path
        Folder of the corpus; of the manifest corpus the CSV or Parquet file, or the folder that holds it as
        ``manifest.csv`` or ``manifest.parquet``.
    digests : FileDigests
        Cache of digests; saved by the caller.

    Returns
    -------
    Inventory
        The tables `inventory`, one row a clip, and `corpus_files`, one row a file. Paths are relative to
        `corpus_dir`, or absolute; ``corpus_dir / audio_path`` opens the file either way.

    Raises
    ------
    OptionError
        If there is no such corpus.
    MissingFileError
        If the folder is missing, cannot be read or holds no clip of the corpus.
    ContractError
        If a table that comes with the corpus contradicts itself.
    UnknownLabelError
        If a manifest uses labels that no synonym is known for.
    """
    list_folder = find_corpus(corpus).list_folder
    try:
        if not corpus_dir.exists():
            raise MissingFileError("is not there", path=corpus_dir, remedy=f"Put corpus {corpus} there.")
        return list_folder(corpus_dir, digests)
    except OSError as error:
        raise MissingFileError(
            f"cannot be read ({error.strerror})", path=error.filename, remedy="Check its permissions."
        ) from error

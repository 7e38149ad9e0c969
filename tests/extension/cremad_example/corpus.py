"""A corpus: a folder a speaker, with WAV files that are called by an emotion and a take, as ``anger-01.wav``."""

from pathlib import Path
from typing import Any

import pandas as pd

from cremad.artifacts.digests import FileDigests
from cremad.corpora.corpus import Corpus
from cremad.corpora.listing import Inventory, choose_media, describe_file, files_in, to_inventory
from cremad.errors import MissingFileError
from data_contracts.vocabulary import EMOTIONS

GAINS = {"wav": 1.0}


def list_speaker_folders(corpus_dir: Path, digests: FileDigests) -> Inventory:
    """List the folders; see `cremad.corpora.inventory.take_inventory`."""
    folders = sorted(folder for folder in corpus_dir.iterdir() if folder.is_dir())
    described = [_describe(path, digests) for folder in folders for path in files_in(folder)]
    files = pd.DataFrame(described, columns=["path", "kind", "bytes", "sha256", "problem", "clip_id"])
    clips = pd.DataFrame([_clip(each) for each in files.dropna(subset="clip_id").itertuples()])
    if clips.empty:
        raise MissingFileError(
            "holds no speaker's folder with files such as anger-01.wav",
            path=corpus_dir,
            remedy="Name the folder that holds these.",
        )
    return to_inventory(choose_media(clips, files, audio=GAINS), files)


def _describe(path: Path, digests: FileDigests) -> dict[str, Any]:
    row = describe_file(path, f"{path.parent.name}/{path.name}", digests) | {"clip_id": None}
    if row["problem"]:
        return row
    if path.suffix != ".wav" or path.stem.partition("-")[0] not in EMOTIONS:
        return row | {"problem": "is no WAV that is called by one of the six emotions"}
    return row | {"clip_id": f"{path.parent.name}_{path.stem}"}


def _clip(file: Any) -> dict[str, str]:
    actor, _, name = file.path.partition("/")
    return {
        "clip_id": file.clip_id,
        "corpus": CORPUS.name,
        "actor": actor,
        "emotion": name.partition("-")[0],
    }


CORPUS = Corpus(
    name="speaker-folders",
    title="folders of speakers (example)",
    list_folder=list_speaker_folders,
    gains=GAINS,
)

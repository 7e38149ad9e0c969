"""CREMA-D as published, whole or in part, and the synthetic corpus, which has the same layout.

=================  ==========================================================
``AudioWAV``       audio, the first choice
``VideoFlash``     frames, and audio where there is no WAV
``AudioMP3``       audio where there is neither
=================  ==========================================================
"""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from cremad.artifacts.digests import FileDigests
from cremad.corpora.corpus import Corpus
from cremad.corpora.crema_d_tables import TABLES, join_demographics, join_votes
from cremad.corpora.listing import Inventory, choose_media, describe_file, files_in, to_inventory
from cremad.corpora.official import official_files
from cremad.corpora.splits import published_splits
from cremad.errors import MissingFileError, UnknownLabelError
from data_contracts.vocabulary import CODE_OF_EMOTION, EMOTION_OF_CODE, LEVELS, SENTENCES

FOLDERS: Final = {"wav": "AudioWAV", "flv": "VideoFlash", "mp3": "AudioMP3"}
"""Kind of file → its folder, in order of preference for audio."""

GAINS: Final = {"wav": 1.0, "flv": 2.0, "mp3": 2.0}
"""Kind of file → factor that brings its audio to the level of the WAV.

CREMA-D's WAVs are twice as loud as the FLVs and MP3s that they were made from. Where some clips have no WAV, the
level would reveal these clips, and so the emotion.
"""

_NAME = re.compile(r"(?P<actor>\d{4})_(?P<sentence>[A-Z]{3})_(?P<emotion>[A-Z]{3})_(?P<level>[A-Z]{2})")


@dataclass(frozen=True)
class ClipName:
    """The labels in a clip's name."""

    actor: str
    """Four digits."""
    sentence: str
    """A key of `SENTENCES`."""
    emotion: str
    """One of `EMOTIONS`."""
    level: str
    """A key of `LEVELS`."""

    @property
    def clip_id(self) -> str:
        return f"{self.actor}_{self.sentence}_{CODE_OF_EMOTION[self.emotion]}_{self.level}"


def parse_clip_name(stem: str) -> ClipName:
    """Read a file's name without its suffix.

    Raises
    ------
    UnknownLabelError
        If it is not ACTOR_SENTENCE_EMOTION_LEVEL, or a code in it is unknown.

    Examples
    --------
    >>> parse_clip_name("1001_DFA_ANG_XX")
    ClipName(actor='1001', sentence='DFA', emotion='anger', level='XX')
    """
    match = _NAME.fullmatch(stem)
    if match is None:
        raise UnknownLabelError(f"{stem!r} is not of the form ACTOR_SENTENCE_EMOTION_LEVEL")
    for part, known in (("sentence", SENTENCES), ("emotion", EMOTION_OF_CODE), ("level", LEVELS)):
        if match[part] not in known:
            raise UnknownLabelError(f"{stem!r} has the unknown {part} {match[part]}")
    return ClipName(match["actor"], match["sentence"], EMOTION_OF_CODE[match["emotion"]], match["level"])


def list_crema_d(corpus_dir: Path, digests: FileDigests, *, official: bool = True) -> Inventory:
    """List a folder in the official layout; see `cremad.corpora.inventory.take_inventory`.

    Parameters
    ----------
    corpus_dir : Path
    digests : FileDigests
    official : bool
        Whether it is CREMA-D itself, whose files are all in the official table, or the synthetic corpus.
    """
    found = [
        _describe(path, kind, corpus_dir, digests)
        for kind, folder in FOLDERS.items()
        for path in files_in(corpus_dir / folder)
    ]
    files = pd.DataFrame(found, columns=["path", "kind", "bytes", "sha256", "problem", "clip_id"])
    if official:
        files = _join_official(files)
    ids = files["clip_id"].dropna().unique()
    if len(ids) == 0:
        raise MissingFileError(
            f"holds no clips in {', '.join(FOLDERS.values())}",
            path=corpus_dir,
            remedy="Name the folder that holds these, or fetch them with `cremad corpus download`.",
        )
    clips = pd.DataFrame([{"clip_id": each, **asdict(parse_clip_name(each))} for each in ids])
    clips["corpus"] = "crema-d" if official else "synthetic"
    clips["transcript"] = clips["sentence"].map(SENTENCES)
    clips = choose_media(clips, files, audio=GAINS, frames=["flv"])
    clips = join_votes(join_demographics(clips, corpus_dir), corpus_dir)
    return to_inventory(clips, files)


def _describe(path: Path, kind: str, corpus_dir: Path, digests: FileDigests) -> dict[str, Any]:
    row = describe_file(path, f"{FOLDERS[kind]}/{path.name}", digests) | {"clip_id": None}
    if path.suffix != f".{kind}":
        return row | {"problem": f"is no .{kind} file"}
    try:
        clip_id = parse_clip_name(path.stem).clip_id
    except UnknownLabelError as error:
        return row | {"problem": error.problem}
    return row if row["problem"] else row | {"clip_id": clip_id}


def _join_official(files: pd.DataFrame) -> pd.DataFrame:
    official = official_files().rename(columns={"bytes": "official_bytes", "sha256": "official_sha256"})
    files = files.merge(official, on="path", how="left", validate="one_to_one")
    unknown = files["clip_id"].notna() & files["official_sha256"].isna()
    files.loc[unknown, "problem"] = "is no file of the official corpus"
    files.loc[unknown, "clip_id"] = None
    return files


CREMA_D = Corpus(
    name="crema-d",
    title="CREMA-D",
    list_folder=list_crema_d,
    gains=GAINS,
    tables=TABLES,
    named_by_labels=True,
    wav_rate_hz=16_000,
    published_splits=published_splits,
)

"""RAVDESS speech: ``Actor_01`` … ``Actor_24`` with WAV or FLAC files named by seven numbers.

A name is modality-channel-emotion-intensity-statement-repetition-actor. Two of the eight emotions are outside
the six of this project: calm and surprised files are listed with that reason and are no clips.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from cremad.artifacts.digests import FileDigests
from cremad.corpora.corpus import Corpus
from cremad.corpora.listing import Inventory, choose_media, describe_file, files_in, to_inventory
from cremad.errors import MissingFileError, UnknownLabelError
from data_contracts.vocabulary import EMOTIONS

EMOTION_OF_NUMBER: Final = {
    "01": "neutral",
    "02": "calm",
    "03": "happy",
    "04": "sad",
    "05": "anger",
    "06": "fear",
    "07": "disgust",
    "08": "surprised",
}
"""Number → emotion; calm and surprised are no classes of this project."""

LEVEL_OF_INTENSITY: Final = {"01": "MD", "02": "HI"}
"""Normal and strong; neutral is always normal."""

STATEMENTS: Final = {"01": "Kids are talking by the door.", "02": "Dogs are sitting by the door."}

_KINDS = ("wav", "flac")
_NAME = re.compile("-".join(["([0-9]{2})"] * 7))


@dataclass(frozen=True)
class RavdessName:
    """The labels in a RAVDESS file's name."""

    modality: str
    """01 full audio-video, 02 video only, 03 audio only."""
    channel: str
    """01 speech, 02 song."""
    emotion: str
    """A value of `EMOTION_OF_NUMBER`."""
    intensity: str
    """A key of `LEVEL_OF_INTENSITY`."""
    statement: str
    """A key of `STATEMENTS`."""
    repetition: str
    actor: str
    """Two digits; even numbers are women."""

    @property
    def sex(self) -> str:
        return "female" if int(self.actor) % 2 == 0 else "male"


def parse_ravdess_name(stem: str) -> RavdessName:
    """Read a file's name without its suffix.

    Raises
    ------
    UnknownLabelError
        If it is not seven numbers, or an emotion, intensity or statement is unknown.

    Examples
    --------
    >>> parse_ravdess_name("03-01-05-02-01-02-12").emotion
    'anger'
    """
    match = _NAME.fullmatch(stem)
    if match is None:
        raise UnknownLabelError(f"{stem!r} is not seven two-digit numbers joined by hyphens")
    modality, channel, emotion, intensity, statement, repetition, actor = match.groups()
    for number, known in ((emotion, EMOTION_OF_NUMBER), (intensity, LEVEL_OF_INTENSITY), (statement, STATEMENTS)):
        if number not in known:
            raise UnknownLabelError(f"{stem!r} has the unknown number {number}")
    return RavdessName(modality, channel, EMOTION_OF_NUMBER[emotion], intensity, statement, repetition, actor)


def list_ravdess(corpus_dir: Path, digests: FileDigests) -> Inventory:
    """List a RAVDESS folder; see `cremad.corpora.inventory.take_inventory`."""
    folders = sorted(folder for folder in corpus_dir.glob("Actor_*") if folder.is_dir())
    files = pd.DataFrame(
        [_describe(path, digests) for folder in folders for path in files_in(folder)],
        columns=["path", "kind", "bytes", "sha256", "problem", "clip_id"],
    )
    ids = files["clip_id"].dropna().unique()
    if len(ids) == 0:
        raise MissingFileError(
            "holds no speech clips in Actor_01 and its like",
            path=corpus_dir,
            remedy="Name the folder that holds these.",
        )
    clips = pd.DataFrame([_clip(each) for each in ids])
    return to_inventory(choose_media(clips, files, audio=dict.fromkeys(_KINDS, 1.0)), files)


def _describe(path: Path, digests: FileDigests) -> dict[str, Any]:
    row = describe_file(path, f"{path.parent.name}/{path.name}", digests) | {"clip_id": None}
    try:
        name = parse_ravdess_name(path.stem)
    except UnknownLabelError as error:
        return row | {"problem": error.problem}
    if path.suffix[1:] not in _KINDS or (name.modality, name.channel) != ("03", "01"):
        return row | {"problem": "is no recording of speech alone as WAV or FLAC"}
    if path.parent.name != f"Actor_{name.actor}":
        return row | {"problem": f"is named after actor {name.actor} and lies in another's folder"}
    if name.emotion not in EMOTIONS:
        return row | {"problem": f"emotion outside the six: {name.emotion}"}
    return row if row["problem"] else row | {"clip_id": path.stem}


def _clip(clip_id: str) -> dict[str, str]:
    name = parse_ravdess_name(clip_id)
    return {
        "clip_id": clip_id,
        "corpus": "ravdess",
        "actor": name.actor,
        "sentence": name.statement,
        "transcript": STATEMENTS[name.statement],
        "emotion": name.emotion,
        "level": LEVEL_OF_INTENSITY[name.intensity],
        "sex": name.sex,
    }


RAVDESS = Corpus(
    name="ravdess",
    title="RAVDESS",
    list_folder=list_ravdess,
    gains=dict.fromkeys(_KINDS, 1.0),
)

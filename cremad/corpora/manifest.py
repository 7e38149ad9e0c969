"""Any other corpus: a CSV or Parquet table of its files and their labels.

==============  =====================================================================================
``path``        file with the audio; below the manifest's folder or absolute
``speaker``     speaker, by which splits and intervals are grouped
``emotion``     one of the six, or a synonym; see `EMOTION_SYNONYMS`
``clip_id``     key of the clip; the file's name without its suffix where there is no such column
``sentence``    code of the sentence
``transcript``  the spoken text
``level``       intensity: LO, MD, HI, XX or low, medium, high, unspecified
``age``         in years
``sex``         female, male, f, m
``race``, ``ethnicity``
``video_path``  file with the frames; `path` itself where that is a video and there is no such column
==============  =====================================================================================

The first three are required; further columns are ignored. An empty cell is null.
"""

from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from cremad.artifacts.digests import FileDigests
from cremad.corpora.corpus import Corpus
from cremad.corpora.listing import Inventory, describe_file, to_inventory
from cremad.errors import ContractError, MissingFileError, UnknownLabelError, UnreadableMediaError
from cremad.media.source import check_source
from cremad.media.tabular import load_csv
from data_contracts.contract import load_table
from data_contracts.vocabulary import AUDIO_SOURCES, EMOTION_OF_CODE, EMOTIONS, LEVELS, SEXES

REQUIRED: Final = ("path", "speaker", "emotion")
OPTIONAL: Final = (
    *("clip_id", "sentence", "transcript", "level", "age", "sex", "race", "ethnicity"),
    "video_path",
)

EMOTION_SYNONYMS: Final = (
    {emotion: emotion for emotion in EMOTIONS}
    | {code.lower(): emotion for code, emotion in EMOTION_OF_CODE.items()}
    | {"angry": "anger", "mad": "anger"}
    | {"disgusted": "disgust"}
    | {"fearful": "fear", "afraid": "fear", "scared": "fear"}
    | {"happiness": "happy", "joy": "happy", "joyful": "happy"}
    | {"neutrality": "neutral", "no emotion": "neutral"}
    | {"sadness": "sad"}
)
"""Synonym of an emotion in lower case → emotion."""

_LEVEL_SYNONYMS = {word: code for code, name in LEVELS.items() for word in (code.lower(), name)}
_SEX_SYNONYMS = {word: sex for sex in SEXES for word in (sex, sex[0])}
_VIDEO_KINDS = {"flv", "mp4", "m4v", "mkv", "mov", "avi", "webm", "mpg", "mpeg"}
_NAMES = ("manifest.csv", "manifest.parquet")


def list_manifest(corpus_dir: Path, digests: FileDigests) -> Inventory:
    """List the clips of a manifest; see `cremad.corpora.inventory.take_inventory`.

    A row with a file that cannot be read gives no clip; its files are listed with that reason.
    """
    manifest = _find(corpus_dir)
    rows = _read(manifest)
    base = Path() if corpus_dir.is_dir() else manifest.absolute().parent
    clips = _to_clips(rows, base, manifest)
    files = pd.DataFrame(
        [
            describe_file(corpus_dir / path, path, digests) | {"clip_id": clip_id}
            for clip_id, *paths in clips[["clip_id", "audio_path", "video_path"]].itertuples(index=False)
            for path in dict.fromkeys(each for each in paths if pd.notna(each))
        ]
    )
    _refuse_twice(files, "path", manifest)
    lost = files["clip_id"].isin(files.loc[files["problem"].notna(), "clip_id"])
    clips = clips[~clips["clip_id"].isin(files.loc[lost, "clip_id"])]
    media_lost = lost & files["problem"].isna()
    files.loc[media_lost, "problem"] = "the other file of clip " + files["clip_id"] + " cannot be read"
    files.loc[lost, "clip_id"] = None
    digest_of = files.set_index("path")["sha256"]
    clips = clips.assign(
        audio_sha256=clips["audio_path"].map(digest_of), video_sha256=clips["video_path"].map(digest_of)
    )
    return to_inventory(clips, files)


def _find(corpus_dir: Path) -> Path:
    """The manifest itself, or the one in the folder."""
    if not corpus_dir.is_dir():
        return corpus_dir
    found = [corpus_dir / name for name in _NAMES if (corpus_dir / name).exists()]
    if len(found) != 1:
        raise MissingFileError(
            f"holds {len(found)} of {' and '.join(_NAMES)}", path=corpus_dir, remedy="Name the manifest itself."
        )
    return found[0]


def _read(manifest: Path) -> pd.DataFrame:
    """All cells as stripped text; empty ones null."""
    if manifest.suffix == ".parquet":
        try:
            rows = pd.read_parquet(check_source(manifest))
        except pa.ArrowInvalid as error:
            raise UnreadableMediaError(f"is not a Parquet file ({error})", path=manifest) from error
    else:
        rows = load_csv(manifest, dtype=str)
    if missing := [name for name in REQUIRED if name not in rows.columns]:
        raise ContractError(f"has no column {', '.join(missing)}", path=manifest)
    rows = rows.reindex(columns=[*REQUIRED, *OPTIONAL]).astype("str")
    rows = rows.apply(lambda column: column.str.strip()).replace("", None)
    for name in REQUIRED:
        if empty := [number + 2 for number in rows.index[rows[name].isna()]]:
            raise ContractError(f"has no {name} in line {_some(empty)}", path=manifest)
    if rows.empty:
        raise ContractError("has no rows", path=manifest)
    return rows


def _to_clips(rows: pd.DataFrame, base: Path, manifest: Path) -> pd.DataFrame:
    """Rows of `inventory` without digests; labels in the project's words, paths below `base`."""
    kind = rows["path"].map(lambda path: Path(path).suffix[1:].lower())
    if rows["video_path"].isna().all():
        rows["video_path"] = rows["path"].where(kind.isin(_VIDEO_KINDS))
    clips = rows.assign(
        corpus="manifest",
        clip_id=rows["clip_id"].fillna(rows["path"].map(lambda path: Path(path).stem)),
        actor=rows["speaker"],
        emotion=_translate(rows["emotion"], EMOTION_SYNONYMS, manifest),
        level=_translate(rows["level"], _LEVEL_SYNONYMS, manifest),
        sex=_translate(rows["sex"], _SEX_SYNONYMS, manifest),
        age=_ages(rows["age"], manifest),
        audio_path=_below(base, rows["path"]),
        audio_source=kind.where(kind.isin(AUDIO_SOURCES), "other"),
        audio_gain=1.0,
        video_path=_below(base, rows["video_path"]),
    )
    _refuse_twice(clips, "clip_id", manifest)
    pattern = load_table("inventory").field("clip_id").pattern
    if odd := list(clips.loc[~clips["clip_id"].str.fullmatch(pattern), "clip_id"]):
        raise ContractError(
            f"has clip_id {_some(odd)}, which is not letters, digits, dot, hyphen and underscore",
            path=manifest,
            remedy="Give each row such a clip_id.",
        )
    return clips


def _translate(labels: pd.Series, synonyms: dict[str, str], manifest: Path) -> pd.Series:
    found = labels.str.lower().map(synonyms)
    if unknown := sorted(labels[labels.notna() & found.isna()].unique()):
        raise UnknownLabelError(
            f"column {labels.name} holds the unknown {', '.join(unknown)}",
            path=manifest,
            remedy=f"Known are {', '.join(synonyms)}; leave out rows of other kinds.",
        )
    return found


def _ages(ages: pd.Series, manifest: Path) -> pd.Series:
    years = pd.to_numeric(ages, errors="coerce")
    if odd := list(ages[ages.notna() & (years.isna() | (years % 1 != 0))].unique()):
        raise ContractError(f"has age {_some(odd)}, which is no number of years", path=manifest)
    return years


def _below(base: Path, paths: pd.Series) -> pd.Series:
    return paths.map(lambda path: str(base / path), na_action="ignore")


def _refuse_twice(frame: pd.DataFrame, column: str, manifest: Path) -> None:
    if twice := sorted(frame.loc[frame[column].duplicated(), column].unique()):
        raise ContractError(
            f"names {column} {_some(twice)} more than once", path=manifest, remedy="Make each row its own clip."
        )


def _some(values: list[Any]) -> str:
    shown = ", ".join(map(str, values[:10]))
    return shown if len(values) <= 10 else f"{shown} and {len(values) - 10} more"


MANIFEST = Corpus(
    name="manifest",
    title="your manifest",
    list_folder=list_manifest,
)

"""From a corpus's inventory to its clips: decode every file, apply the rules, divide."""

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from pydantic import Field

from cremad.cleaning.defects import RuleOptions, gather_evidence
from cremad.cleaning.findings import find_defects, find_strangers
from cremad.cleaning.quality import SignalQuality, is_silent, measure_signal
from cremad.corpora.corpora import corpora
from cremad.errors import UnreadableMediaError
from cremad.media.audio import load_audio
from cremad.media.duration import states_duration
from cremad.media.source import locate
from cremad.media.video import read_frames
from data_contracts.contract import load_table

AUDIO_ONLY = {
    "wav",
    "mp3",
    "flac",
    "ogg",
    "oga",
    "opus",
    "aiff",
    "aif",
    "aifc",
    "au",
    "snd",
    "w64",
    "rf64",
    "caf",
    "voc",
    "nist",
    "sph",
    "m4a",
    "aac",
    "amr",
    "wma",
    "mka",
    "weba",
    "raw",
    "pcm",
}
IMAGES = {"png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp"}


class IngestOptions(RuleOptions):
    """Rules that a clip has to pass, and the sampling rate that features are computed at."""

    sampling_rate_hz: int = Field(default=16_000, ge=8_000, le=48_000)
    """Sampling rate that audio of another rate is resampled to."""


class Ingested(NamedTuple):
    """Every clip of the inventory is in `clips` or in `quarantine`, never in both."""

    clips: pd.DataFrame
    """Rows of the contract `clips`."""
    findings: pd.DataFrame
    """Rows of the contract `clips_findings`."""
    quarantine: pd.DataFrame
    """Rows of the contract `clips_quarantine`: the findings that are errors."""


def probe_file(record: dict[str, Any], corpus_dir: Path) -> dict[str, Any]:
    """Decode one media file and measure it.

    Parameters
    ----------
    record : dict
        A row of `corpus_files`: path, clip_id, kind.
    corpus_dir : Path
        What the path is relative to.

    Returns
    -------
    dict
        A row of the contract `signal_quality`; ``sound_problem`` and ``frames_problem`` state what cannot be
        decoded.
    """
    path, kind = corpus_dir / record["path"], record["kind"]
    row = {name: record[name] for name in ("path", "clip_id", "kind")}
    row |= dict.fromkeys((*SignalQuality._fields, "states_duration", "sound_problem", "frames_problem"))
    if kind not in IMAGES:
        try:
            quality = measure_signal(*load_audio(locate(corpus_dir, record["path"])))
            if is_silent(quality):  # a dead microphone with a constant offset too
                quality = quality._replace(silence_share=1.0)
            row |= quality._asdict() | {"states_duration": states_duration(path)}
        except UnreadableMediaError as error:
            row["sound_problem"] = _relative(error, path, record["path"])
    if kind not in AUDIO_ONLY:
        try:
            read_frames(locate(corpus_dir, record["path"]), 1)
        except UnreadableMediaError as error:
            row["frames_problem"] = _relative(error, path, record["path"])
    return row


def assemble_clips(
    inventory: pd.DataFrame, corpus_files: pd.DataFrame, signal_quality: pd.DataFrame, options: IngestOptions
) -> Ingested:
    """Apply the rules and divide the clips.

    Parameters
    ----------
    inventory, corpus_files, signal_quality : DataFrame
        Rows of the contracts of these names.
    options : IngestOptions
    """
    wav_rates_hz = {corpus.name: corpus.wav_rate_hz for corpus in corpora().values()}
    evidence = gather_evidence(inventory, corpus_files, signal_quality, wav_rates_hz)
    verdict = find_defects(evidence, options)
    findings = pd.concat([verdict.findings, find_strangers(corpus_files)], ignore_index=True)
    quarantine = findings[findings["severity"] == "error"]
    kept = inventory[~inventory["clip_id"].isin(quarantine["clip_id"])].copy()
    kept.loc[kept["clip_id"].isin(verdict.blinded), ["video_path", "video_sha256"]] = None
    measures = ["original_rate_hz", "duration_s", "content_sha256"]
    clips = kept.merge(
        signal_quality[["path", *measures]], left_on="audio_path", right_on="path", how="left"
    ).assign(
        sampling_rate_hz=lambda clips: clips["original_rate_hz"].mask(
            clips["original_rate_hz"].notna(), options.sampling_rate_hz
        ),
        content_sha256=lambda clips: clips["content_sha256"].fillna(clips["video_sha256"]),
        official=lambda clips: _is_official(clips, corpus_files),
    )
    return Ingested(clips[list(load_table("clips").columns)], findings, quarantine)


def _is_official(clips: pd.DataFrame, corpus_files: pd.DataFrame) -> pd.Series:
    """Whether all files that a clip uses are the official ones; null where one of them has no official bytes."""
    known = corpus_files.dropna(subset="official_sha256").set_index("path")
    same = (known["sha256"] == known["official_sha256"]).astype("boolean")
    audio, video = (clips[column].map(same).astype("boolean") for column in ("audio_path", "video_path"))
    return audio.where(clips["audio_path"].notna(), True) & video.where(clips["video_path"].notna(), True)


def _relative(error: UnreadableMediaError, path: Path, name: str) -> str:
    """The message with the path as in the table, so that equal folders give equal tables."""
    return str(error).replace(str(path), name)

"""Rules that find defective files by their content, one small function each.

A rule takes the evidence (one row a media file, see `gather_evidence`) and gives a column of reasons, null
where nothing is wrong. Whether a finding quarantines the clip depends on what the clip uses the file for.
"""

from collections.abc import Callable, Mapping
from typing import Literal

import pandas as pd
from pydantic import Field

from cremad.settings import Options

DISAGREEMENT_S = 0.5
"""Largest difference in length between two recordings of one clip."""


class RuleOptions(Options):
    """Bounds of the rules."""

    shortest_s: float = Field(default=0.5, gt=0, le=60)
    """Length below which a clip holds no utterance."""
    longest_s: float = Field(default=30.0, gt=0, le=3600)
    """Length above which a clip holds more than one utterance."""
    on_unofficial_bytes: Literal["quarantine", "keep"] = "quarantine"
    """What happens to a file whose bytes are not those of the corpus's official table."""


def gather_evidence(
    inventory: pd.DataFrame,
    corpus_files: pd.DataFrame,
    signal_quality: pd.DataFrame,
    wav_rates_hz: Mapping[str, int | None],
) -> pd.DataFrame:
    """Join what is known of each media file: its bytes, its signal, its clip, and what the clip uses it for.

    Parameters
    ----------
    inventory, corpus_files, signal_quality : DataFrame
        Rows of the contracts of these names.
    wav_rates_hz : mapping of str to int or None
        Corpus → sampling rate that every WAV of it has; None where they may differ.

    Returns
    -------
    DataFrame
        One row a file that belongs to a clip; ``is_audio`` and ``is_video`` state whether the
        clip's audio and video are read from it.
    """
    measures = signal_quality.drop(columns=["clip_id", "kind"])
    clips = inventory[["clip_id", "corpus", "actor", "emotion", "audio_path", "video_path"]]
    evidence = (
        corpus_files[corpus_files["problem"].isna()]
        .merge(measures, on="path", validate="one_to_one")
        .merge(clips, on="clip_id", validate="many_to_one")
    )
    return evidence.assign(
        is_audio=evidence["path"] == evidence["audio_path"],
        is_video=evidence["path"] == evidence["video_path"],
        wav_rate_hz=evidence["corpus"].map(wav_rates_hz).astype("Int64"),
    )


def unreadable_sound(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    return evidence["sound_problem"]


def unreadable_frames(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    return evidence["frames_problem"]


def unofficial_bytes(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    """The file can be read, but it is not the one that the corpus's authors published."""
    readable = evidence["sound_problem"].isna() & evidence["frames_problem"].isna()
    other = evidence["official_sha256"].notna() & (evidence["sha256"] != evidence["official_sha256"])
    return _reasons(
        evidence[readable & other],
        lambda file: (
            f"{file.bytes} bytes with SHA-256 {file.sha256[:12]}…, the official file has "
            f"{file.official_bytes:.0f} with {file.official_sha256[:12]}…"
        ),
    )


def silent(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    return _reasons(
        evidence[evidence["silence_share"] == 1],
        lambda file: f"no signal: its loudest sample is at {file.peak_dbfs:.0f} dBFS",
    )


def too_short(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    return _reasons(
        evidence[evidence["duration_s"] < options.shortest_s],
        lambda file: f"lasts {file.duration_s:.3f} s, less than {options.shortest_s:g} s",
    )


def too_long(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    return _reasons(
        evidence[evidence["duration_s"] > options.longest_s],
        lambda file: f"lasts {file.duration_s:.1f} s, more than one utterance ({options.longest_s:g} s)",
    )


def no_duration(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    return _reasons(
        evidence[evidence["states_duration"] == False],  # noqa: E712 - null is neither true nor false
        lambda file: f"its header does not state how long it is ({file.duration_s:.2f} s)",
    )


def wrong_rate(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    """Every WAV of the corpus has one rate; another means that it was converted, or its header is wrong."""
    expected = evidence["wav_rate_hz"]
    wrong = expected.notna() & (evidence["kind"] == "wav") & evidence["original_rate_hz"].notna()
    return _reasons(
        evidence[wrong & (evidence["original_rate_hz"] != expected)],
        lambda file: f"{file.original_rate_hz:.0f} Hz, the corpus's WAVs have {file.wav_rate_hz} Hz",
    )


def duration_disagrees(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    """Another recording of the clip has a different length than the audio that is used."""
    audio_s = evidence[evidence["is_audio"]].set_index("clip_id")["duration_s"]
    known = evidence.assign(audio_s=evidence["clip_id"].map(audio_s))
    return _reasons(
        known[(known["duration_s"] - known["audio_s"]).abs() > DISAGREEMENT_S],
        lambda file: f"lasts {file.duration_s:.2f} s, the audio that is used {file.audio_s:.2f} s",
    )


def identical_under_two_labels(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    return _identical(evidence, "emotion")


def identical_across_actors(evidence: pd.DataFrame, options: RuleOptions) -> pd.Series:
    return _identical(evidence, "actor")


RULES: dict[str, Callable[[pd.DataFrame, RuleOptions], pd.Series]] = {
    rule.__name__: rule
    for rule in (
        unreadable_sound,
        unreadable_frames,
        unofficial_bytes,
        silent,
        too_short,
        too_long,
        no_duration,
        wrong_rate,
        duration_disagrees,
        identical_under_two_labels,
        identical_across_actors,
    )
}
"""Name of each rule → its reasons, aligned with the evidence, null where nothing is wrong."""


def _identical(evidence: pd.DataFrame, differs: str) -> pd.Series:
    """Files of the same content whose clips differ in a column."""
    content = evidence["content_sha256"].fillna(evidence["sha256"])
    no_image = evidence["content_sha256"].isna() & evidence["frames_problem"].notna()
    empty = (evidence["silence_share"] == 1) | evidence["sound_problem"].notna() | no_image
    telling = evidence[~empty].assign(content=content)
    copies = telling[telling.groupby("content")[differs].transform("nunique") > 1]
    names = copies.groupby("content")["path"].agg(sorted).to_dict()

    def reason(file) -> str:
        others = [path for path in names[file.content] if path != file.path]
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        return f"the same recording as {', '.join(others[:3])}{more}, which have another {differs}"

    return _reasons(copies, reason)


def _reasons(files: pd.DataFrame, describe: Callable[..., str]) -> pd.Series:
    return pd.Series([describe(file) for file in files.itertuples()], index=files.index, dtype="str")

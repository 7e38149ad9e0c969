"""Whether tables agree with each other, and within themselves where one column follows from others.

A check takes all tables of a corpus and returns its findings; missing tables are not checked.
Findings exclude no clip: they show what to look into before a result is trusted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from cremad.cleaning.votes import find_vote_faults, tidy_votes
from data_contracts.vocabulary import CODE_OF_EMOTION, SENTENCES, VOTE_LETTER_OF_EMOTION

COLUMNS = ["table", "row", "rule", "reason", "severity"]
PEOPLE = ["age", "sex", "race", "ethnicity"]
HOP_S = 0.01
"""Seconds between two frames of speech."""


@dataclass(frozen=True)
class CorpusTables:
    """The available tables of a corpus."""

    clips: pd.DataFrame
    """Rows of the contract `clips`; the other tables follow the contracts of their names."""
    clips_quarantine: pd.DataFrame | None = None
    rows_quarantine: pd.DataFrame | None = None
    signal_quality: pd.DataFrame | None = None
    features: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """Feature tables by name, such as ``features_audio``."""
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Name of the feature table → columns of `clips` without which a clip has no row."""
    demographics: pd.DataFrame | None = None
    """``VideoDemographics.csv`` as read."""
    votes: pd.DataFrame | None = None
    """``tabulatedVotes.csv``."""
    vote_summary: pd.DataFrame | None = None
    """``summaryTable.csv``."""
    named_by_labels: bool = False
    """Whether clip ids have the form actor_sentence_emotion_level."""


class Found(NamedTuple):
    """One finding, without the severity, which depends on the rule."""

    table: str
    row: str
    reason: str
    rule: str | None = None
    """The rule, where one check has several."""


def check_consistency(tables: CorpusTables) -> pd.DataFrame:
    """Apply every check.

    Returns
    -------
    DataFrame
        table, row (its key), rule, reason, severity: ``warning`` for what is missing, as it is in part of a
        corpus, ``error`` for what contradicts itself.
    """
    found = [
        (each.table, each.row, each.rule or rule, each.reason)
        for rule, check in CHECKS.items()
        for each in check(tables)
    ]
    findings = pd.DataFrame(found, columns=COLUMNS[:-1], dtype="str")
    is_gap = findings["rule"].isin(GAPS)
    return findings.assign(severity=is_gap.map({True: "warning", False: "error"}).astype("str"))


def clip_without_features(tables: CorpusTables) -> Iterator[Found]:
    """Clips without a row although they have what the features need; with the broken contract, if any."""
    kept_out = {} if tables.rows_quarantine is None else _reasons_of_rows(tables.rows_quarantine)
    for name, frame in tables.features.items():
        able = tables.clips.dropna(subset=list(tables.needs[name]))["clip_id"]
        for clip in able[~able.isin(frame["clip_id"])]:
            if (name, clip) in kept_out:
                yield Found(name, clip, f"was excluded: {kept_out[name, clip]}", "features_quarantined")
            else:
                yield Found(name, clip, "the clip has no row, and no reason is recorded")


def features_without_clip(tables: CorpusTables) -> Iterator[Found]:
    """Features of a clip that is not, or no longer, in `clips`."""
    for name, frame in tables.features.items():
        for clip in frame.loc[~frame["clip_id"].isin(tables.clips["clip_id"]), "clip_id"]:
            yield Found(name, clip, "there is no such clip in clips")


def features_of_another_clip(tables: CorpusTables) -> Iterator[Found]:
    """Different recordings with the same features; equal transcripts may have equal features."""
    for name, frame in tables.features.items():
        content = {"audio_path": "content_sha256", "video_path": "video_sha256"}.get(tables.needs[name][0])
        if content is None:
            continue
        numbers = frame.set_index("clip_id").select_dtypes("number")
        copies = numbers[numbers.duplicated(keep=False)]
        recording = tables.clips.set_index("clip_id")[content]
        for _, group in copies.groupby(pd.util.hash_pandas_object(copies, index=False)):
            if len(set(recording.reindex(group.index))) > 1:
                reason = f"the same numbers for different recordings: {', '.join(group.index[:5])}"
                yield Found(name, group.index[0], reason)


def features_duration(tables: CorpusTables) -> Iterator[Found]:
    """Features were computed from exactly the clip's samples, up to one sample of rounding by resampling."""
    clips = tables.clips[["clip_id", "duration_s", "sampling_rate_hz"]].dropna()
    for name, frame in _with_columns(tables.features, {"duration_s"}):
        both = frame[["clip_id", "duration_s"]].merge(clips, on="clip_id", suffixes=("", "_of_clip"))
        within = 2 / both["sampling_rate_hz"].astype(float) + 1e-6 * both["duration_s_of_clip"]
        for each in both[(both["duration_s"] - both["duration_s_of_clip"]).abs() > within].itertuples():
            reason = f"lasts {each.duration_s:.4f} s, the clip {each.duration_s_of_clip:.4f} s"
            yield Found(name, each.clip_id, reason)


def features_timing(tables: CorpusTables) -> Iterator[Found]:
    """Silence before, speech and silence after make up the clip; pauses lie within speech."""
    parts = ["leading_silence_s", "speech_duration_s", "trailing_silence_s"]
    for name, frame in _with_columns(tables.features, {*parts, "pause_total_s", "duration_s"}):
        timed = frame[["clip_id", *parts, "pause_total_s", "duration_s"]].assign(whole_s=frame[parts].sum(axis=1))
        for each in timed[(timed["whole_s"] - timed["duration_s"]).abs() > 2 * HOP_S].itertuples():
            reason = f"silence and speech last {each.whole_s:.3f} s, the clip {each.duration_s:.3f} s"
            yield Found(name, each.clip_id, reason)
        for each in timed[timed["pause_total_s"] > timed["speech_duration_s"] + HOP_S].itertuples():
            reason = f"pauses of {each.pause_total_s:.3f} s in {each.speech_duration_s:.3f} s of speech"
            yield Found(name, each.clip_id, reason)


def features_transcript(tables: CorpusTables) -> Iterator[Found]:
    clips = tables.clips.set_index("clip_id")[["transcript"]]
    for name, frame in _with_columns(tables.features, {"transcript"}):
        for clip, reason in _disagreements(frame.set_index("clip_id")[["transcript"]], clips, "clips"):
            yield Found(name, clip, reason)


def sample_count(tables: CorpusTables) -> Iterator[Found]:
    """A duration is a whole number of samples, within the precision of its type."""
    measured = _or_empty(tables.signal_quality, ["path", "duration_s", "original_rate_hz"]).dropna(
        subset=["duration_s", "original_rate_hz"]
    )
    samples = measured["duration_s"].astype(float) * measured["original_rate_hz"].astype(float)
    off = (samples - samples.round()).abs() > 1e-3 + samples * 2.0**-23
    for each in measured[off].itertuples():
        reason = f"{each.duration_s:.6f} s at {each.original_rate_hz} Hz is no whole number of samples"
        yield Found("signal_quality", each.path, reason)


def signal_differs(tables: CorpusTables) -> Iterator[Found]:
    """A clip has the length, sampling rate and content that were measured in its file."""
    if tables.signal_quality is None:
        return
    with_audio = tables.clips.dropna(subset=["audio_path"])
    columns = ["duration_s", "original_rate_hz", "content_sha256"]
    measured = tables.signal_quality.set_index("path")[columns]
    for each in with_audio[~with_audio["audio_path"].isin(measured.index)].itertuples():
        yield Found("clips", each.clip_id, f"{each.audio_path} was not measured", "clip_without_signal")
    there = measured.reindex(with_audio["audio_path"]).set_axis(with_audio["clip_id"])
    there = there[with_audio["audio_path"].isin(measured.index).to_numpy()]
    for clip, reason in _disagreements(with_audio.set_index("clip_id")[columns], there, "signal_quality"):
        yield Found("clips", clip, reason)


def clip_in_quarantine(tables: CorpusTables) -> Iterator[Found]:
    kept_out = _or_empty(tables.clips_quarantine, ["clip_id", "rule"]).drop_duplicates("clip_id")
    for each in kept_out[kept_out["clip_id"].isin(tables.clips["clip_id"])].itertuples():
        yield Found("clips", each.clip_id, f"is in quarantine too, by rule {each.rule}")


def labels_differ(tables: CorpusTables) -> Iterator[Found]:
    """A clip is named after its labels, and its transcript is that of its sentence."""
    clips = tables.clips
    named = clips if tables.named_by_labels else clips[:0]
    parts = [named["actor"], named["sentence"], named["emotion"].map(CODE_OF_EMOTION), named["level"]]
    names = parts[0].str.cat(parts[1:], sep="_")
    for clip, name in zip(named["clip_id"], names, strict=True):
        if clip != name:
            yield Found("clips", clip, f"actor, sentence, emotion and level would be those of {name}")
    words = clips["sentence"].map(SENTENCES)
    for each in clips[words.notna() & (clips["transcript"] != words)].itertuples():
        yield Found("clips", each.clip_id, f"{each.transcript!r} is not sentence {each.sentence}")


def actor_of_two_kinds(tables: CorpusTables) -> Iterator[Found]:
    """An actor has one age, sex, race and ethnicity."""
    by_actor = tables.clips.groupby("actor")
    for column in PEOPLE:
        kinds = by_actor[column].nunique()
        for actor, number in kinds[kinds > 1].items():
            yield Found("clips", actor, f"the actor's clips have {number} values of {column}")


def demographics_differ(tables: CorpusTables) -> Iterator[Found]:
    """Every actor is in both tables, with the same particulars."""
    if tables.demographics is None:
        return
    people = tables.demographics.rename(columns=str.lower).rename(columns={"actorid": "actor"})
    people = people.assign(actor=people["actor"].astype(str), sex=people["sex"].str.lower()).set_index("actor")
    clips = tables.clips.drop_duplicates("actor").set_index("actor")
    for actor in people.index.difference(clips.index):
        yield Found("VideoDemographics", actor, "no clip of this actor is in clips", "demographics_without_clip")
    for actor in clips.index.difference(people.index):
        yield Found("clips", actor, "the actor is not in VideoDemographics", "clip_without_demographics")
    for actor, reason in _disagreements(clips[PEOPLE], people[PEOPLE], "VideoDemographics"):
        yield Found("clips", actor, reason)


def votes_differ(tables: CorpusTables) -> Iterator[Found]:
    """The votes of each clip are those of the table that they were read from."""
    if tables.votes is None:
        return
    clips = tables.clips.set_index("clip_id")
    for given, rows in tidy_votes(tables.votes).groupby("given"):
        columns = {letter: f"votes_{given}_{name}" for name, letter in VOTE_LETTER_OF_EMOTION.items()}
        counts = rows.set_index("clip_id")[list(columns)].rename(columns=columns)
        if not set(columns.values()) <= set(clips):
            continue
        for clip in clips.index.difference(counts.index):
            yield Found("clips", clip, f"no rater was given the clip's {given}", "clip_without_votes")
        for clip, reason in _disagreements(clips[list(columns.values())], counts, "tabulatedVotes"):
            yield Found("clips", clip, reason)


def vote_tables(tables: CorpusTables) -> Iterator[Found]:
    """Votes add up, by the rules of `cremad.cleaning.votes`."""
    if tables.votes is not None:
        for fault in find_vote_faults(tables.votes, tables.vote_summary):
            yield Found("tabulatedVotes", fault.row, fault.reason, fault.rule)


CHECKS: dict[str, Callable[[CorpusTables], Iterator[Found]]] = {
    check.__name__: check
    for check in (
        clip_without_features,
        features_without_clip,
        features_of_another_clip,
        features_duration,
        features_timing,
        features_transcript,
        sample_count,
        signal_differs,
        clip_in_quarantine,
        labels_differ,
        actor_of_two_kinds,
        demographics_differ,
        votes_differ,
        vote_tables,
    )
}
"""Rule → its check; some checks have several rules."""
GAPS = {
    "features_quarantined",
    "demographics_without_clip",
    "clip_without_demographics",
    "clip_without_votes",
    "no_votes",
}
"""Rules for missing rows, as opposed to contradictions."""


def _disagreements(here: pd.DataFrame, there: pd.DataFrame, name: str) -> Iterator[tuple[str, str]]:
    """Key and reason of each cell that differs between two tables; both are indexed by key."""
    keys = here.index.intersection(there.index)
    for column in here.columns:
        ours, theirs = (
            each.loc[keys, column].astype(object).where(each.loc[keys, column].notna(), None)
            for each in (here, there)
        )
        for key in keys[(ours != theirs) & ~(ours.isna() & theirs.isna())]:
            yield key, f"{column} is {ours[key]}, {name} has {theirs[key]}"


def _with_columns(features: Mapping[str, pd.DataFrame], columns: set[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    return ((name, frame) for name, frame in features.items() if columns <= set(frame.columns))


def _or_empty(table: pd.DataFrame | None, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=columns) if table is None else table


def _reasons_of_rows(rows_quarantine: pd.DataFrame) -> dict[tuple[str, str], str]:
    keys = zip(rows_quarantine["table"], rows_quarantine["row"], strict=True)
    return dict(zip(keys, rows_quarantine["reason"], strict=True))

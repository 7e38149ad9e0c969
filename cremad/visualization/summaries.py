"""What the tables of clips, findings, drift and stages hold, counted for a page."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from cremad.visualization.content import ReportContent, StageAccount
from data_contracts.vocabulary import AUDIO_SOURCES, EMOTIONS


class EmotionCount(NamedTuple):
    """Clips of one emotion."""

    emotion: str
    clips: int
    actors: int
    by_source: list[int]
    """Clips whose audio is of each source, in the order of `ClipSummary.sources`."""
    with_video: int
    seconds: float


class ClipSummary(NamedTuple):
    """What the clips are."""

    clips: int
    actors: int
    seconds: float
    durations: dict[str, float]
    """Shortest, median and longest, in seconds; empty where no clip has audio."""
    sources: list[str]
    by_source: list[int]
    """Clips whose audio is of each source, in the order of `sources`."""
    emotions: list[EmotionCount]
    sexes: dict[str, int]
    """Actors of each sex that the corpus states."""
    ages: dict[str, float]
    """Youngest, median and oldest actor, in years; empty where the corpus states none."""
    unofficial: int
    """Clips whose bytes are not the official ones."""


class RuleCount(NamedTuple):
    """What one rule has found."""

    rule: str
    clips: int
    example: str
    """One clip's reason."""


def summarise_clips(clips: pd.DataFrame) -> ClipSummary:
    """Count the clips by emotion and source, and the actors by sex and age."""
    found = set(clips["audio_source"].dropna())
    sources = [source for source in AUDIO_SOURCES if source in found]
    actors = clips.drop_duplicates("actor")
    return ClipSummary(
        clips=len(clips),
        actors=len(actors),
        seconds=float(clips["duration_s"].sum()),
        durations=_spread(clips["duration_s"], ("shortest", "median", "longest")),
        sources=sources,
        by_source=_by_source(clips, sources),
        emotions=[_count_emotion(clips, emotion, sources) for emotion in EMOTIONS],
        sexes=actors["sex"].value_counts().sort_index().to_dict(),
        ages=_spread(actors["age"], ("youngest", "median", "oldest")),
        unofficial=int((clips["official"] == False).sum()),  # noqa: E712 - null is neither
    )


def count_rules(findings: pd.DataFrame) -> list[RuleCount]:
    """Clips by rule, most first."""
    found = [
        RuleCount(rule, group["clip_id"].nunique(), group["reason"].iloc[0])
        for rule, group in findings.groupby("rule")
    ]
    return sorted(found, key=lambda each: (-each.clips, each.rule))


def rank_drift(drift: pd.DataFrame) -> pd.DataFrame:
    """Tests with alarms first, then by how surprising they are."""
    return drift.sort_values(["alarm", "q_value", "feature"], ascending=[False, True, True], na_position="last")


def count_reasons(stage: StageAccount) -> list[tuple[str, int]]:
    """(why partitions were computed, how many of them), most first."""
    reasons = pd.Series(list(stage.why.values()), dtype=str).value_counts(sort=False)
    return sorted(reasons.items(), key=lambda each: (-each[1], each[0]))


def flatten(nested: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Names with dots and values as text, in the order in which they come.

    >>> list(flatten({"seed": 0, "audio": {"mfcc": 20, "rates": [1, 2]}}))
    [('seed', '0'), ('audio.mfcc', '20'), ('audio.rates', '1, 2')]
    """
    for name, value in nested.items():
        if isinstance(value, Mapping):
            yield from flatten(value, f"{prefix}{name}.")
        elif isinstance(value, list | tuple):
            yield f"{prefix}{name}", ", ".join(map(str, value))
        else:
            yield f"{prefix}{name}", str(value)


def say_dependence(cramers_v: float, p_value: float) -> str:
    """What a dependence of sentence and emotion means; .1 and .3 are Cohen's small and medium effects.

    >>> say_dependence(0.02, 0.4)
    'Which sentence is spoken tells no more of the emotion than chance would; 0 is nothing, 1 is all.'
    """
    if p_value >= 0.05:
        told = "tells no more of the emotion than chance would"
    else:
        told = (
            f"gives away {'a little' if cramers_v < 0.1 else 'some' if cramers_v < 0.3 else 'much'} of the emotion"
        )
    return f"Which sentence is spoken {told}; 0 is nothing, 1 is all."


def warnings_of(content: ReportContent) -> pd.DataFrame | None:
    """Findings that leave a clip in."""
    findings = content.clips_findings
    return None if findings is None else findings[findings["severity"] == "warning"]


def _count_emotion(clips: pd.DataFrame, emotion: str, sources: list[str]) -> EmotionCount:
    own = clips[clips["emotion"] == emotion]
    return EmotionCount(
        emotion,
        len(own),
        own["actor"].nunique(),
        _by_source(own, sources),
        int(own["video_path"].notna().sum()),
        float(own["duration_s"].sum()),
    )


def _by_source(clips: pd.DataFrame, sources: list[str]) -> list[int]:
    return [int((clips["audio_source"] == source).sum()) for source in sources]


def _spread(values: pd.Series, names: tuple[str, str, str]) -> dict[str, float]:
    known = values.dropna()
    return dict(zip(names, known.quantile([0, 0.5, 1]), strict=True)) if len(known) else {}

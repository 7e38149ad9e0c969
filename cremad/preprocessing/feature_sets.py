"""The feature sets and sequences that exist: this project's records and those of other packages."""

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations
from types import MappingProxyType
from typing import Literal, get_args

from cremad.errors import OptionError
from cremad.extensions import by_name, find_records
from cremad.preprocessing.feature_set import AugmentedSet, FeatureSet, Modality, SequenceSource

MOST_TOGETHER = 3
"""Largest number of feature sets in a combination that `find_combination` knows."""


@cache
def feature_sets() -> Mapping[str, FeatureSet]:
    """All feature sets in the order of reports: by modality, default sets first."""
    found = [record for record in _records() if isinstance(record, FeatureSet)]
    return MappingProxyType(by_name(sorted(found, key=_report_order)))


@cache
def sequence_sources() -> Mapping[str, SequenceSource]:
    """All sources of sequences, by modality."""
    found = [record for record in _records() if isinstance(record, SequenceSource)]
    return MappingProxyType(by_name(sorted(found, key=lambda source: (_place(source.modality), source.name))))


@cache
def augmented_sets() -> Mapping[str, AugmentedSet]:
    """Feature sets that are also computed from augmented clips, by name of the set."""
    return MappingProxyType(by_name(record for record in _records() if isinstance(record, AugmentedSet)))


def find_feature_set(name: str) -> FeatureSet:
    """The feature set of a name.

    Raises
    ------
    OptionError
        If there is none; the message lists the available ones with the extras that they need.

    Examples
    --------
    >>> find_feature_set("egemaps").title
    'Audio (eGeMAPS)'
    """
    if name not in feature_sets():
        known = (
            f"{each.name} (needs pip install cremad[{each.extra}])" if each.extra else each.name
            for each in feature_sets().values()
        )
        raise OptionError(f"there is no feature set {name!r}", remedy=f"There are {', '.join(known)}.")
    return feature_sets()[name]


@cache
def set_combinations() -> Mapping[str, tuple[str, ...]]:
    """Text form for tables → feature sets that may be given together, one to three, in the order of reports.

    Those of audio come before those of video and those of both, and text comes last.
    """
    names = tuple(feature_sets())
    found = [each for size in range(1, MOST_TOGETHER + 1) for each in combinations(names, size)]
    return MappingProxyType({"+".join(each): each for each in sorted(found, key=_combination_order)})


def find_combination(text: str) -> tuple[str, ...]:
    """The feature sets that the text in a table stands for; the text itself if it is unknown.

    Examples
    --------
    >>> find_combination("audio+image"), find_combination("of_another_time+audio")
    (('audio', 'image'), ('of_another_time+audio',))
    """
    return set_combinations().get(text, (text,))


def combined_title(names: Iterable[str]) -> str:
    """Title of feature sets that are a model's inputs together, for reports.

    Examples
    --------
    >>> combined_title(["audio", "image"]), combined_title(["audio", "speech", "image"])
    ('Audio and face', 'Audio, audio (speech encoder) and face')
    """
    first, *others = [find_feature_set(name).title for name in names]
    titles = [first, *(title[:1].lower() + title[1:] for title in others)]
    return " and ".join(filter(None, [", ".join(titles[:-1]), titles[-1]]))


def raters_for(names: Iterable[str]) -> Literal["voice", "face", "both"] | None:
    """What human raters with the same modalities as these feature sets were given; None where there are none.

    Examples
    --------
    >>> raters_for(["speech"]), raters_for(["audio", "cnn"]), raters_for(["audio", "text"])
    ('voice', 'both', None)
    """
    given = {feature_sets()[name].raters if name in feature_sets() else None for name in names}
    if not given or None in given:
        return None
    return "both" if len(given) > 1 else given.pop()


def modalities_of(names: Iterable[str]) -> tuple[Modality, ...]:
    """Modalities of feature sets, each once, in order of first appearance.

    Examples
    --------
    >>> modalities_of(["audio", "speech", "cnn"])
    ('audio', 'image')
    """
    return tuple(dict.fromkeys(find_feature_set(name).modality for name in names))


@cache
def _records() -> list[FeatureSet | SequenceSource | AugmentedSet]:
    kinds = (FeatureSet, SequenceSource, AugmentedSet)
    return find_records("cremad.preprocessing.extraction", kinds, "cremad.feature_sets")


def _report_order(each: FeatureSet) -> tuple[int, bool, str]:
    return _place(each.modality), not each.by_default, each.name


def _combination_order(names: tuple[str, ...]) -> tuple[int, int]:
    modalities = modalities_of(names)
    return max(map(_place, modalities)), len(modalities)


def _place(modality: Modality) -> int:
    return get_args(Modality).index(modality)

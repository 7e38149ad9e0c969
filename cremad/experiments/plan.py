"""The rows that can be computed on the clips, and those that cannot, with the reason.

The table holds, on the same clips: models of audio under speaker-independent protocols and, to measure the leakage
premium, under leaky ones; every other feature set and combination, on the clips that have all of it;
the human raters; and the controls that must stay at chance.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import product

import pandas as pd

from cremad.catalogue.rows import Given, HumanRaters, Reading, Row, divide_scored, find_labels, scored_clips
from cremad.catalogue.spec import ModelSpec
from cremad.evaluation.protocol import NO_TRAINING, PUBLISHED_PROTOCOLS, Kind, Protocol, actor_folds
from cremad.evaluation.raters import has_votes
from cremad.experiments.options import ExperimentOptions
from cremad.preprocessing.feature_sets import feature_sets, raters_for
from cremad.registry.description import read_about
from cremad.settings import Options

PREMIUM_KINDS: tuple[Kind, ...] = ("actor", "clip", "random")
"""Protocols whose scores are compared for what knowing the speaker is worth."""
GIVEN: tuple[Given, ...] = ("voice", "face", "both")
READINGS: tuple[Reading, ...] = ("plurality", "single_rating")

AUDIO, IMAGE = "audio", "image"
"""Feature sets that clips must have, by kind of comparison."""


class Plan(Options):
    """The rows that a comparison computes."""

    rows: tuple[Row, ...]
    skipped: dict[str, str]
    """What was excluded → why."""


def plan_rows(
    clips: pd.DataFrame,
    features: Mapping[str, pd.DataFrame],
    options: ExperimentOptions,
    *,
    seed: int,
    published: pd.DataFrame | None = None,
) -> Plan:
    """Find the rows that apply.

    Parameters
    ----------
    clips : DataFrame
        Rows of the contract `clips`, of one corpus.
    features : mapping of str to DataFrame
        Feature tables by set and sequences by kind, indexed by clip id, where available; only their
        indices are used here.
    options : ExperimentOptions
    seed : int
        The run's seed.
    published : DataFrame, optional
        Actors of the published splits, as `divide` takes them; without it these are excluded.
    """
    if not options.published_splits:
        published = None
    rows: dict[str, Row] = {}
    skipped: dict[str, str] = {}
    for clip_set in _clip_sets(features):
        named = "+".join(clip_set)
        labels, left_out = find_labels(scored_clips(clips, features, clip_set), options.least_actors)
        skipped |= {f"{emotion}, clips with {named}": reason for emotion, reason in left_out.items()}
        if labels is None:
            skipped[f"clips with {named}"] = (
                f"fewer than two emotions are acted by {options.least_actors} actors each"
            )
            continue
        scored = scored_clips(clips, features, clip_set, labels)
        of_protocol = cache(partial(_protocol_obstacle, scored, labels, seed, published))
        for source, protocol in _wanted(options, clip_set, features, published is not None, skipped):
            repeats = options.repeats if protocol == actor_folds(options.folds) else 1
            row = Row(source=source, protocol=protocol, labels=labels, clips=clip_set, repeats=repeats)
            if reason := _obstacle(row, scored, features) or of_protocol(protocol, repeats):
                skipped[row.name] = reason
            else:
                rows.setdefault(row.id, row)
    return Plan(rows=tuple(rows.values()), skipped=skipped)


def _clip_sets(features: Mapping[str, pd.DataFrame]) -> list[tuple[str, ...]]:
    there = [name for name in (AUDIO, IMAGE) if name in features and len(features[name])]
    return [tuple(there[:1]), tuple(there)][: len(there)]


def _wanted(
    options: ExperimentOptions,
    clip_set: tuple[str, ...],
    there: Collection[str],
    published: bool,
    skipped: dict[str, str],
) -> Iterator[tuple[ModelSpec | HumanRaters, Protocol]]:
    """Source and protocol of every candidate row on these clips."""
    grouped = actor_folds(options.folds)
    complete = options.complete
    yield ModelSpec(learner="majority"), grouped
    if len(clip_set) > 1:
        combinations = [*([name] for name in clip_set), list(clip_set), *_combinations_with_video(there)]
        for spec in _on_each(options.fusion_models, combinations):
            yield complete(spec), grouped
    else:
        alone = (*clip_set,)
        for spec in _of(options.models, alone):
            for protocol in (grouped, *(PUBLISHED_PROTOCOLS if published else ())):
                yield complete(spec), protocol
        for spec in _pretrained(options, alone, skipped):
            yield complete(spec), grouped
        for spec, kind in product(_of(options.premium_models, alone), PREMIUM_KINDS):
            yield complete(spec), Protocol(kind=kind, folds=options.folds)
        yield complete(ModelSpec(learner="logistic_regression", features=alone, adaptation="speaker")), grouped
        yield complete(ModelSpec(learner="shuffled_labels", features=alone)), grouped
        if alone == (AUDIO,):
            yield ModelSpec(learner="duration_only"), grouped
            yield ModelSpec(learner="source_only"), grouped
        for spec in _on_each(options.fusion_models, _combinations_of_audio(there)):
            yield complete(spec), grouped
        for spec in options.text_models:
            yield complete(spec), grouped
        for name in _others("text", there):
            yield complete(ModelSpec(learner="logistic_regression", features=(name,))), grouped
        yield ModelSpec(learner="sentence_lookup", features=("text",)), grouped
    for given, reading in product(GIVEN, READINGS):
        yield HumanRaters(given=given, reading=reading), NO_TRAINING


def _of(models: Iterable[ModelSpec], features: tuple[str, ...]) -> Iterator[ModelSpec]:
    return (spec.model_copy(update={"features": features}) for spec in models)


def _on_each(models: Iterable[ModelSpec], combinations: Iterable[list[str]]) -> Iterator[ModelSpec]:
    """The models, and a speaker-normalised one, on each combination of feature sets."""
    adapted = ModelSpec(learner="logistic_regression", adaptation="speaker")
    for features in combinations:
        yield from _of((*models, adapted), tuple(features))


def _others(modality: str, there: Collection[str]) -> list[str]:
    """Available feature sets of a modality, except for the default one."""
    return [
        name
        for name, each in feature_sets().items()
        if each.modality == modality and not each.by_default and name in there
    ]


def _combinations_of_audio(there: Collection[str]) -> Iterator[list[str]]:
    for other in _others("audio", there):
        yield [other]
        yield [AUDIO, other]


def _combinations_with_video(there: Collection[str]) -> Iterator[list[str]]:
    for other in _others("image", there):
        yield [other]
        yield [AUDIO, other]
    for other in _others("audio", there):
        yield [other]
        yield [other, IMAGE]
        yield [AUDIO, other, IMAGE]


def _pretrained(
    options: ExperimentOptions, features: tuple[str, ...], skipped: dict[str, str]
) -> Iterator[ModelSpec]:
    """Each from the first stored network that has the same model inputs; those without one are skipped."""
    stored = [(start, read_about(start).spec) for start in options.starts]
    for spec in _of(options.pretrained_models, features):
        inputs = (spec.features, spec.adaptation, spec.sequences)
        same = [start for start, its in stored if (its.features, its.adaptation, its.sequences) == inputs]
        if same:
            yield spec.model_copy(update={"start": same[0]})
        else:
            name = f"{spec.learner} (adaptation={spec.adaptation}, targets={spec.targets}) from stored weights"
            skipped[name] = "no stored network with the same model inputs was given as a start"


def _obstacle(row: Row, scored: pd.DataFrame, features: Mapping[str, pd.DataFrame]) -> str | None:
    """Why the row cannot be computed on the clips, independent of its folds; None if it can."""
    if isinstance(row.source, HumanRaters):
        given = row.source.given
        return None if has_votes(scored, given) else f"not every clip was rated by {given}"
    source = row.model
    learner = source.of
    if learner.reads == "column":
        values = scored[learner.column]
        if learner.name == "source_only" and values.nunique() < 2:
            return "all audio files are of one kind"
        return f"not every clip has a {learner.column}" if values.isna().any() else None
    if source.learns_from_votes and not has_votes(scored, raters_for(source.features) or "both"):
        return "not every clip was rated, and the model is trained on votes"
    if learner.reads == "features":
        if missing := [name for name in source.features if name not in features]:
            return f"there are no features {' and '.join(missing)}"
    elif learner.reads == "sequences" and len(source.sequences) < len(source.features):
        without = [name for name in source.features if name not in learner.sequences]
        return f"{learner.name} reads no sequences of {' and '.join(without)}"
    for kind in source.sequences:
        if kind not in features or not scored["clip_id"].isin(features[kind].index).all():
            return f"not every clip has a sequence of {kind}"
    return None


def _protocol_obstacle(
    scored: pd.DataFrame,
    labels: str,
    seed: int,
    published: pd.DataFrame | None,
    protocol: Protocol,
    repeats: int,
) -> str | None:
    if protocol == NO_TRAINING:
        return None
    return divide_scored(protocol, scored, labels, seed=seed, repeats=repeats, published=published).not_applicable

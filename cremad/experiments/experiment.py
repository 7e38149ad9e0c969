"""The comparison of models: which rows the clips at hand carry, and each row's predictions.

The table holds, side by side on the same clips: models of sound under speaker-independent protocols and, to
show what leakage is worth, under leaky ones; sound, sight and both together on the clips that can be heard
and seen; the human raters; and the controls that must stay at chance.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path

import pandas as pd
from pydantic import Field
from sklearn.base import BaseEstimator

from cremad.catalogue.catalogue import CATALOGUE, FRAMES, ModelName, TextModelName
from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.rows import SEEN_SUFFIX, Row, divide_scored, largest_labels, scored_clips
from cremad.catalogue.treatment import Treatment, treat
from cremad.errors import LeakageError, OptionError
from cremad.evaluation.controls import LOOKUP
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.fit_scope import FitScope
from cremad.evaluation.folds import renumber
from cremad.evaluation.protocols import PUBLISHED
from cremad.evaluation.raters import PROTOCOL as NO_TRAINING
from cremad.evaluation.raters import has_votes, rate, votes_of
from cremad.features.text.options import WordVectorFile
from cremad.models.words import text_vectors
from cremad.networks.network_file import NetworkFile
from cremad.networks.presets import NetworkOptions
from cremad.randomness.streams import child_seed
from cremad.registry.storage import read_lineage
from cremad.settings import Options
from cremad.training.crossvalidation import FittedFold, cross_validate
from data_contracts.vocabulary import RATERS_OF_SET, VOTE_MODALITIES

BY_ACTOR = "logistic_regression_by_actor"
"""Compares each clip with the scored clips of its actor, whose labels it does not see. It is for speakers of whom
one has several clips, and gains from their being acted evenly over the emotions, as they are in these corpora."""

OTHER_SOUNDS = ("egemaps", "speech", "audio+speech")
"""What stands beside the sound where its sets of features, which come with extras, are there."""
OTHER_VIEWS = ("cnn", "audio+cnn", "speech", "speech+image", "audio+speech+image")
"""The same beside sound, sight and both."""


class ExperimentOptions(Options):
    """What is compared, and how surely."""

    models: tuple[ModelName, ...] = ("logistic_regression", "svm_linear_one_vs_one", "svm_rbf", "xgboost")
    """Models of the sound."""
    fusion_models: tuple[ModelName, ...] = ("logistic_regression",)
    """Models of sound, sight and both, on the clips that can be heard and seen."""
    text_models: tuple[TextModelName, ...] = ("text_only", "text_counts")
    """Models of the words: controls, which may not beat the sentence lookup."""
    word_vectors: WordVectorFile | None = None
    """Vectors in GloVe's format for `text_vectors`; else they are trained here, which needs the extra word2vec."""
    premium_models: tuple[ModelName, ...] = ("logistic_regression",)
    """Models of the sound that are tested under leaky folds as well."""
    folds: int = Field(default=5, ge=2, le=10)
    """Folds of each cross-validation."""
    treatment: Treatment = Treatment()
    """What is done to features before every model that learns from them."""
    network: NetworkOptions = NetworkOptions()
    """How networks are trained."""
    starts: tuple[NetworkFile, ...] = ()
    """Stored networks of another corpus; a ``..._pretrained`` row begins with the first that has seen the same."""
    keep_models: bool = True
    """Whether the models of the sound are fitted on all clips and stored."""
    repeats: int = Field(default=1, ge=1, le=20)
    """Times that the folds of unseen actors are drawn, each with a seed of its own."""
    published_splits: bool = True
    """Whether CREMA-D's published splits are scored too, where their actors are at hand."""
    least_actors: int = Field(default=3, ge=2, le=50)
    """Actors who have to act an emotion for it to be scored."""
    permutations: int = Field(default=2000, ge=100, le=20_000)
    """Swaps of actors behind each p-value of the study of augmentations."""


class Plan(Options):
    """Rows that the clips at hand carry, and what they do not carry."""

    rows: tuple[Row, ...]
    skipped: dict[str, str]
    """What was left out → why."""


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
        Feature tables by set and sequences by kind, indexed by clip id, those that there are; only their indices
        count here.
    options : ExperimentOptions
    seed : int
        The run's seed.
    published : DataFrame, optional
        Actors of the published splits, as `find_protocol` takes them; without it these are left out.
    """
    if not options.published_splits:
        published = None
    rows: dict[str, Row] = {}
    skipped: dict[str, str] = {}
    scored_on: dict[str, set[str]] = {}
    for clips_with in _clip_sets(features):
        labels = largest_labels(scored_clips(clips, features, clips_with), options.least_actors)
        if labels is None:
            skipped["+".join(clips_with)] = f"no label set with {options.least_actors} actors for every emotion"
            continue
        scored = scored_clips(clips, features, clips_with, labels)
        ids = set(scored["clip_id"])
        suffix = SEEN_SUFFIX if scored_on.setdefault(labels, ids) != ids else ""
        obstacle_of = cache(partial(_protocol_obstacle, scored, labels, seed, published))
        for modality, model, protocol in _wanted(options, clips_with, features, published is not None):
            repeats = options.repeats if protocol == f"actor_{options.folds}fold" else 1
            also = [name for name in modality.split("+") if name in features and name not in clips_with]
            row = Row(
                modality=modality,
                model=model,
                protocol=protocol + suffix,
                labels=labels,
                clips_with=(*clips_with, *also),
                frames=() if modality.startswith("human_") else CATALOGUE[model].frames_of(modality),
                repeats=repeats,
                treatment=options.treatment,
                word_vectors=options.word_vectors if model == "text_vectors" else None,
                network=_network_options(options, modality, model),
            )
            if reason := _obstacle(row, scored, features) or obstacle_of(protocol, repeats):
                skipped[row.name] = reason
            else:
                rows.setdefault(row.name, row)
    return Plan(rows=tuple(rows.values()), skipped=skipped)


def run_row(
    row: Row,
    clips: pd.DataFrame,
    features: Mapping[str, pd.DataFrame],
    *,
    seed: int,
    published: pd.DataFrame | None = None,
    threads: int = 1,
    on_fold: Callable[[FittedFold], None] = lambda fold: None,
    checkpoint_dir: Path | None = None,
) -> pd.DataFrame:
    """Predictions of one row, after its folds have passed the firewall.

    Parameters
    ----------
    row : Row
        Of `plan_rows`, for the same clips, features, seed and published splits.
    features : mapping of str to DataFrame
        At least those of ``row.clips_with`` and ``row.frames``.
    threads : int
        Threads of the numerical libraries.
    on_fold : callable
        Shown each fold when it is done.
    checkpoint_dir : Path, optional
        Of trainings over frames, which take minutes: where it is that of a call that was killed, they go on.

    Returns
    -------
    DataFrame
        Columns of the contract `predictions` but for run_id, which is for the caller to give.

    Raises
    ------
    LeakageError
        If the folds break what the protocol promises, or anything is fitted outside of the training clips.
    OptionError
        If the row does not apply to these clips.
    """
    scored = scored_clips(clips, features, row.clips_with, row.labels)
    _refuse_known_start(row, clips)
    if row.is_human:
        rows = rate(scored, row.modality.removeprefix("human_"), row.model, row.labels)
    else:
        division = divide_scored(
            row.protocol, scored, row.labels, seed=seed, repeats=row.repeats, published=published
        )
        if division.not_applicable:
            raise OptionError(f"{row.name} does not apply: {division.not_applicable}")
        refuse_leaks(division, scored)
        seen, model = model_inputs(row, scored, features), CATALOGUE[row.model]
        votes = votes_of(scored, RATERS_OF_SET[row.modality]) if _learns_from_votes(row) else None
        rows = pd.concat(
            cross_validate(
                partial(build_model, row, child_seed(seed, "model", row.model, repeat), checkpoint_dir),
                seen,
                scored,
                renumber(division.folds, repeat * len(division.folds)),
                labels=row.labels,
                soft_labels=votes,
                threads=threads,
                on_fold=on_fold,
            )
            for repeat in range(model.repeats)
        )
    named = row.model_dump(include={"modality", "model", "protocol", "labels"})
    return rows.assign(corpus=clips["corpus"].iloc[0], **named)


def fit_row(row: Row, clips: pd.DataFrame, features: Mapping[str, pd.DataFrame], *, seed: int) -> BaseEstimator:
    """Fit a row's model on all of its clips, to be stored and served; its score is that of `run_row`."""
    scored = scored_clips(clips, features, row.clips_with, row.labels).set_index("clip_id", drop=False)
    seen = model_inputs(row, scored, features)
    estimator = build_model(row, child_seed(seed, "model", row.model, 0))
    votes = votes_of(scored, RATERS_OF_SET[row.modality]) if _learns_from_votes(row) else None
    return FitScope(scored.index).fit(estimator, seen, scored["emotion"], scored["actor"], votes)


def _learns_from_votes(row: Row) -> bool:
    """Whether raters' votes are in the targets, of all networks where that is asked for."""
    asked = row.network is not None and row.network.training.votes_share > 0
    return CATALOGUE[row.model].votes or asked


def _refuse_known_start(row: Row, clips: pd.DataFrame) -> None:
    """Raise LeakageError if the network that the row begins with has met these actors."""
    start = row.network and row.network.start
    if start and read_lineage(start)["corpus"] == clips["corpus"].iloc[0]:
        raise LeakageError(
            "the stored network was trained on this corpus, whose actors are tested here",
            path=start.path,
            remedy="Begin with a network of another corpus.",
        )


def build_model(row: Row, seed: int, checkpoint_dir: Path | None = None) -> BaseEstimator:
    """The row's classifier, unfitted; one over frames keeps its trainings in `checkpoint_dir`."""
    if row.word_vectors is not None:
        return text_vectors(seed, row.word_vectors)
    model = CATALOGUE[row.model]
    built = model.build(seed, row.network) if model.network else model.build(seed)
    if model.network and row.frames:
        built.set_params(checkpoint_dir=checkpoint_dir)
    return treat(built, row.treatment, seed)


def _network_options(options: ExperimentOptions, modality: str, model: str) -> NetworkOptions | None:
    """How the networks of a row are trained, and what they begin with; None for a row without."""
    if modality.startswith("human_") or not CATALOGUE[model].network:
        return None
    if not model.endswith("_pretrained"):
        return options.network
    for start in options.starts:
        stored = read_lineage(start)["row"]
        if stored["modality"] == modality and CATALOGUE[stored["model"]].sees == CATALOGUE[model].sees:
            return options.network.model_copy(update={"start": start})
    return options.network


def _clip_sets(features: Mapping[str, pd.DataFrame]) -> list[tuple[str, ...]]:
    """Sets of which clips must have features: each kind of comparison has its own clips."""
    there = [name for name in ("audio", "image") if name in features and len(features[name])]
    return [tuple(there[:1]), tuple(there)][: len(there)]


def _wanted(
    options: ExperimentOptions, clips_with: tuple[str, ...], there: Collection[str], published: bool
) -> Iterator[tuple[str, str, str]]:
    """Modality, model and protocol of every row that one would like to have on these clips."""
    grouped, folds = f"actor_{options.folds}fold", options.folds
    yield "none", "majority", grouped
    if len(clips_with) > 1:
        for modality in (*clips_with, "+".join(clips_with), *_at_hand(OTHER_VIEWS, there)):
            for model in (*options.fusion_models, BY_ACTOR):
                yield modality, model, grouped
    else:
        (modality,) = clips_with
        for model in options.models:
            yield from ((modality, model, protocol) for protocol in (grouped, *(PUBLISHED if published else ())))
        for model in options.premium_models:
            yield from ((modality, model, f"{kind}_{folds}fold") for kind in ("actor", "clip", "random"))
        yield modality, BY_ACTOR, grouped
        yield modality, "shuffled_labels", grouped
        if modality == "audio":
            yield modality, "duration_only", grouped
            yield modality, "source_only", grouped
        for other in _at_hand(OTHER_SOUNDS, there):
            yield from ((other, model, grouped) for model in (*options.fusion_models, BY_ACTOR))
        yield from (("text", model, grouped) for model in options.text_models)
        if "sentence" in there:
            yield "sentence", "logistic_regression", grouped
        yield "text", LOOKUP, grouped
    for given in VOTE_MODALITIES:
        yield f"human_{given}", "human_plurality", NO_TRAINING
        yield f"human_{given}", "human_single", NO_TRAINING


def _at_hand(modalities: Iterable[str], there: Collection[str]) -> list[str]:
    """Those of which every set of features is there."""
    return [modality for modality in modalities if set(modality.split("+")) <= set(there)]


def _obstacle(row: Row, scored: pd.DataFrame, features: Mapping[str, pd.DataFrame]) -> str | None:
    """Why the clips do not carry the row, whatever its folds."""
    if row.is_human:
        given = row.modality.removeprefix("human_")
        return None if has_votes(scored, given) else f"not every clip was rated by {given}"
    model = CATALOGUE[row.model]
    sees = model.sees
    if sees == "audio_source" and scored[sees].nunique() < 2:
        return "all sound is of one kind of file"
    if _learns_from_votes(row) and not has_votes(scored, RATERS_OF_SET.get(row.modality, "both")):
        return "not every clip was rated, and the model is trained on votes"
    if row.modality == "text" and sees == "features" and "text" not in row.clips_with:
        return "there are no transcripts"
    if row.model.endswith("_pretrained") and row.network.start is None:
        return "no stored network that has seen the same was named to begin with"
    if sees.startswith((*FRAMES,)) and len(row.frames) < len(row.modality.split("+")):
        return f"there are no {sees} of {row.modality}"
    for kind in row.frames:
        if kind not in features or not scored["clip_id"].isin(features[kind].index).all():
            return f"not every clip has a sequence of {kind}"
    return f"not every clip has a {sees}" if sees in scored and scored[sees].isna().any() else None


def _protocol_obstacle(
    scored: pd.DataFrame, labels: str, seed: int, published: pd.DataFrame | None, protocol: str, repeats: int
) -> str | None:
    if protocol == NO_TRAINING:
        return None
    return divide_scored(protocol, scored, labels, seed=seed, repeats=repeats, published=published).not_applicable

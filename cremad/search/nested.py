"""Nested search: the score of a search on actors that neither its trials nor its choice have used.

The score of the best of many trials is biased upwards. Here the whole search is repeated on the training actors of
every outer fold, and its choice predicts that fold's test actors once (Cawley & Talbot, JMLR 11, 2010). A search
over all clips gives the setting to use, without a score of its own.
"""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pydantic import Field, field_validator
from sklearn.base import BaseEstimator

from cremad.artifacts.digests import canonical_json
from cremad.catalogue.rows import ANY, Row, Searched, divide_scored, find_labels, scored_clips
from cremad.catalogue.spec import ModelSpec
from cremad.errors import OptionError
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.folds import Division
from cremad.evaluation.protocol import actor_folds
from cremad.models.space import Params
from cremad.preprocessing.feature_sets import find_feature_set
from cremad.randomness.streams import child_seed
from cremad.search.locked_rows import lock_rows
from cremad.search.point import spec_line, to_spec
from cremad.search.spaces import find_space, searchable
from cremad.search.strategies import StrategyName
from cremad.search.study import Study, StudyOptions, run_study
from cremad.search.trial import Trial, best_of
from cremad.settings import Options
from cremad.training.crossvalidation import cross_validate
from data_contracts.feature_tables import sequence_kinds

OnSearchTrial = Callable[[str, int | None, Trial, int, int], None]
"""Called with each trial, its strategy and its outer fold, None for all clips."""


STREAMS = {ANY: "structure", "gradient_boosting": "hist_gradient_boosting"}
"""Learner → name of its random streams in early versions, where it differs, so that results stay the same."""


class SearchOptions(Options):
    """What is searched over which features, and whether the search is scored."""

    learner: str = "svm_rbf"
    """Learner whose parameters are searched, of those that have a search space; ``any``: families of features,
    preparation and learner as well."""
    features: tuple[str, ...] = Field(default=("audio",), min_length=1)
    """Feature sets that are model inputs together; clips need all of them, for a network their frames too."""
    epochs: int = Field(default=27, ge=1, le=1000)
    """Most epochs of a network; the resource of halving."""
    study: StudyOptions = StudyOptions()
    compare_with: StrategyName | None = None
    """Strategy of a second search to compare with, on the same rows with the same budget."""
    nested: bool = True
    """Whether the search is repeated on the training actors of each outer fold, which gives it a score."""

    @field_validator("learner")
    @classmethod
    def _has_a_space(cls, learner: str) -> str:
        if learner not in (ANY, *searchable()):
            raise ValueError(f"no space of {learner!r} to search; there are {', '.join((*searchable(), ANY))}")
        return learner

    @field_validator("features")
    @classmethod
    def _are_feature_sets(cls, features: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(dict.fromkeys(find_feature_set(name).name for name in features))
        except OptionError as error:
            raise ValueError(str(error)) from error

    @property
    def stream(self) -> str:
        """Name of the random streams, which is never parsed.

        >>> SearchOptions(learner="any").stream
        'structure_by_bayesian_search'
        """
        return f"{STREAMS.get(self.learner, self.learner)}_by_{self.study.strategy}_search"

    @property
    def reads(self) -> tuple[str, ...]:
        """Feature sets, and kinds of sequences, that a clip must have.

        >>> SearchOptions(learner="network", features=("audio", "text")).reads
        ('audio', 'text', 'log_mel')
        """
        if self.learner == ANY:
            return self.features
        return (*self.features, *ModelSpec(learner=self.learner, features=self.features).sequences)

    @property
    def all(self) -> tuple["SearchOptions", ...]:
        """This search, and the one to compare with, if any."""
        if self.compare_with in (None, self.study.strategy):
            return (self,)
        study = self.study.model_copy(update={"strategy": self.compare_with})
        return self, self.model_copy(update={"study": study})

    def row(self, folds: int, labels: str) -> Row:
        """The row of the nested search, whose parameters are chosen in each fold."""
        decides = self.study.model_dump(mode="json") | {"epochs": self.epochs}
        source = Searched(learner=self.learner, features=self.features, search=decides)
        return Row(source=source, protocol=actor_folds(folds), labels=labels, clips=self.features)


@dataclass(frozen=True)
class Search:
    """The data of a search, of which any subset of clips can be searched on."""

    tables: Mapping[str, pd.DataFrame]
    """Features by set, sequences by kind, indexed by clip id."""
    clips: pd.DataFrame
    """Columns clip_id, actor, emotion; all have features."""
    options: SearchOptions
    seed: int
    home: Path
    """Folder of locked rows and journals; workers must be able to read it."""
    executor: Executor
    on_trial: OnSearchTrial = lambda strategy, fold, trial, done, most: None

    def within(self, training: Collection[str], outer_fold: int | None = None) -> tuple[Trial, pd.DataFrame]:
        """Search on some clips: the best trial, and all trials as rows of the contract `trials`."""
        study = Study(
            rows=lock_rows(self.home / "rows", self.tables, self.clips, training),
            space=find_space(self.options.learner, self.tables, self.options.epochs),
            options=self.options.study,
            seed=child_seed(self.seed, "study"),
            home=self.home,
        )
        strategy = self.options.study.strategy
        trials = run_study(study, executor=self.executor, on_trial=partial(self.on_trial, strategy, outer_fold))
        fold = pd.array([outer_fold] * len(trials), "Int32")
        specs = [spec_line(self.spec(trial.params)) for trial in trials]
        table = tabulate(trials).assign(study=study.key, strategy=strategy, outer_fold=fold, spec=specs)
        return best_of(trials), table

    def spec(self, point: Params) -> ModelSpec:
        """The model specification of a point."""
        return to_spec(point, self.options.features)

    def build(self, point: Params) -> BaseEstimator:
        """The unfitted classifier of a point, with probabilities."""
        return self.spec(point).build(child_seed(self.seed, "model", self.options.stream))


OF_TRIALS = ("row_id", "learner", "features", "labels")
"""Columns of a row that trials have too."""


class _Found(NamedTuple):
    """Results of one search, as in `SearchOutcome`."""

    best: ModelSpec
    trials: pd.DataFrame
    predictions: pd.DataFrame | None


class SearchOutcome(NamedTuple):
    """Results of searches."""

    best: ModelSpec
    """Best specification of the search over all clips, of the first where two are compared."""
    trials: pd.DataFrame
    """Columns of the contract `trials` but for run_id and corpus."""
    predictions: pd.DataFrame | None
    """Columns of the contract `predictions` but for run_id and corpus; None if the search was not nested."""
    left_out: dict[str, str]
    """Emotion that is excluded → why."""


def nested_search(search: Search, division: Division, *, labels: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Search on the training clips of each fold, and predict its test clips by the chosen model.

    Parameters
    ----------
    search : Search
    division : Division
        Outer folds.
    labels : str
        Name of the label set.

    Returns
    -------
    trials, predictions : DataFrame
        Of all folds; trials as of `Search.within`, predictions as of `cross_validate`.

    Raises
    ------
    LeakageError
        If an actor, or anything else that the protocol keeps apart, is on both sides of a fold.
    """
    refuse_leaks(division, search.clips)
    X = search.clips.set_index("clip_id")[[]].join(list(search.tables.values()))
    trials, predictions = [], []
    for fold in division.folds:
        best, table = search.within(fold.train, fold.number)
        make = partial(search.build, best.params)
        trials.append(table)
        predictions.append(cross_validate(make, X, search.clips, [fold], labels=labels))
    return pd.concat(trials, ignore_index=True), pd.concat(predictions, ignore_index=True)


def search_corpus(
    clips: pd.DataFrame,
    features: Mapping[str, pd.DataFrame],
    options: SearchOptions,
    *,
    folds: int,
    least_actors: int,
    seed: int,
    home: Path,
    executor: Executor,
    on_trial: OnSearchTrial = lambda strategy, fold, trial, done, most: None,
) -> SearchOutcome:
    """Search over all clips that have the features and, if nested, within each outer fold.

    A second search that the first is compared with has the same clips, locks, folds, seed and budget.

    Parameters
    ----------
    clips : DataFrame
        Rows of the contract `clips`, of one corpus.
    features : mapping of str to DataFrame
        Feature tables by set and columns of sequences by kind, indexed by clip id.
    options : SearchOptions
    folds, least_actors : int
        Number of outer folds; least number of actors of an emotion.
    seed : int
        The run's seed.
    home, executor, on_trial
        As in `Search`.

    Raises
    ------
    OptionError
        If a feature set is missing, or the clips do not suffice for the folds.
    CremadError
        If no trial of a search was scored to the end.
    """
    if missing := [name for name in options.reads if name not in features]:
        raise OptionError(f"there are no features {missing}", remedy=f"There are {sorted(features)}.")
    labels, left_out = find_labels(scored_clips(clips, features, options.reads), least_actors)
    if labels is None:
        raise OptionError(f"fewer than two emotions are acted by {least_actors} actors each")
    scored = scored_clips(clips, features, options.reads, labels)
    division = None
    if options.nested:
        division = divide_scored(actor_folds(folds), scored, labels, seed=seed)
        if division.not_applicable:
            raise OptionError(f"nested search does not apply: {division.not_applicable}")
    tables = {
        name: features[name] if name in sequence_kinds() else features[name].select_dtypes("number")
        for name in options.reads
    }
    found = [
        _search_scored(
            Search(tables, scored, each, seed, home, executor, on_trial), division, each.row(folds, labels)
        )
        for each in options.all
    ]
    predictions = [each.predictions for each in found if each.predictions is not None]
    return SearchOutcome(
        found[0].best,
        pd.concat([each.trials for each in found], ignore_index=True),
        pd.concat(predictions, ignore_index=True) if predictions else None,
        left_out,
    )


def _search_scored(search: Search, division: Division | None, row: Row) -> _Found:
    """Search over all clips, and within each fold of the division, if there is one."""
    best, trials = search.within(list(search.clips["clip_id"]))
    predictions = None
    if division is not None:
        inner, predicted = nested_search(search, division, labels=row.labels)
        trials = pd.concat([trials, inner], ignore_index=True)
        predictions = predicted.assign(**row.columns())
    told = {name: value for name, value in row.columns().items() if name in OF_TRIALS}
    return _Found(search.spec(best.params), trials.assign(**told), predictions)


def tabulate(trials: list[Trial]) -> pd.DataFrame:
    """Trials as rows of the contract `trials`, without the columns of the study."""
    names = {"number": "trial", "uar": "inner_uar", "share": "training_share"}
    frame = pd.DataFrame([trial.model_dump(mode="json") for trial in trials]).rename(columns=names)
    return frame.assign(**{name: frame[name].map(canonical_json) for name in ("params", "fold_scores", "parents")})

"""Nested search: what a search is worth on actors that neither its trials nor its choice have met.

The best of many trials has the best luck too, so that its own score says too much. Here the whole search runs anew
on the training actors of every outer fold, and its choice predicts that fold's test actors once (Cawley & Talbot,
JMLR 11, 2010). A search over all clips stands beside it, for the setting to use; it has no score to claim.
"""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pydantic import Field
from sklearn.base import BaseEstimator

from cremad.artifacts.digests import canonical_json
from cremad.catalogue.catalogue import FRAMES
from cremad.catalogue.rows import divide_scored, largest_labels, scored_clips
from cremad.errors import OptionError
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.folds import Division
from cremad.randomness.streams import child_seed
from cremad.search.candidate import build_candidate, with_probabilities
from cremad.search.locked_rows import find_families, lock_rows
from cremad.search.space import Params
from cremad.search.spaces import SearchedModel, find_space
from cremad.search.strategies import StrategyName
from cremad.search.study import Study, StudyOptions, run_study
from cremad.search.trial import Trial, best_of
from cremad.settings import Options
from cremad.training.crossvalidation import cross_validate
from data_contracts.feature_tables import sequence_kinds

OnSearchTrial = Callable[[str, int | None, Trial, int, int], None]
"""Shown each trial with its strategy and its outer fold, None over all clips."""


class SearchOptions(Options):
    """What is searched over which features, and whether its worth is measured."""

    model: SearchedModel = "svm_rbf"
    """Model whose parameters are searched; `structure`: families of features, preparation and model as well;
    `network`: inputs, architecture and training of a network."""
    modality: str = Field(default="audio", pattern=r"^[a-z]+(\+[a-z]+)*$")
    """Sets of features, such as audio+image; clips that have all of them count, for a network their frames too."""
    epochs: int = Field(default=27, ge=1, le=1000)
    """Most passes of a network over its training clips; what halving rations."""
    study: StudyOptions = StudyOptions()
    beside: StrategyName | None = None
    """Strategy of a second search that stands beside the first, under the same locks and the same budget."""
    nested: bool = True
    """Whether the search is run again within the training actors of each outer fold, so that it has a score."""

    @property
    def name(self) -> str:
        """Of the row in a results table."""
        return f"{self.model}_by_{self.study.strategy}_search"

    @property
    def reads(self) -> tuple[str, ...]:
        """Sets of features, and kinds of sequences, that a clip must have.

        >>> SearchOptions(model="network", modality="audio+text").reads
        ('audio', 'text', 'log_mel')
        """
        sets = tuple(self.modality.split("+"))
        frames = FRAMES["frames"] if self.model == "network" else {}
        return (*sets, *(frames[name] for name in sets if name in frames))

    @property
    def all(self) -> tuple["SearchOptions", ...]:
        """This search, and the one beside it if that is another."""
        if self.beside in (None, self.study.strategy):
            return (self,)
        study = self.study.model_copy(update={"strategy": self.beside})
        return self, self.model_copy(update={"study": study})


@dataclass(frozen=True)
class Search:
    """What a search works on; any choice of its clips can be searched on."""

    tables: Mapping[str, pd.DataFrame]
    """Numbers by set of features, sequences by kind, indexed by clip id."""
    clips: pd.DataFrame
    """Columns clip_id, actor, emotion; all have features."""
    options: SearchOptions
    seed: int
    home: Path
    """Folder of locked rows and journals; workers must see it."""
    executor: Executor
    on_trial: OnSearchTrial = lambda strategy, fold, trial, done, most: None

    def within(self, training: Collection[str], outer_fold: int | None = None) -> tuple[Trial, pd.DataFrame]:
        """Search on some clips and on no others: the best trial, and all as rows of the contract `trials`."""
        study = Study(
            rows=lock_rows(self.home / "rows", self.tables, self.clips, training),
            space=find_space(self.options.model, self.tables, self.options.epochs),
            options=self.options.study,
            seed=child_seed(self.seed, "study"),
            home=self.home,
        )
        strategy = self.options.study.strategy
        trials = run_study(study, executor=self.executor, on_trial=partial(self.on_trial, strategy, outer_fold))
        fold = pd.array([outer_fold] * len(trials), "Int32")
        table = tabulate(trials).assign(study=study.key, strategy=strategy, outer_fold=fold)
        return best_of(trials), table

    def build(self, params: Params) -> BaseEstimator:
        """The unfitted classifier of a point, with probabilities."""
        seed = child_seed(self.seed, "model", self.options.name)
        return with_probabilities(build_candidate(params, find_families(self.tables), seed), seed)


class SearchOutcome(NamedTuple):
    """What searches have found."""

    best: Params
    """Of the search over all clips, and of the first where two stand side by side."""
    trials: pd.DataFrame
    """Columns of the contract `trials` but for run_id and corpus."""
    predictions: pd.DataFrame | None
    """Columns of the contract `predictions` but for run_id and corpus; None if the search was not nested."""


def nested_search(search: Search, division: Division, *, labels: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Search on the training clips of each fold, and predict its test clips by what was chosen there.

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
        Of all folds; trials as `Search.within` gives them, predictions as `cross_validate` does.

    Raises
    ------
    LeakageError
        If the folds let an actor, or whatever else they promise to keep apart, stand on both sides.
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

    A second search that stands beside the first has the same clips, locks, folds, seed and budget.

    Parameters
    ----------
    clips : DataFrame
        Rows of the contract `clips`, of one corpus.
    features : mapping of str to DataFrame
        Feature tables by set and columns of sequences by kind, indexed by clip id.
    options : SearchOptions
    folds, least_actors : int
        Outer folds; actors who have to act an emotion for it to count.
    seed : int
        The run's seed.
    home, executor, on_trial
        As `Search` has them.

    Raises
    ------
    OptionError
        If a set of features is not there, or the clips do not carry the folds.
    CremadError
        If no trial of a search was scored to the end.
    """
    if missing := [name for name in options.reads if name not in features]:
        raise OptionError(f"no features {missing} at hand", remedy=f"There are {sorted(features)}.")
    labels = largest_labels(scored_clips(clips, features, options.reads), least_actors)
    if labels is None:
        raise OptionError(f"no label set with {least_actors} actors for every emotion")
    scored = scored_clips(clips, features, options.reads, labels)
    division = None
    if options.nested:
        division = divide_scored(f"actor_{folds}fold", scored, labels, seed=seed, published=None)
        if division.not_applicable:
            raise OptionError(f"nested search does not apply: {division.not_applicable}")
    tables = {
        name: features[name] if name in sequence_kinds() else features[name].select_dtypes("number")
        for name in options.reads
    }
    found = [
        _search_scored(Search(tables, scored, each, seed, home, executor, on_trial), division, labels)
        for each in options.all
    ]
    return SearchOutcome(
        found[0].best,
        pd.concat([each.trials for each in found], ignore_index=True),
        pd.concat([each.predictions for each in found], ignore_index=True) if options.nested else None,
    )


def _search_scored(search: Search, division: Division | None, labels: str) -> SearchOutcome:
    """Search over all clips, and within each fold of the division, if there is one."""
    row = {"labels": labels, "modality": search.options.modality, "model": search.options.name}
    best, trials = search.within(list(search.clips["clip_id"]))
    if division is None:
        return SearchOutcome(best.params, trials.assign(**row), None)
    inner, predictions = nested_search(search, division, labels=labels)
    trials = pd.concat([trials, inner], ignore_index=True)
    return SearchOutcome(best.params, trials.assign(**row), predictions.assign(**row, protocol=division.protocol))


def tabulate(trials: list[Trial]) -> pd.DataFrame:
    """Trials as rows of the contract `trials`, less what names the study."""
    names = {"number": "trial", "uar": "inner_uar", "share": "training_share"}
    frame = pd.DataFrame([trial.model_dump(mode="json") for trial in trials]).rename(columns=names)
    return frame.assign(**{name: frame[name].map(canonical_json) for name in ("params", "fold_scores", "parents")})

"""Models trained on one corpus and tested on another, over the emotions that both have."""

from functools import partial

import pandas as pd

from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.rows import Row, find_labels, scored_clips
from cremad.catalogue.spec import ModelSpec
from cremad.errors import OptionError
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.folds import Division, Fold
from cremad.evaluation.protocol import CROSS_CORPUS
from cremad.experiments.comparison import Inputs
from cremad.experiments.options import ExperimentOptions
from cremad.experiments.run import model_seed, refuse_known_start, soft_labels
from cremad.training.crossvalidation import cross_validate
from data_contracts.vocabulary import EMOTIONS, LABEL_SETS

NAMES = ("clip_id", "actor")
"""Columns whose values two corpora may share."""


def predict_across(trained: Inputs, tested: Inputs, options: ExperimentOptions, *, seed: int) -> pd.DataFrame:
    """Predict all clips of a corpus by models of audio that were fitted on another.

    The division is treated as a fold: the firewall looks for copies of clips, and only clips of the first corpus
    are fitted on. Normalisation, by speaker or by corpus, is done within each corpus.

    Parameters
    ----------
    trained, tested : Inputs
        Clips and features of each corpus.
    options : ExperimentOptions
        Its `cross_corpus_models` are compared, after its treatment.
    seed : int
        The run's seed.

    Returns
    -------
    DataFrame
        Columns of the contract `predictions` but for run_id; the protocol is ``cross_corpus``.

    Raises
    ------
    LeakageError
        If a clip of one corpus has a copy in the other, or a model's first weights were trained on tested clips.
    OptionError
        If fewer than two emotions are acted by enough actors in both, or a model learns from votes that the first
        corpus does not have.
    """
    trained, tested = _named_apart(trained), _named_apart(tested)
    labels = _common_labels(trained, tested, options.least_actors)
    tables = []
    for wanted in options.cross_corpus_models:
        spec = options.complete(wanted)
        must_have = spec.features
        sides = [(scored_clips(each.clips, each.features, must_have, labels), each) for each in (trained, tested)]
        both = pd.concat([clips for clips, _ in sides])
        train, test = (clips for clips, _ in sides)
        row = Row(
            source=spec, protocol=CROSS_CORPUS, labels=labels, clips=("audio",), trained_on=_corpus(trained.clips)
        )
        fold = Fold(number=0, train=tuple(train["clip_id"]), test=tuple(test["clip_id"]))
        apart = ("actor", "content_sha256")
        refuse_leaks(Division(protocol=CROSS_CORPUS.name, folds=(fold,), apart=apart), both)
        inputs = pd.concat([model_inputs(spec, clips, each.features) for clips, each in sides])
        refuse_known_start(spec, test.assign(actor=test["own_actor"]))
        make = partial(spec.build, model_seed(spec, seed))
        votes = _votes(spec, train)
        rows = cross_validate(make, inputs, both, [fold], labels=labels, soft_labels=votes)
        tables.append(rows.assign(**row.columns()))
    rows = pd.concat(tables, ignore_index=True)
    own = {name: rows[name].map(_own_names(tested, name)) for name in NAMES}
    return rows.assign(corpus=_corpus(tested.clips), **own)


def _votes(spec: ModelSpec, train: pd.DataFrame) -> pd.DataFrame | None:
    votes = soft_labels(spec, train)
    if votes is not None and votes.isna().any(axis=None):
        raise OptionError(
            f"{spec.learner} is to learn from votes, and not every clip of {_corpus(train)} was rated",
            remedy="Train it on labels, or on a corpus with raters.",
        )
    return votes


def _common_labels(trained: Inputs, tested: Inputs, least_actors: int) -> str:
    """The label set of the emotions that enough actors act in both corpora."""
    found = [
        find_labels(scored_clips(each.clips, each.features, ("audio",)), least_actors)[0]
        for each in (trained, tested)
    ]
    acted = [set(LABEL_SETS[name]) if name else set() for name in found]
    common = tuple(emotion for emotion in EMOTIONS if emotion in acted[0] & acted[1])
    if len(common) < 2:
        raise OptionError(
            f"fewer than two emotions are acted by {least_actors} actors in both corpora",
            remedy="Both need the same acted emotions.",
        )
    return next(name for name, emotions in LABEL_SETS.items() if emotions == common)


def _named_apart(inputs: Inputs) -> Inputs:
    """The clips with the corpus in the names of clips and actors."""
    corpus = f"{_corpus(inputs.clips)}:"
    own = {f"own_{name}": inputs.clips[name] for name in NAMES}
    clips = inputs.clips.assign(**own, **{name: corpus + inputs.clips[name] for name in NAMES})
    return Inputs(clips, {name: table.set_axis(corpus + table.index) for name, table in inputs.features.items()})


def _own_names(inputs: Inputs, name: str) -> dict[str, str]:
    """Name with the corpus in it → the name that the corpus itself uses."""
    return dict(zip(inputs.clips[name], inputs.clips[f"own_{name}"], strict=True))


def _corpus(clips: pd.DataFrame) -> str:
    return clips["corpus"].iloc[0]

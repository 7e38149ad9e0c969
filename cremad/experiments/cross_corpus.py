"""Models trained on one corpus and tested on another, over the emotions that both have."""

from collections.abc import Iterable
from functools import partial

import pandas as pd

from cremad.catalogue.inputs import model_inputs
from cremad.catalogue.rows import Row, largest_labels, scored_clips
from cremad.errors import OptionError
from cremad.evaluation.firewall import refuse_leaks
from cremad.evaluation.folds import Division, Fold
from cremad.experiments.comparison import Inputs
from cremad.experiments.experiment import build_model
from cremad.randomness.streams import child_seed
from cremad.training.crossvalidation import cross_validate
from data_contracts.vocabulary import LABEL_SETS

NAMES = ("clip_id", "actor")
"""Columns that two corpora may fill alike."""


def predict_across(
    trained: Inputs, tested: Inputs, models: Iterable[str], *, least_actors: int, seed: int
) -> pd.DataFrame:
    """Predict all clips of a corpus by models of sound that were fitted on another.

    The division is a fold like any other: the firewall looks for copies of clips, and what is fitted sees clips of
    the first corpus alone. Distances from the actor's mean are taken within each corpus.

    Parameters
    ----------
    trained, tested : Inputs
        Clips and features of each corpus.
    models : iterable of str
        Names in the catalogue.
    least_actors : int
        Actors who have to act an emotion in both corpora for it to be scored.
    seed : int
        The run's seed.

    Returns
    -------
    DataFrame
        Columns of the contract `predictions` but for run_id; the protocol is ``trained_on_<corpus>``.

    Raises
    ------
    LeakageError
        If a clip of one corpus has a copy in the other.
    OptionError
        If they have no label set in common.
    """
    trained, tested = _named_apart(trained), _named_apart(tested)
    label_sets = [largest_labels(_heard(each), least_actors) for each in (trained, tested)]
    if None in label_sets:
        raise OptionError("the corpora have no label set in common", remedy="Both need the same acted emotions.")
    labels = max(label_sets, key=list(LABEL_SETS).index)  # the smaller of two that lie in each other
    sides = [(scored_clips(each.clips, each.features, ("audio",), labels), each) for each in (trained, tested)]
    both = pd.concat([clips for clips, _ in sides])
    train, test = (clips for clips, _ in sides)
    name = {"protocol": f"trained_on_{_corpus(train).replace('-', '_')}", "labels": labels, "modality": "audio"}
    fold = Fold(number=0, train=tuple(train["clip_id"]), test=tuple(test["clip_id"]))
    refuse_leaks(Division(protocol=name["protocol"], folds=(fold,), apart=("actor", "content_sha256")), both)
    tables = []
    for model in models:
        row = Row(model=model, clips_with=("audio",), **name)
        seen = pd.concat([model_inputs(row, clips, each.features) for clips, each in sides])
        make = partial(build_model, row, child_seed(seed, "model", model, 0))
        tables.append(cross_validate(make, seen, both, [fold], labels=labels).assign(model=model, **name))
    rows = pd.concat(tables, ignore_index=True)
    return rows.assign(corpus=_corpus(test), **{name: rows[name].str.partition(":")[2] for name in NAMES})


def _named_apart(inputs: Inputs) -> Inputs:
    """The same, with the corpus in the names of clips and actors."""
    corpus = f"{_corpus(inputs.clips)}:"
    clips = inputs.clips.assign(**{name: corpus + inputs.clips[name] for name in NAMES})
    return Inputs(clips, {name: table.set_axis(corpus + table.index) for name, table in inputs.features.items()})


def _corpus(clips: pd.DataFrame) -> str:
    return clips["corpus"].iloc[0]


def _heard(inputs: Inputs) -> pd.DataFrame:
    return scored_clips(inputs.clips, inputs.features, ("audio",))

"""What augmentation does to the UAR on unseen actors: same clips, same folds, same model, with and without it."""

from collections.abc import Iterator
from concurrent.futures import Executor
from functools import partial
from typing import Literal, NamedTuple

import pandas as pd
from sklearn.base import BaseEstimator

from cremad.augmentation.augmented import Augmented
from cremad.augmentation.generative import is_installed
from cremad.augmentation.resampled import SAMPLERS, Resampled
from cremad.evaluation.folds import Fold
from cremad.evaluation.intervals import LEVEL
from cremad.evaluation.scoring import chosen_sums
from cremad.evaluation.significance.multiplicity import holm
from cremad.evaluation.significance.permutation import permutation_test
from cremad.models.baselines import UnitLogistic
from cremad.models.preparation import prepared
from cremad.randomness.streams import child_seed, child_stream
from cremad.studies.augmentation import MODEL, Study, StudyInputs, compare_uar, open_study
from cremad.training.crossvalidation import cross_validate
from data_contracts.vocabulary import EMOTIONS

NONE = "none"


class Arm(NamedTuple):
    """One way to train."""

    kind: str
    """Kind of children, name of a sampler, or `NONE`."""
    use: Literal["added", "alone"] = "added"
    """`alone`: synthetic rows replace the training rows."""


COMPARED = (
    *((Arm(name), Arm(NONE)) for name in SAMPLERS),
    *((Arm(name, "alone"), Arm(NONE)) for name in ("smote", "vae")),
    (Arm("vae"), Arm("smote")),
    (Arm("vae", "alone"), Arm("smote", "alone")),
)
"""Samplers compared with clips alone, and the generative one, where torch is installed, with SMOTE."""


class ArmOutcome(NamedTuple):
    """Predictions of the test clips of all folds, and the number of synthetic or added training rows."""

    predictions: pd.DataFrame
    n_made: int


def augmentation_effect(inputs: StudyInputs, *, permutations: int, executor: Executor) -> pd.DataFrame:
    """Measure each kind of children and each sampler.

    Parameters
    ----------
    inputs : StudyInputs
    permutations : int
        Number of random swaps of actors between two ways to train, for each p-value.
    executor : Executor
        Where the models are trained; its workers can read the tables.

    Returns
    -------
    DataFrame
        Columns of the contract `augmentation_effect` but for run_id and corpus; empty where the clips cannot be
        divided.
    """
    study = open_study(inputs)
    pairs = [] if study.division.not_applicable else list(_pairs(study))
    waiting = {arm: executor.submit(run_arm, arm, inputs) for arm in dict.fromkeys(sum(pairs, ()))}
    rows = []
    for arm, other in pairs:
        made, without = waiting[arm].result(), waiting[other].result()
        if not made.n_made:  # with equally frequent emotions a sampler adds no rows
            continue
        compared = compare_uar(made.predictions, without.predictions)
        p_value = permutation_test(
            chosen_sums(made.predictions, EMOTIONS),
            chosen_sums(without.predictions, EMOTIONS),
            "uar",
            permutations=permutations,
            rng=child_stream(inputs.seed, "permutation"),
        ).p_value
        rows.append((arm.kind, arm.use, other.kind, made.n_made, *compared, p_value))
    numbers = ["n_made", "uar_with", "uar_without", "difference", "ci_low", "ci_high", "permutation_p"]
    table = pd.DataFrame(rows, columns=["kind", "use", "against", *numbers])
    table["holm_p"] = holm(table["permutation_p"])
    return table.assign(
        verdict=[verdict(*row) for row in table[["ci_low", "ci_high", "holm_p"]].itertuples(index=False)],
        labels=study.labels,
        modality=inputs.modality,
        model=MODEL,
        protocol=inputs.protocol.name,
        n_clips=len(study.clips),
        n_actors=study.clips["actor"].nunique(),
    )


def verdict(low: float, high: float, holm_p: float) -> str:
    """The verdict on a difference by its q-value, since one in twenty intervals excludes 0 by chance.

    >>> verdict(0.01, 0.05, 0.01), verdict(0.01, 0.05, 0.3), verdict(-0.01, 0.05, 0.3), verdict(-0.05, -0.01, 0.01)
    ('gain', 'no gain', 'no gain', 'loss')
    """
    if holm_p >= 1 - LEVEL or not (low > 0 or high < 0):
        return "no gain"
    return "gain" if low > 0 else "loss"


def run_arm(arm: Arm, inputs: StudyInputs) -> ArmOutcome:
    """Predict the test clips of every fold by a model that was trained in one way; runs on a worker."""
    study = open_study(inputs)
    made: list[int] = []
    tables = [
        cross_validate(
            partial(_build, arm, study, related, inputs.seed),
            study.features,
            study.clips,
            [fold],
            labels=study.label_set,
            on_fold=lambda done: made.append(_count_made(done.estimator)),
        )
        for fold, related in zip(study.division.folds, study.family_folds, strict=True)
    ]
    return ArmOutcome(pd.concat(tables, ignore_index=True), sum(made))


def _pairs(study: Study) -> Iterator[tuple[Arm, Arm]]:
    yield from ((Arm(kind), Arm(NONE)) for kind in study.kinds)
    yield from (pair for pair in COMPARED if pair[0].kind != "vae" or is_installed())


def _build(arm: Arm, study: Study, fold: Fold, seed: int) -> BaseEstimator:
    """The unfitted model, with the children on the fold's training side as further training data."""
    if arm.kind in SAMPLERS:
        rows = len(study.clips) // study.clips["emotion"].nunique() if arm.use == "alone" else 0
        return prepared(Resampled(UnitLogistic(), arm.kind, rows, child_seed(seed, arm.kind, fold.number)))
    return Augmented(prepared(UnitLogistic()), study.children_of(fold, arm.kind))


def _count_made(fitted: BaseEstimator) -> int:
    return fitted.n_children_ if isinstance(fitted, Augmented) else fitted[-1].n_made_

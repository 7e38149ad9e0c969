"""Whether augmented clips keep their label, tested by two models on unseen actors.

The first is trained on original clips alone. Its loss on children may be a loss of the label, or due to a shift of
the inputs. The second is trained on children of its training actors too, so its loss is due to the label.
"""

from collections.abc import Callable
from functools import partial

import pandas as pd
from sklearn.base import BaseEstimator

from cremad.augmentation.augmented import Augmented
from cremad.evaluation.folds import Fold
from cremad.models.baselines import UnitLogistic
from cremad.models.preparation import prepared
from cremad.studies.augmentation import MODEL, Study, StudyInputs, compare_uar, open_study
from cremad.training.crossvalidation import FittedFold, cross_validate, predict_probabilities
from data_contracts.vocabulary import PARENT


def label_preservation(inputs: StudyInputs, *, tolerance: float) -> pd.DataFrame:
    """Compare the UAR on children with that of the model of original clips on their parents.

    Parameters
    ----------
    inputs : StudyInputs
    tolerance : float
        Tolerated loss of UAR. A label counts as kept if the whole interval of the loss is below, as lost if all of
        it is above.

    Returns
    -------
    DataFrame
        Columns of the contract `label_preservation` but for run_id and corpus, a row for each kind and model;
        empty where the clips cannot be divided.
    """
    study = open_study(inputs)
    rows = []
    for kind in study.kinds if study.division.folds else ():
        parents, by_original = predict_family(study, kind, lambda fold: prepared(UnitLogistic()))
        _, by_augmented = predict_family(study, kind, partial(_augmented, study, kind))
        choice = parents.set_index("clip_id")["y_pred"]
        for shown, children in (("clips", by_original), ("children", by_augmented)):
            compared = compare_uar(children, parents)
            agreement = (children["y_pred"] == children[PARENT].map(choice)).mean()
            fate = label_fate(compared.ci_low, compared.ci_high, tolerance)
            rows.append((kind, shown, *compared, agreement, fate, len(parents), parents["actor"].nunique()))
    numbers = ["uar_of_children", "uar_of_parents", "difference", "ci_low", "ci_high", "agreement", "label"]
    return pd.DataFrame(rows, columns=["kind", "shown", *numbers, "n_clips", "n_actors"]).assign(
        labels=study.labels, modality=inputs.modality, model=MODEL, protocol=inputs.protocol.name
    )


def _augmented(study: Study, kind: str, fold: Fold) -> BaseEstimator:
    return Augmented(prepared(UnitLogistic()), study.children_of(fold, kind))


def label_fate(low: float, high: float, tolerance: float) -> str:
    """Whether the label is kept, by the interval of the difference.

    >>> label_fate(-0.02, 0.01, 0.05), label_fate(-0.08, 0.01, 0.05), label_fate(-0.2, -0.1, 0.05)
    ('kept', 'undecided', 'lost')
    """
    return "kept" if low > -tolerance else "lost" if high < -tolerance else "undecided"


def predict_family(
    study: Study, kind: str, make_estimator: Callable[[Fold], BaseEstimator]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Predict the test clips of every fold that have children of a kind, and these children.

    Parameters
    ----------
    make_estimator : callable
        Makes an unfitted classifier for a fold whose training side holds the children of its clips.

    Returns
    -------
    parents, children : DataFrame
        Columns clip_id, actor, y_true, y_pred; children also `PARENT`.
    """
    own = study.children[study.children.index.get_level_values("clip_id").map(study.kind_of) == kind]
    parents, children = [], []
    for fold, related in zip(study.division.folds, study.family_folds, strict=True):

        def predict_children(done: FittedFold, fold: Fold = fold) -> None:
            tested = own.loc[own.index.get_level_values(PARENT).isin(fold.test), list(study.features)]
            if len(tested):
                children.append(predict_probabilities(done.estimator, tested, study.label_set).reset_index())

        parents.append(
            cross_validate(
                partial(make_estimator, related),
                study.features,
                study.clips,
                [fold],
                labels=study.label_set,
                on_fold=predict_children,
            )
        )
    clips, born = pd.concat(parents, ignore_index=True), pd.concat(children, ignore_index=True)
    known = study.clips.set_index("clip_id")
    born = born.assign(actor=born[PARENT].map(known["actor"]), y_true=born[PARENT].map(known["emotion"]))
    return clips[clips["clip_id"].isin(born[PARENT])], born

"""Every pair of rows of a results table: the difference of UAR, how sure it is, and how large.

Rows are compared that were scored on the same clips under the same protocol; the raters, who are not
trained, with every protocol's. UAR is a sum over actors of what each contributes, its rights by class over
the number of clips of that class, so all pairs share the actors left out and one set of sign flips.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cremad.errors import ContractError
from cremad.evaluation.classification import uar, validate
from cremad.evaluation.intervals import basis_of, difference_intervals, leave_out_weights
from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.scored_actors import sure_as
from cremad.evaluation.scoring import by_row, name_of, refuse_other_truth, refuse_twice_predicted, truth_of
from cremad.evaluation.significance.effect_size import cohens_d_paired
from cremad.evaluation.significance.mcnemar import exact_p_value
from cremad.evaluation.significance.multiplicity import holm
from cremad.evaluation.significance.paired_t import corrected_t
from cremad.evaluation.significance.permutation import sign_flip_p_values
from cremad.randomness.streams import child_stream
from data_contracts.contract import load_table
from data_contracts.vocabulary import LABEL_SETS, ROW_COLUMNS

FLIPS = 49_999
"""Permutations: a p-value can be as small as 1 in 50,000, which Holm's 300 pairs leave at .006."""

SINGLE = "single_rating"
"""Ratings, of which clips have unequally many, are no prediction to pair with another."""


class _Scored(NamedTuple):
    """A row, reduced to what pairs are made of."""

    name: dict[str, Any]
    clips: tuple[str, ...]
    known: pd.DataFrame
    """Actor and truth of each clip."""
    title: str
    truths: np.ndarray
    """Clips by actor and class, (actors, classes)."""
    hits: np.ndarray
    """Those of them that were chosen rightly, on average over repeats."""
    right: np.ndarray
    """Whether each clip's first prediction is right, (clips,)."""
    dealt: np.ndarray
    """Fold of each prediction, in the order of clips and folds."""
    fold_uars: np.ndarray
    """UAR within each fold, in their order."""


def compare_pairwise(predictions: pd.DataFrame, *, seed: int) -> pd.DataFrame:
    """Compare every pair of rows with the same labels, clips and protocol.

    Parameters
    ----------
    predictions : DataFrame
        Rows of the contract `predictions`; single ratings are left out.
    seed : int
        The run's seed.

    Returns
    -------
    DataFrame
        Rows of the contract `significance`.

    Raises
    ------
    ContractError
        If a row predicts a clip twice in a fold or some clips more often than others, or rows over the same clips
        differ in truth or actors.
    """
    tables = [_compare(members, seed).assign(**name) for name, members in _families(predictions)]
    columns = list(load_table("significance").columns)
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def _families(predictions: pd.DataFrame) -> Iterator[tuple[dict[str, str | None], list[_Scored]]]:
    """Rows to compare with each other, two or more: same run, corpus, labels, protocol and clips."""
    on_clips = defaultdict(list)
    for name, rows in by_row(predictions[predictions["learner"] != SINGLE]):
        scored = _reduce(name, rows)
        on_clips[name["run_id"], name["corpus"], name["labels"], scored.clips].append(scored)
    for (run_id, corpus, *_), rows in on_clips.items():
        for row in rows[1:]:
            refuse_other_truth(rows[0].known, row.known, (rows[0].title, row.title))
        for protocol in sorted({row.name["protocol"] for row in rows}):
            members = [row for row in rows if row.name["protocol"] == protocol or _is_rater(row)]
            if len(members) > 1:
                of_family = {"compared_under": protocol, "caveat": find_protocol(protocol).caveat}
                yield {"run_id": run_id, "corpus": corpus} | of_family, members


def _is_rater(row: _Scored) -> bool:
    return row.name["row_kind"] == "human"


def _reduce(name: dict[str, Any], rows: pd.DataFrame) -> _Scored:
    labels = LABEL_SETS[name["labels"]]
    validate(rows["y_true"], rows["y_pred"], labels)
    refuse_twice_predicted(rows)
    rows = rows.sort_values(["clip_id", "fold"])
    truth, choice = (pd.Index(labels).get_indexer(rows[column]) for column in ("y_true", "y_pred"))
    is_first = ~rows["clip_id"].duplicated().to_numpy()
    repeats, left_over = divmod(len(rows), is_first.sum())
    if left_over or not is_first[::repeats].all():
        raise ContractError(f"{name_of(rows)} predicts some clips more often than others")
    size = len(labels)
    actor, fold = pd.factorize(rows["actor"], sort=True)[0], rows["fold"].to_numpy()
    right = truth == choice
    cells, shape = actor * size + truth, (actor.max() + 1, size)
    count = {"minlength": shape[0] * size}
    fold_number = np.unique(fold, return_inverse=True)[1]
    folds = np.bincount((fold_number * size + truth) * size + choice, minlength=(fold_number.max() + 1) * size**2)
    return _Scored(
        name=name,
        clips=tuple(rows["clip_id"][is_first]),
        known=truth_of(rows),
        title=name_of(rows),
        truths=np.bincount(cells, **count).reshape(shape) / repeats,
        hits=np.bincount(cells, right, **count).reshape(shape) / repeats,
        right=right[is_first],
        dealt=fold,
        fold_uars=uar(folds.reshape(-1, size, size)),
    )


def _compare(rows: list[_Scored], seed: int) -> pd.DataFrame:
    """All pairs of rows, but those of raters among themselves unless there is no one else."""
    raters = np.array([_is_rater(row) for row in rows])
    first, second = np.triu_indices(len(rows), 1)
    if not raters.all():
        wanted = ~(raters[first] & raters[second])
        first, second = first[wanted], second[wanted]
    shares, left_out = _uar_by_actor(rows)
    uars, apart = shares.sum(1), shares[first] - shares[second]
    actors, of_class = shares.shape[1], rows[0].truths.sum(0)
    basis = basis_of(rows[0].truths.sum(1, keepdims=True), np.array([sure_as(of_class[of_class > 0])]))
    ends = difference_intervals(left_out[:, first] - left_out[:, second], basis)
    p_values = sign_flip_p_values(apart, FLIPS, child_stream(seed, "permutation"))
    right = np.array([row.right for row in rows], float)
    alone = (right @ (1 - right).T).astype(int)
    effects = np.array([cohens_d_paired(each) for each in apart])
    names = pd.DataFrame([row.name for row in rows])[list(ROW_COLUMNS)]
    return pd.concat(
        [
            names.iloc[first].reset_index(drop=True),
            names.iloc[second].reset_index(drop=True).add_prefix("other_"),
            pd.DataFrame(ends, columns=["ci_low", "ci_high"]),
            pd.DataFrame(effects, columns=["cohens_d", "cohens_d_low", "cohens_d_high"]),
        ],
        axis=1,
    ).assign(
        uar=uars[first],
        other_uar=uars[second],
        uar_difference=apart.sum(1),
        permutation_p=p_values,
        holm_p=holm(p_values),
        comparisons=len(first),
        mcnemar_p=exact_p_value(alone[first, second], alone[second, first]),
        only_right=alone[first, second],
        other_only_right=alone[second, first],
        corrected_t_p=[_corrected_t_p(rows[i], rows[j]) for i, j in zip(first, second, strict=True)],
        n_clips=len(rows[0].clips),
        n_actors=actors,
    )


def _uar_by_actor(rows: list[_Scored]) -> tuple[np.ndarray, np.ndarray]:
    """What each actor adds to the UAR, (rows, actors), and the UAR of all and without each, (1 + actors, rows)."""
    occurs = rows[0].truths.any(0)
    truths = rows[0].truths[:, occurs]
    hits = np.stack([row.hits[:, occurs] for row in rows], axis=1)
    weights = leave_out_weights(len(truths))
    kept = (weights @ truths)[:, None, :]
    kept_hits = np.tensordot(weights, hits, 1)
    # without the one actor of some emotion the mean would be over fewer, which is another quantity
    recalls = np.divide(kept_hits, kept, out=np.full(kept_hits.shape, np.nan), where=kept > 0)
    return (hits / truths.sum(0)).mean(2).T, recalls.mean(2)


def _corrected_t_p(first: _Scored, second: _Scored) -> float:
    """Over the folds that both were scored in; NaN where they were not scored in the same ones.

    A fold trains on all clips that it does not test, but for folds by time, of which the sizes are not known.
    """
    folds, by_time = len(first.fold_uars), find_protocol(first.name["protocol"]).kind == "time"
    if folds < 2 or by_time or not np.array_equal(first.dealt, second.dealt):
        return np.nan
    n_test = len(first.dealt) / folds
    n_train = len(first.clips) - n_test
    return corrected_t(first.fold_uars, second.fold_uars, n_train=n_train, n_test=n_test).p_value

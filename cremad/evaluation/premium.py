"""The leakage premium: how much better a model looks when it is tested on actors that it has heard."""

from typing import Any

import pandas as pd

from cremad.evaluation.protocol import find_protocol
from cremad.evaluation.scoring import ROW, by_row, chosen_sums, name_of, refuse_other_truth, truth_of
from cremad.evaluation.significance.difference import score_difference
from data_contracts.vocabulary import LABEL_SETS

LEAKY = ("clip", "random")
"""Kinds of protocols that share actors and have a premium."""


def leakage_premium(predictions: pd.DataFrame) -> pd.DataFrame:
    """UAR under folds that share actors less UAR under actor-grouped folds: same model, same clips.

    Parameters
    ----------
    predictions : DataFrame
        Rows of the contract `predictions`.

    Returns
    -------
    DataFrame
        Rows of the contract `leakage_premium`, one for each leaky protocol of a model that was also tested
        under actor-grouped folds on the same clips.
    """
    rows_of = list(by_row(predictions))
    honest = {
        _same_but_for_protocol(name): (name["protocol"], rows)
        for name, rows in rows_of
        if find_protocol(name["protocol"]).kind == "actor"
    }
    table = []
    for name, leaky_rows in rows_of:
        if find_protocol(name["protocol"]).kind not in LEAKY or _same_but_for_protocol(name) not in honest:
            continue
        protocol, honest_rows = honest[_same_but_for_protocol(name)]
        if set(leaky_rows["clip_id"]) == set(honest_rows["clip_id"]):
            names = (name_of(leaky_rows), name_of(honest_rows))
            refuse_other_truth(truth_of(leaky_rows), truth_of(honest_rows), names)
            leaky, honest_ones = (
                chosen_sums(rows, LABEL_SETS[name["labels"]]) for rows in (leaky_rows, honest_rows)
            )
            compared = score_difference(leaky, honest_ones, "uar")
            size = (len(honest_rows), honest_rows["actor"].nunique())
            table.append((*name.values(), protocol, *compared, *size))
    numbers = ["uar", "honest_uar", "premium", "ci_low", "ci_high", "n_clips", "n_actors"]
    return pd.DataFrame(table, columns=[*ROW, "honest_protocol", *numbers])


def _same_but_for_protocol(name: dict[str, Any]) -> tuple:
    return tuple(value for column, value in name.items() if column not in ("row_id", "protocol"))

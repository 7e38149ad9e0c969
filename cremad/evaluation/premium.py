"""The leakage premium: how much better a model looks when it is tested on actors that it has heard."""

import pandas as pd

from cremad.evaluation.scoring import ROW, actor_sums, by_row, name_of, refuse_other_truth, truth_of
from cremad.evaluation.significance.difference import score_difference

LEAKY = r"(clip|random)_\d+fold"
HONEST = r"actor_\d+fold"


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
    by_name = {tuple(name.values()): rows for name, rows in by_row(predictions)}
    protocols = pd.DataFrame(list(by_name), columns=ROW)
    is_leaky, is_honest = (protocols["protocol"].str.fullmatch(kind) for kind in (LEAKY, HONEST))
    pairs = protocols[is_leaky].merge(protocols[is_honest], on=ROW[:-1], suffixes=("", "_honest"))
    table = []
    for *row, protocol, honest in pairs[[*ROW, "protocol_honest"]].itertuples(index=False):
        leaky_rows, honest_rows = by_name[(*row, protocol)], by_name[(*row, honest)]
        if set(leaky_rows["clip_id"]) == set(honest_rows["clip_id"]):
            refuse_other_truth(
                *map(truth_of, (leaky_rows, honest_rows)), tuple(map(name_of, (leaky_rows, honest_rows)))
            )
            sums = (actor_sums(rows) for rows in (leaky_rows, honest_rows))
            compared = score_difference(*sums, "uar")
            table.append((*row, protocol, honest, *compared, len(honest_rows), honest_rows["actor"].nunique()))
    numbers = ["uar", "honest_uar", "premium", "ci_low", "ci_high", "n_clips", "n_actors"]
    return pd.DataFrame(table, columns=[*ROW, "honest_protocol", *numbers])

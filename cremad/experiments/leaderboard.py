"""The leaderboard: every row of a results table on one line, with its rank, its intervals and its cost."""

import pandas as pd

from cremad.evaluation.scoring import ROW

SCORES = ("uar", "accuracy", "macro_f1", "auc", "log_loss", "ece")

KEY = ["run_id", "row_id"]

RANKED = ("model", "adapted")
"""Kinds of rows that are ranked, each separately."""


def make_leaderboard(metrics: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """Join each row's scores and cost.

    Parameters
    ----------
    metrics : DataFrame
        Rows of the contract `metrics`, of one run.
    costs : DataFrame
        Rows of the contract `costs`, of the same run.

    Returns
    -------
    DataFrame
        Rows of the contract `leaderboard`. Ranks are given by UAR among rows of one kind with the same labels,
        protocol and clips, equal scores sharing the better rank; raters and controls have none.
    """
    overall = metrics[metrics["class"].isna() & metrics["metric"].isin(SCORES)]
    values = overall.pivot_table("value", KEY, "metric").reindex(columns=list(SCORES))
    lines = overall.loc[overall["metric"] == "uar", [*ROW, "ci_low", "ci_high", "n_clips", "n_actors"]]
    table = lines.join(values, on=KEY, validate="one_to_one").sort_values(KEY, ignore_index=True)
    costs = costs.drop(columns=[column for column in ROW if column not in KEY])
    table = table.merge(costs, how="left", on=KEY, validate="one_to_one")
    ranked = table[table["row_kind"].isin(RANKED)]
    ranks = ranked.groupby(["labels", "protocol", "clip_set", "row_kind"])["uar"].rank(
        ascending=False, method="min"
    )
    return table.assign(rank=ranks.astype("Int32"))

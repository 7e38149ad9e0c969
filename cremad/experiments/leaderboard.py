"""The leaderboard: every row of a results table on one line, with its place, its intervals and its cost."""

import pandas as pd

from cremad.catalogue.catalogue import CATALOGUE
from cremad.evaluation.scoring import ROW
from data_contracts.vocabulary import CONTROL_MODELS, TEXT_SETS

SCORES = ("uar", "accuracy", "macro_f1", "auc", "log_loss", "ece")


def make_leaderboard(metrics: pd.DataFrame, costs: pd.DataFrame) -> pd.DataFrame:
    """Put each row's scores and cost on one line.

    Parameters
    ----------
    metrics : DataFrame
        Rows of the contract `metrics`, of one run.
    costs : DataFrame
        Rows of the contract `costs`, of the same run.

    Returns
    -------
    DataFrame
        Rows of the contract `leaderboard`. Places are given by UAR among rows of one kind under one protocol and
        label set, equal scores sharing the better place; raters and controls have none.
    """
    overall = metrics[metrics["class"].isna() & metrics["metric"].isin(SCORES)]
    size = ["n_clips", "n_actors"]
    values = overall.pivot_table("value", [*ROW, *size], "metric").reindex(columns=list(SCORES))
    uar = overall[overall["metric"] == "uar"].set_index([*ROW, *size])[["ci_low", "ci_high"]]
    table = values.join(uar).reset_index().merge(costs, how="left", on=ROW, validate="one_to_one")
    table["row_kind"] = list(map(kind_of, table["modality"], table["model"]))
    ranked = table[table["row_kind"].isin(["model", "adapted"])]
    places = ranked.groupby(["labels", "protocol", "row_kind"])["uar"].rank(ascending=False, method="min")
    return table.assign(place=places.astype("Int32"))


def kind_of(modality: str, model: str) -> str:
    """What a row is: raters, a control, a model adapted to the tested actor, or a model.

    Examples
    --------
    >>> kind_of("audio", "svm_rbf"), kind_of("human_voice", "human_single"), kind_of("none", "majority")
    ('model', 'human', 'control')
    """
    if modality.startswith("human_"):
        return "human"
    if model in CONTROL_MODELS or modality in (*TEXT_SETS, "none"):
        return "control"
    return "adapted" if CATALOGUE[model].by_actor else "model"

"""A model's predictions as columns that a drift check compares like features."""

import pandas as pd

from cremad.errors import ContractError
from data_contracts.vocabulary import EMOTIONS

EMOTION_OF = {f"p_{emotion}": emotion for emotion in EMOTIONS}
"""Column of probabilities → emotion."""


def prediction_features(predictions: pd.DataFrame) -> pd.DataFrame:
    """One model's predictions for each clip: label, confidence, probability of each emotion.

    Parameters
    ----------
    predictions : DataFrame
        Rows of the `predictions` table of one model, modality, label set and protocol.

    Returns
    -------
    DataFrame
        One row a clip: `clip_id`, `actor`, `prediction_label`, `prediction_confidence` (the highest
        probability) and one `prediction_<emotion>` for each emotion that the model chooses among.

    Raises
    ------
    ContractError
        If a clip has several rows, so that more than one model or protocol is in the table.
    """
    if predictions["clip_id"].duplicated().any():
        raise ContractError(
            "predictions hold several rows of one clip",
            remedy="Select one model, modality, label set and protocol.",
        )
    probabilities = predictions.filter(regex="^p_").dropna(axis="columns", how="all")
    return pd.concat(
        [
            predictions[["clip_id", "actor"]],
            predictions["y_pred"].rename("prediction_label"),
            probabilities.max(axis="columns").rename("prediction_confidence"),
            probabilities.rename(columns=lambda name: name.replace("p_", "prediction_", 1)),
        ],
        axis="columns",
    )


def mean_predictions(predictions: pd.DataFrame) -> pd.DataFrame:
    """One prediction per clip, of clips that were predicted once in each of several repeats of the folds.

    Parameters
    ----------
    predictions : DataFrame
        Rows of the `predictions` table of one row of results, with probabilities.

    Returns
    -------
    DataFrame
        One row a clip: clip_id, actor, the mean of each probability over repeats, and the likeliest y_pred.
    """
    probabilities = [name for name in EMOTION_OF if predictions[name].notna().any()]
    means = predictions.groupby("clip_id", sort=False).agg(
        {"actor": "first"} | dict.fromkeys(probabilities, "mean")
    )
    likeliest = means[probabilities].idxmax(axis="columns").map(EMOTION_OF)
    return means.assign(y_pred=likeliest).reset_index()

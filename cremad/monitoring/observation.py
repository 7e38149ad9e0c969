"""What is compared between windows: a clip's features and its prediction, in one row."""

import pandas as pd

from cremad.monitoring.predictions import prediction_features


def observe(clips: pd.DataFrame, features: pd.DataFrame, predictions: pd.DataFrame) -> pd.DataFrame:
    """Join actor, features and predictions by clip.

    Parameters
    ----------
    clips : DataFrame
        Columns clip_id and actor.
    features : DataFrame
        Column clip_id and numbers.
    predictions : DataFrame
        One model's predictions, one row a clip: columns clip_id, actor, y_pred and probabilities.

    Returns
    -------
    DataFrame
        Clips that have features; a clip without a prediction has gaps there.
    """
    predicted = prediction_features(predictions).drop(columns="actor")
    return (
        clips[["clip_id", "actor"]]
        .merge(features, on="clip_id", validate="one_to_one")
        .merge(predicted, on="clip_id", how="left", validate="one_to_one")
    )

"""Predictions of a stored model for clips that it has never met."""

import pandas as pd

from cremad.artifacts.artifact import Artifact
from cremad.errors import ContractError
from cremad.registry.storage import load_model, read_lineage
from cremad.training.crossvalidation import predict_probabilities


def predict_stored(model: Artifact, features: pd.DataFrame) -> pd.DataFrame:
    """Predict clips by a model that was stored with the columns that it reads.

    Parameters
    ----------
    model : Artifact
        Of `keep_models`.
    features : DataFrame
        Features and sequences indexed by clip id, as `model_inputs` has them; columns that the model does not read
        are passed over.

    Returns
    -------
    DataFrame, indexed as `features`
        p_<emotion> (float32) and y_pred.

    Raises
    ------
    ContractError
        If columns are missing, or the model has changed since it was stored.
    """
    lineage = read_lineage(model)
    columns = lineage["columns"]
    if missing := [column for column in columns if column not in features]:
        raise ContractError(
            f"the model reads {len(missing)} columns that the features lack, such as {missing[0]}",
            path=model.path,
            remedy="Extract the features with the options that the model was trained with.",
        )
    return predict_probabilities(load_model(model), features[columns], lineage["row"]["labels"])

import numpy as np
import pandas as pd
import pytest

from cremad.errors import ContractError
from cremad.monitoring.predictions import prediction_features

PREDICTIONS = pd.DataFrame(
    {
        "clip_id": ["x", "y"],
        "actor": ["1", "2"],
        "model": "svm",
        "y_true": ["sad", "sad"],
        "y_pred": ["anger", "sad"],
        "p_anger": np.float32([0.75, 0.25]),
        "p_happy": np.float32([np.nan, np.nan]),
        "p_sad": np.float32([0.25, 0.75]),
    }
)


def test_label_confidence_and_probabilities_without_the_truth():
    features = prediction_features(PREDICTIONS)
    assert features.to_dict("list") == {
        "clip_id": ["x", "y"],
        "actor": ["1", "2"],
        "prediction_label": ["anger", "sad"],
        "prediction_confidence": [0.75, 0.75],
        "prediction_anger": [0.75, 0.25],
        "prediction_sad": [0.25, 0.75],
    }


def test_two_models_in_one_table_are_refused():
    with pytest.raises(ContractError, match="Select one model"):
        prediction_features(pd.concat([PREDICTIONS, PREDICTIONS]))

"""Predictions become rows of the contract `metrics`, and points of curves."""

import numpy as np
import pandas as pd
import pytest

from cremad.errors import ContractError, UnknownLabelError
from cremad.evaluation.scoring import confusion, precision_recall_points, roc_points, score
from cremad.tables import to_arrow
from data_contracts.contract import load_table
from data_contracts.vocabulary import EMOTIONS
from tests.unit.evaluation.conftest import of_row


def test_rows_fit_the_contract_and_lie_within_their_intervals(predictions):
    metrics = score(predictions)
    to_arrow(metrics, load_table("metrics"))
    assert metrics["ci_low"].le(metrics["value"]).all()
    assert metrics["ci_high"].ge(metrics["value"]).all()
    assert set(metrics["n_clips"]) == {240}
    assert set(metrics["n_actors"]) == {12}
    by_class = metrics[metrics["metric"] == "recall"].set_index("class")["value"]
    uar = metrics[metrics["metric"] == "uar"]["value"].item()
    assert by_class.mean() == pytest.approx(uar)
    assert list(by_class.index) == list(EMOTIONS)


def test_order_of_rows_is_of_no_matter(predictions):
    shuffled = predictions.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(score(predictions), score(shuffled), atol=1e-12)


def test_a_clip_predicted_twice_in_a_fold_is_refused(predictions):
    with pytest.raises(ContractError, match=r"predicts 1 clip\(s\) twice in a fold: clip_00003"):
        score(pd.concat([predictions, predictions[3:4]]))
    assert len(score(pd.concat([predictions, predictions.assign(fold=1)])))


def test_each_row_of_the_table_is_scored_by_itself(predictions):
    perfect = of_row(predictions, learner="perfect", y_pred=predictions["y_true"])
    metrics = score(pd.concat([predictions, perfect]))
    uar = metrics[metrics["metric"] == "uar"].set_index("learner")["value"]
    assert uar["perfect"] == 1.0
    assert uar["simulated"] < 1.0


def test_absent_emotion_and_lone_actor(predictions):
    metrics = score(predictions[predictions["y_true"] != "fear"])
    assert "fear" not in set(metrics["class"].dropna())
    alone = score(predictions[predictions["actor"] == "003"])
    assert alone[["ci_low", "ci_high"]].isna().all(axis=None)


def test_choices_without_probabilities(predictions):
    choices = predictions.assign(**dict.fromkeys([f"p_{emotion}" for emotion in EMOTIONS], np.nan))
    metrics = score(choices)
    assert "uar" in set(metrics["metric"])
    assert not {"auc", "brier"} & set(metrics["metric"])
    assert roc_points(choices).empty


def test_what_is_no_prediction_is_refused(predictions):
    with pytest.raises(UnknownLabelError):
        score(predictions.assign(labels="three"))
    with pytest.raises(ContractError, match="holds no probabilities"):
        score(predictions.assign(p_sad=0.9))


def test_no_predictions_make_an_empty_table(predictions):
    assert score(predictions.head(0)).empty
    assert confusion(predictions.head(0)).empty


def test_confusion_counts_every_clip_and_shares_sum_to_one(predictions):
    table = confusion(predictions)
    assert table["clips"].sum() == 240
    assert table.groupby("y_true")["share"].sum().tolist() == pytest.approx([1.0] * 6)


def test_curves_enclose_the_area_that_is_scored(predictions):
    metrics = score(predictions).set_index(["metric", "class"])["value"]
    for emotion, points in roc_points(predictions).groupby("class"):
        area = np.trapezoid(points["true_positive_rate"], points["false_positive_rate"])
        assert area == pytest.approx(metrics["auc", emotion])
    points = precision_recall_points(predictions)
    shares = predictions["y_true"].value_counts(normalize=True)
    assert points.groupby("class")["prevalence"].first().to_dict() == pytest.approx(shares.to_dict())

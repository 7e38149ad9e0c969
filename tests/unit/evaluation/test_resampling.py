"""Sums over actors give what the metric modules give on clips that are really repeated."""

import numpy as np
import pytest

from cremad.evaluation import calibration, classification, ranking
from cremad.evaluation.resampling import ActorSums
from cremad.evaluation.scoring import actor_sums, probabilities_of
from data_contracts.vocabulary import EMOTIONS


def evaluate_plainly(rows):
    table = probabilities_of(rows, EMOTIONS)
    truth = np.array([EMOTIONS.index(label) for label in rows["y_true"]])
    return (
        classification.evaluate(rows["y_true"], rows["y_pred"], EMOTIONS)
        | ranking.evaluate(table, truth, EMOTIONS)
        | calibration.evaluate(table, truth)
    )


def test_every_score_of_every_resample(predictions):
    weights = np.random.default_rng(3).multinomial(12, [1 / 12] * 12, size=30).astype(float)
    resampled = actor_sums(predictions).score(weights)
    actors = sorted(predictions["actor"].unique())
    for number, row in enumerate(weights):
        times = predictions["actor"].map(dict(zip(actors, row.astype(int), strict=True)))
        plain = evaluate_plainly(predictions.loc[predictions.index.repeat(times)])
        assert {name: values[number] for name, values in resampled.items()} == pytest.approx(
            plain, abs=1e-12, nan_ok=True
        )


def test_without_weights_each_actor_counts_once(predictions):
    assert {name: value.item() for name, value in actor_sums(predictions).score().items()} == pytest.approx(
        evaluate_plainly(predictions), abs=1e-12
    )


def test_averages_need_every_class_in_the_resample():
    # actor 0 says class 0, actor 1 says class 1
    sums = ActorSums(np.array([0, 1]), np.array([0, 0]), np.eye(2)[[0, 0]], np.array([0, 1]), ("happy", "sad"))
    scores = sums.score(np.array([[2.0, 0.0], [1.0, 1.0]]))
    assert np.isnan(scores["recall.sad"][0])
    assert np.isnan(scores["uar"][0])
    assert scores["accuracy"].tolist() == [1.0, 0.5]
    assert scores["uar"][1] == 0.5
    assert np.isnan(scores["auc"][0])
    assert scores["auc"][1] == 0.5
    assert np.isnan(scores["average_precision"][0])


def test_choices_without_probabilities_have_no_scores_of_them():
    sums = ActorSums(np.array([0, 1]), np.array([0, 1]), None, np.array([0, 1]), ("happy", "sad"))
    assert not {"auc", "log_loss", "ece"} & set(sums.score())

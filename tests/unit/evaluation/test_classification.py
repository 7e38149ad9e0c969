"""Scores of chosen labels against hand-computed values and scikit-learn."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from cremad.errors import ContractError, UnknownLabelError
from cremad.evaluation import classification

LABELS = ("anger", "happy", "sad")
TRUTH = ["anger"] * 4 + ["happy"] * 2 + ["sad"] * 2
CHOICE = ["anger", "anger", "anger", "sad", "happy", "anger", "sad", "sad"]
GOLDEN = Path(__file__).parents[2] / "golden" / "classification.json"

pairs = st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1, max_size=40)


def test_confusion_has_truth_in_rows():
    matrix = classification.confusion_matrix(TRUTH, CHOICE, LABELS)
    assert matrix.tolist() == [[3, 0, 1], [1, 1, 0], [0, 0, 2]]


def test_values_by_hand():
    scores = classification.evaluate(TRUTH, CHOICE, LABELS)
    assert scores["uar"] == pytest.approx((3 / 4 + 1 / 2 + 1) / 3)
    assert scores["accuracy"] == pytest.approx(6 / 8)
    assert scores["recall.anger"] == pytest.approx(3 / 4)
    assert scores["precision.sad"] == pytest.approx(2 / 3)
    assert scores["f1.happy"] == pytest.approx(2 * 1 * 0.5 / 1.5)


def test_golden_values():
    assert classification.evaluate(TRUTH, CHOICE, LABELS) == pytest.approx(
        json.loads(GOLDEN.read_text()), abs=1e-12
    )


@given(pairs)
def test_equal_to_scikit_learn(both):
    truth, choice = map(list, zip(*both, strict=True))
    scores = classification.evaluate(truth, choice, LABELS)
    present = sorted(set(truth))
    for average in ("macro", "weighted"):
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            truth, choice, labels=present, average=average, zero_division=0
        )
        assert scores[f"{average}_precision"] == pytest.approx(precision)
        assert scores[f"{average}_f1"] == pytest.approx(f1)
        assert scores["micro_f1"] == pytest.approx(metrics.f1_score(truth, choice, average="micro"))
        assert scores["uar" if average == "macro" else "accuracy"] == pytest.approx(recall)


@given(st.lists(st.sampled_from(LABELS), min_size=1, max_size=20))
def test_identical_labels_score_one_and_absent_classes_nothing(truth):
    scores = classification.evaluate(truth, truth, LABELS)
    for name, value in scores.items():
        label = name.partition(".")[2]
        assert np.isnan(value) if label and label not in truth else value == 1.0


def test_class_never_chosen_has_precision_zero():
    assert classification.evaluate(["anger", "sad"], ["anger", "anger"], LABELS)["precision.sad"] == 0.0


def test_no_clips_have_no_scores():
    assert np.isnan(list(classification.evaluate([], [], LABELS).values())).all()


def test_stack_of_matrices_is_scored_at_once():
    one = classification.confusion_matrix(TRUTH, CHOICE, LABELS)
    stack = np.stack([one, 2 * one, np.eye(3)])
    assert classification.uar(stack) == pytest.approx([0.75, 0.75, 1.0])


def test_unknown_label_is_named():
    with pytest.raises(UnknownLabelError, match="bored"):
        classification.evaluate(["anger"], ["bored"], LABELS)


def test_unequal_lengths_are_refused():
    with pytest.raises(ContractError, match="2 true labels, 1 predicted"):
        classification.evaluate(["anger", "sad"], ["sad"], LABELS)

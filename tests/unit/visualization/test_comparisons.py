"""The best model is read against every other row, from whichever end the pair was written."""

import pandas as pd
import pytest

from cremad.visualization.comparisons import compare_best
from cremad.visualization.scores import ResultTable, Row, Score

PAIR = {
    "labels": "six",
    "protocol": "actor_5fold",
    "permutation_p": 0.01,
    "holm_p": 0.03,
}


def row(modality: str, model: str, uar: float) -> Row:
    return Row("six", "actor_5fold", modality, model, 10, 5, {("uar", None): Score(uar)})


@pytest.fixture
def compared():
    rows = [row("audio", "xgboost", 0.6), row("audio", "svm_rbf", 0.5), row("human_voice", "human_plurality", 0.7)]
    pairs = pd.DataFrame(
        [
            PAIR
            | {"modality": "audio", "model": "xgboost", "other_modality": "audio", "other_model": "svm_rbf"}
            | {
                "uar": 0.6,
                "other_uar": 0.5,
                "uar_difference": 0.1,
                "ci_low": -0.1,
                "ci_high": 0.3,
                "cohens_d": 1.0,
            },
            PAIR
            | {"modality": "human_voice", "model": "human_plurality", "other_modality": "audio"}
            | {"other_model": "xgboost", "uar": 0.7, "other_uar": 0.6, "uar_difference": 0.1}
            | {"ci_low": -0.2, "ci_high": 0.4, "cohens_d": 2.0},
        ]
    )
    (found,) = compare_best(pairs, [ResultTable("six", "actor_5fold", rows)])
    return found


def test_the_best_model_is_compared_with_all_others_the_best_first(compared):
    assert compared.best.model == "xgboost"
    assert compared.others["name"].tolist() == ["Human raters, plurality vote: sound", "SVM, RBF kernel: sound"]


def test_a_pair_from_its_other_end_is_turned(compared):
    turned = compared.others.iloc[0]
    assert (turned["uar_difference"], turned["ci_low"], turned["ci_high"]) == (-0.1, -0.4, 0.2)
    assert (turned["uar"], turned["other_uar"], turned["cohens_d"]) == (0.6, 0.7, -2.0)


def test_no_model_no_comparison():
    table = ResultTable("six", "actor_5fold", [row("text", "text_only", 0.2)])
    assert not list(compare_best(pd.DataFrame(columns=["labels", "protocol"]), [table]))

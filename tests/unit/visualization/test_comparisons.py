"""The best model is read against every other row, from whichever end the pair was written."""

import pandas as pd
import pytest

from cremad.visualization.comparisons import compare_best
from cremad.visualization.scores import ResultTable, Row, Score
from tests.results import rater_columns, row_columns

ROWS = {
    "best": row_columns(learner="xgboost"),
    "second": row_columns(learner="svm_rbf"),
    "raters": rater_columns("voice"),
    "text": row_columns(row_kind="control", features="text", learner="text_only"),
}


def row(name: str, uar: float) -> Row:
    return Row(ROWS[name], 10, 5, {("uar", None): Score(uar)})


def pair(first: str, second: str, **numbers: float) -> dict:
    other = {f"other_{column}": value for column, value in ROWS[second].items()}
    return ROWS[first] | other | {"compared_under": "actor_5fold", "uar_difference": 0.1, "holm_p": 0.03} | numbers


@pytest.fixture
def compared():
    rows = [row("best", 0.6), row("second", 0.5), row("raters", 0.7)]
    ahead = {"uar": 0.6, "other_uar": 0.5, "ci_low": -0.1, "ci_high": 0.3, "cohens_d": 1.0}
    behind = {"uar": 0.7, "other_uar": 0.6, "ci_low": -0.2, "ci_high": 0.4, "cohens_d": 2.0}
    pairs = [pair("best", "second", **ahead), pair("raters", "best", **behind), pair("raters", "second", **behind)]
    (found,) = compare_best(pd.DataFrame(pairs), [ResultTable("six", "actor_5fold", "audio", rows)])
    return found


def test_the_best_model_is_compared_with_all_others_the_best_first(compared):
    assert compared.best.learner == "xgboost"
    assert compared.others["name"].tolist() == ["Human raters, plurality vote: audio", "SVM, RBF kernel: audio"]
    assert compared.title == "XGBoost: audio; six emotions, unseen actors, 5 folds, clips with audio"


def test_a_pair_from_its_other_end_is_turned(compared):
    turned = compared.others.iloc[0]
    assert (turned["uar_difference"], turned["ci_low"], turned["ci_high"]) == (-0.1, -0.4, 0.2)
    assert (turned["uar"], turned["other_uar"], turned["cohens_d"]) == (0.6, 0.7, -2.0)


def test_no_model_no_comparison():
    table = ResultTable("six", "actor_5fold", "audio", [row("text", 0.2)])
    assert not list(compare_best(pd.DataFrame(columns=["row_id", "other_row_id"]), [table]))

"""The leaderboard: ranks by UAR within a kind, protocol, label set and clips; raters and controls without one."""

import pandas as pd

from cremad.experiments.leaderboard import make_leaderboard
from data_contracts.contract import load_table
from data_contracts.conversion import convert
from tests.results import rater_columns, row_columns

NAME = {"run_id": "0" * 12, "corpus": "synthetic"}
SVM = row_columns(learner="svm_rbf")
ROWS = [
    (SVM, 0.5),
    (row_columns(learner="xgboost"), 0.6),
    (row_columns(features="egemaps"), 0.5),
    (row_columns(row_kind="adapted", adaptation="speaker"), 0.7),
    (row_columns(learner="svm_rbf", protocol="random_5fold"), 0.9),
    (row_columns(learner="svm_rbf", clip_set="audio+image"), 0.4),
    (row_columns(row_kind="control", features="text", learner="text_only"), 0.2),
    (row_columns(row_kind="control", features=None, learner="majority"), 0.17),
    (rater_columns("voice"), 0.5),
]


def metrics() -> pd.DataFrame:
    rows = [
        NAME
        | row
        | {"metric": metric, "class": None}
        | {"value": value, "ci_low": value - 0.1, "ci_high": value + 0.1, "n_clips": 10, "n_actors": 5}
        for row, value in ROWS
        for metric in ("uar", "accuracy", "macro_f1")
    ]
    return pd.DataFrame([*rows, rows[0] | {"metric": "recall", "class": "anger", "value": 0.1}])


def costs() -> pd.DataFrame:
    return pd.DataFrame([NAME | SVM | {"fit_s": 1.5, "predict_us": 20.0, "model_bytes": 1000}])


def test_ranks_are_given_within_kind_protocol_labels_and_clips():
    board = convert(make_leaderboard(metrics(), costs()), load_table("leaderboard"))
    rank = board.set_index(["features", "learner", "adaptation", "protocol", "clip_set"])["rank"]
    assert rank.dropna().to_dict() == {
        ("audio", "xgboost", "none", "actor_5fold", "audio"): 1,
        ("audio", "svm_rbf", "none", "actor_5fold", "audio"): 2,
        ("egemaps", "logistic_regression", "none", "actor_5fold", "audio"): 2,
        ("audio", "logistic_regression", "speaker", "actor_5fold", "audio"): 1,
        ("audio", "svm_rbf", "none", "random_5fold", "audio"): 1,
        ("audio", "svm_rbf", "none", "actor_5fold", "audio+image"): 1,
    }


def test_a_line_has_its_scores_and_what_it_cost():
    board = make_leaderboard(metrics(), costs()).set_index("row_id")
    line = board.loc[SVM["row_id"]]
    assert (line["uar"], line["ci_low"], line["accuracy"]) == (0.5, 0.4, 0.5)
    assert (line["fit_s"], line["model_bytes"]) == (1.5, 1000)
    assert board["fit_s"].notna().sum() == 1
    assert len(board) == len(ROWS)


def test_rows_are_selected_by_their_parts():
    board = make_leaderboard(metrics(), costs())
    assert board.query("adaptation == 'speaker'")["uar"].tolist() == [0.7]
    assert board.query("row_kind == 'human'")["raters"].tolist() == ["voice"]


def test_a_run_without_costs_has_a_leaderboard():
    board = make_leaderboard(metrics(), costs().head(0))
    assert len(board) == len(ROWS)
    assert board["fit_s"].isna().all()

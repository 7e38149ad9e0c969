"""The leaderboard: places by UAR within a kind, protocol and label set; raters and controls without one."""

import pandas as pd

from cremad.experiments.leaderboard import kind_of, make_leaderboard
from data_contracts.contract import load_table
from data_contracts.conversion import convert

NAME = {"run_id": "0" * 12, "corpus": "synthetic", "labels": "six"}
ROWS = [
    ("audio", "svm_rbf", "actor_5fold", 0.5),
    ("audio", "xgboost", "actor_5fold", 0.6),
    ("egemaps", "logistic_regression", "actor_5fold", 0.5),
    ("audio", "logistic_regression_by_actor", "actor_5fold", 0.7),
    ("audio", "svm_rbf", "random_5fold", 0.9),
    ("text", "text_only", "actor_5fold", 0.2),
    ("human_voice", "human_plurality", "no_training", 0.5),
]


def metrics() -> pd.DataFrame:
    rows = [
        NAME
        | {"modality": modality, "model": model, "protocol": protocol, "metric": metric, "class": None}
        | {"value": value, "ci_low": value - 0.1, "ci_high": value + 0.1, "n_clips": 10, "n_actors": 5}
        for modality, model, protocol, value in ROWS
        for metric in ("uar", "accuracy", "macro_f1")
    ]
    return pd.DataFrame([*rows, rows[0] | {"metric": "recall", "class": "anger", "value": 0.1}])


def costs() -> pd.DataFrame:
    cost = {"protocol": "actor_5fold", "fit_s": 1.5, "predict_us": 20.0, "model_bytes": 1000}
    return pd.DataFrame([NAME | {"modality": "audio", "model": "svm_rbf"} | cost])


def test_places_are_given_within_kind_protocol_and_labels():
    board = convert(make_leaderboard(metrics(), costs()), load_table("leaderboard"))
    place = board.set_index(["modality", "model", "protocol"])["place"]
    assert place.dropna().to_dict() == {
        ("audio", "xgboost", "actor_5fold"): 1,
        ("audio", "svm_rbf", "actor_5fold"): 2,
        ("egemaps", "logistic_regression", "actor_5fold"): 2,
        ("audio", "logistic_regression_by_actor", "actor_5fold"): 1,
        ("audio", "svm_rbf", "random_5fold"): 1,
    }


def test_a_line_has_its_scores_and_what_it_cost():
    board = make_leaderboard(metrics(), costs()).set_index(["modality", "model", "protocol"])
    line = board.loc[("audio", "svm_rbf", "actor_5fold")]
    assert (line["uar"], line["ci_low"], line["accuracy"]) == (0.5, 0.4, 0.5)
    assert (line["fit_s"], line["model_bytes"]) == (1.5, 1000)
    assert board["fit_s"].notna().sum() == 1
    assert len(board) == len(ROWS)


def test_kinds():
    kinds = [kind_of(modality, model) for modality, model, *_ in ROWS]
    assert kinds == ["model", "model", "model", "adapted", "model", "control", "human"]

"""Rows of results: who stands beside whom, in which order."""

import sqlite3

import pandas as pd

from cremad.visualization.scores import main_tables, result_tables


def test_tables_come_largest_label_set_first_and_unseen_actors_first(metrics):
    tables = result_tables(metrics)
    assert [(table.labels, table.protocol, table.clip_set) for table in tables] == [
        ("six", "actor_5fold", "audio"),
        ("six", "actor_5fold", "audio+image"),
        ("six", "published_evar", "audio"),
        ("six", "clip_5fold", "audio"),
        ("six", "random_5fold", "audio"),
        ("three", "actor_5fold", "audio"),
    ]
    assert main_tables(tables) == [tables[0], tables[1], tables[5]]
    assert main_tables(tables[3:5]) == []


def test_rows_are_best_first_with_raters_among_the_models(metrics):
    table = result_tables(metrics)[0]
    assert [inputs for inputs, _ in table.groups] == ["audio", "image", "audio+image", "text", None]
    for _, rows in table.groups:
        reached = [row.uar.value for row in rows]
        assert reached == sorted(reached, reverse=True)
    kinds = [row.kind for row in table.groups[0][1]]
    assert (kinds.count("human"), kinds.count("control")) == (2, 2)


def test_raters_are_compared_only_with_models_scored_on_the_same_clips(metrics):
    everything, with_video, published, _, random_clips, _ = result_tables(metrics)
    assert everything.raters("face").address == ("six", "no_training", "audio")
    assert with_video.raters("face").address == ("six", "no_training", "audio+image")
    assert {row.columns["features"] for row in published.rows} == {"audio"}
    assert {row.columns["raters"] for row in random_clips.rows} == {None, "voice"}


def test_the_best_is_a_model_and_never_a_control_or_a_rater(metrics):
    table = result_tables(metrics)[0]
    assert table.best("audio").learner == table.best_given("voice").learner == "svm_rbf"
    assert table.best("text") is None
    assert table.raters("voice").learner == "plurality"
    assert table.best_given("both") is None


def test_a_score_is_the_number_of_the_table(metrics):
    row = result_tables(metrics)[0].best("audio")
    wanted = metrics.query(
        "labels == 'six' and learner == 'svm_rbf' and protocol == 'actor_5fold' and metric == 'recall'"
    ).set_index("class")["value"]
    assert row.score("recall", "fear").value == wanted["fear"]
    assert row.score("no_such_metric") is None


def test_the_best_of_audio_is_sought_among_all_features_of_audio(metrics):
    better = metrics[(metrics["learner"] == "xgboost")].copy()
    better[["features", "row_id", "row_kind"]] = ["speech", "f" * 12, "model"]
    better.loc[better["metric"] == "uar", "value"] = 0.99
    table = result_tables(pd.concat([metrics, better]))[0]
    assert table.best_given("voice").name_with_inputs == "XGBoost: audio (speech encoder)"
    assert table.best("audio").learner == "svm_rbf"


def test_features_of_another_time_stand_after_those_that_are_known(metrics):
    changed = metrics.assign(features=metrics["features"].replace("audio", "lip_shapes"))
    table = result_tables(changed)[0]
    assert [inputs for inputs, _ in table.groups] == ["audio", "image", "audio+image", "text", "lip_shapes", None]


def test_rows_are_selected_by_their_parts(metrics):
    with sqlite3.connect(":memory:") as connection:
        metrics.to_sql("metrics", connection)
        asked = "select learner, targets from metrics where adaptation = 'speaker' and metric = 'uar'"
        assert connection.execute(asked).fetchall() == [("logistic_regression", "votes")]


def test_of_too_few_actors_the_table_says_why_it_has_no_intervals(metrics):
    (enough, *_), (few, *_) = result_tables(metrics), result_tables(metrics.assign(n_actors=4))
    assert enough.why_no_intervals == ""
    assert few.why_no_intervals == "No interval: the spread between fewer than 5 actors cannot be told."

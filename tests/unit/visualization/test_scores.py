"""Rows of results: who stands beside whom, in which order."""

from cremad.visualization.scores import main_tables, result_tables


def test_tables_come_largest_label_set_first_and_unseen_actors_first(metrics):
    tables = result_tables(metrics)
    assert [(table.labels, table.protocol) for table in tables] == [
        ("six", "actor_5fold"),
        ("six", "actor_5fold_seen"),
        ("six", "published_evar"),
        ("six", "clip_5fold"),
        ("six", "random_5fold"),
        ("three", "actor_5fold"),
    ]
    assert main_tables(tables) == [tables[0], tables[1], tables[5]]


def test_rows_are_best_first_with_raters_among_the_models(metrics):
    table = result_tables(metrics)[0]
    assert [seen for seen, _ in table.groups] == ["audio", "image", "audio+image", "text", "none"]
    for _, rows in table.groups:
        reached = [row.uar.value for row in rows]
        assert reached == sorted(reached, reverse=True)
    kinds = [row.kind for row in table.groups[0][1]]
    assert (kinds.count("human"), kinds.count("control")) == (2, 2)


def test_raters_stand_beside_models_scored_on_the_same_clips_and_nowhere_else(metrics):
    everything, with_video, published, _, random_clips, _ = result_tables(metrics)
    assert everything.raters("image").protocol == "no_training"
    assert with_video.raters("image").protocol == "no_training_seen"
    assert {row.modality for row in published.rows} == {"audio"}
    assert {row.modality for row in random_clips.rows} == {"audio", "human_voice"}


def test_the_best_is_a_model_and_never_a_control_or_a_rater(metrics):
    table = result_tables(metrics)[0]
    assert table.best("audio").model == "svm_rbf"
    assert table.best("text") is None
    assert table.raters("audio").model == "human_plurality"
    assert table.raters("text") is None


def test_a_score_is_the_number_of_the_table(metrics):
    row = result_tables(metrics)[0].best("audio")
    wanted = metrics.query(
        "labels == 'six' and model == 'svm_rbf' and protocol == 'actor_5fold' and metric == 'recall'"
    ).set_index("class")["value"]
    assert row.score("recall", "fear").value == wanted["fear"]
    assert row.score("no_such_metric") is None

"""What rows are given: features, their distance from the actor, sequences, columns of clips."""

import numpy as np
import pandas as pd
import pytest

from cremad.catalogue.inputs import centre_by_actor, model_inputs
from cremad.catalogue.rows import Row


def row(model, modality="audio", **kinds):
    return Row(
        modality=modality, model=model, protocol="actor_5fold", labels="six", clips_with=("audio",), **kinds
    )


def test_features_by_actor_are_joined_by_their_distance_from_the_mean(clips, features):
    seen = model_inputs(row("logistic_regression_by_actor"), clips, features)
    of_one = seen[clips.set_index("clip_id")["actor"] == "1001"]
    pd.testing.assert_series_equal(of_one["a0_from_actor"], of_one["a0"] - of_one["a0"].mean(), check_names=False)


def test_sequences_come_as_cells_in_the_order_of_the_clips(clips, features):
    shuffled = clips.sample(frac=1, random_state=0)
    seen = model_inputs(row("network_gru", frames=("log_mel",)), shuffled, features)
    assert list(seen) == ["log_mel"]
    assert list(seen.index) == list(shuffled["clip_id"])
    assert seen["log_mel"].iloc[3] is features["log_mel"]["log_mel"][seen.index[3]]


def test_sequences_by_actor_have_no_mean_over_all_frames_of_an_actor():
    cells = pd.Series(
        [np.ones((1, 2), np.float32), 4 * np.ones((2, 2), np.float32), np.zeros((1, 2))], dtype=object
    )
    centred = centre_by_actor(cells, pd.Series(["a", "a", "b"]))
    assert [each[:, 0].tolist() for each in centred] == [[-2.0], [1.0, 1.0], [0.0]]


def test_images_are_not_centred():
    cells = pd.Series([np.full((1, 2, 2), 7, np.uint8)], dtype=object)
    assert centre_by_actor(cells, pd.Series(["a"]))[0] is cells[0]


@pytest.mark.parametrize(("model", "columns"), [("majority", []), ("duration_only", ["duration_s"])])
def test_a_column_of_clips_or_nothing(model, columns, clips, features):
    assert list(model_inputs(row(model, "none"), clips, features)) == columns

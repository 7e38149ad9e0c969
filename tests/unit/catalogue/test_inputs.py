"""Model inputs: features, their distance from the speaker, sequences, columns of clips."""

import numpy as np
import pandas as pd
import pytest

from cremad.catalogue.inputs import model_inputs, normalise_by_speaker
from tests.unit.conftest import spec_of


def test_speaker_normalised_features_include_their_distance_from_the_speakers_mean(clips, features):
    inputs = model_inputs(spec_of("logistic_regression", adaptation="speaker"), clips, features)
    assert inputs["a5"].equals(features["audio"]["a5"].loc[inputs.index])
    of_one = inputs[clips.set_index("clip_id")["actor"] == "1001"]
    pd.testing.assert_series_equal(of_one["a0_from_actor"], of_one["a0"] - of_one["a0"].mean(), check_names=False)


def test_corpus_normalised_features_have_mean_0_and_deviation_1(clips, features):
    inputs = model_inputs(spec_of("logistic_regression", adaptation="corpus"), clips, features)
    assert list(inputs) == list(features["audio"].select_dtypes("number"))
    np.testing.assert_allclose(inputs.mean(), 0, atol=1e-12)
    np.testing.assert_allclose(inputs.std(ddof=0), 1)


def test_sequences_come_as_cells_in_the_order_of_the_clips(clips, features):
    shuffled = clips.sample(frac=1, random_state=0)
    inputs = model_inputs(spec_of("network_gru"), shuffled, features)
    assert list(inputs) == ["log_mel"]
    assert list(inputs.index) == list(shuffled["clip_id"])
    assert inputs["log_mel"].iloc[3] is features["log_mel"]["log_mel"][inputs.index[3]]


def test_speaker_normalised_sequences_have_no_mean_over_all_frames_of_an_actor():
    cells = pd.Series(
        [np.ones((1, 2), np.float32), 4 * np.ones((2, 2), np.float32), np.zeros((1, 2))], dtype=object
    )
    centred = normalise_by_speaker(cells, pd.Series(["a", "a", "b"]))
    assert [each[:, 0].tolist() for each in centred] == [[-2.0], [1.0, 1.0], [0.0]]


def test_images_are_not_centred():
    cells = pd.Series([np.full((1, 2, 2), 7, np.uint8)], dtype=object)
    assert normalise_by_speaker(cells, pd.Series(["a"]))[0] is cells[0]


@pytest.mark.parametrize(("learner", "columns"), [("majority", []), ("duration_only", ["duration_s"])])
def test_a_column_of_clips_or_nothing(learner, columns, clips, features):
    assert list(model_inputs(spec_of(learner), clips, features)) == columns

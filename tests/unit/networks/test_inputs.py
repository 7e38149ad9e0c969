"""What a network is given: scaled as training clips bid, masked where a clip lacks it."""

import numpy as np
import pandas as pd
import pytest

torch = pytest.importorskip("torch")

from cremad.errors import ContractError  # noqa: E402
from cremad.networks import inputs  # noqa: E402
from cremad.networks.inputs import input_shapes, learn_scaling, read_samples  # noqa: E402
from cremad.training.samples import MappedSamples  # noqa: E402


def column(*cells):
    return pd.Series(cells, list("abc"), dtype=object)


@pytest.fixture
def X():
    """Clip b cannot be seen, clip c not heard, and one of its features is missing."""
    return pd.DataFrame(
        {
            "f0": [1.0, 3.0, np.nan],
            "log_mel": column(np.float32([[0, 4], [2, 4]]), np.float32([[4, 4]]), None),
            "face": column(np.full((2, 1, 2), 7, np.uint8), None, np.full((1, 1, 2), 9, np.uint8)),
            "gain": [5.0, 5.0, np.nan],
        },
        index=list("abc"),
    )


def samples_of(X, train=None):
    shapes = input_shapes(X if train is None else train)
    return read_samples(X, shapes, learn_scaling(X if train is None else train, shapes))


def test_shapes_are_those_of_a_frame(X):
    assert input_shapes(X) == {"features": (2,), "log_mel": (2,), "face": (1, 2)}
    assert input_shapes(X.to_numpy()) == {"features": (4,)}
    assert input_shapes(X[["face"]]) == {"face": (1, 2)}


def test_scaling_by_hand(X):
    scaling = learn_scaling(X, input_shapes(X))
    assert scaling["features"].tolist() == [[2, 5], [1, 1]]
    np.testing.assert_allclose(scaling["log_mel"], [[2, 4], [np.sqrt(8 / 3), 1]])
    assert "face" not in scaling


def test_inputs_by_hand(X):
    samples = samples_of(X)
    assert samples.inputs["features"].tolist() == [[-1, 0], [1, 0], [0, 0]]
    assert samples.masks["features"].tolist() == [[True], [True], [False]]
    apart = np.sqrt(1.5)
    told = [[[-apart, 0], [0, 0]], [[apart, 0], [0, 0]], [[0, 0], [0, 0]]]
    np.testing.assert_allclose(samples.inputs["log_mel"], told, rtol=1e-6)
    assert samples.masks["log_mel"].tolist() == [[True, True], [True, False], [False, False]]
    assert samples.inputs["face"].tolist() == [[[[7, 7]], [[7, 7]]], [[[0, 0]], [[0, 0]]], [[[9, 9]], [[0, 0]]]]
    assert samples.inputs["face"].dtype == torch.uint8


def test_clips_to_predict_do_not_move_the_scale(X):
    assert samples_of(X[1:2], train=X).inputs["features"].tolist() == [[1, 0]]


@pytest.mark.parametrize("gone", [None, np.nan])
def test_input_that_no_clip_has_is_masked(X, gone):
    told = samples_of(X.assign(f0=np.nan, gain=np.nan, log_mel=gone), train=X)
    assert not told.masks["features"].any()
    assert not told.masks["log_mel"].any()
    assert told.inputs["log_mel"].shape == (3, 1, 2)
    assert told.inputs["features"].tolist() == np.zeros((3, 2)).tolist()


def test_feature_that_no_training_clip_has_says_nothing(X):
    train = X.assign(gain=np.nan)
    assert samples_of(X, train=train).inputs["features"][:2, 1].tolist() == [5, 5]
    assert learn_scaling(train, input_shapes(train))["features"][:, 1].tolist() == [0, 1]


def test_many_clips_are_read_batch_by_batch(X, monkeypatch):
    loaded = samples_of(X)
    monkeypatch.setattr(inputs, "IN_MEMORY_BYTES", 10)
    mapped = samples_of(X)
    assert isinstance(mapped, MappedSamples)
    batch = mapped.take([2, 0])
    for name, values in batch.inputs.items():
        assert torch.equal(values, loaded.inputs[name][[2, 0]])


def test_columns_that_hold_no_alike_sequences_are_refused(X):
    with pytest.raises(ContractError, match="have log_mel of 0 shapes"):
        input_shapes(X[2:])
    X["log_mel"] = column(np.zeros((1, 2)), np.zeros((1, 3)), None)
    with pytest.raises(ContractError, match=r"log_mel of 2 shapes: \[\(2,\), \(3,\)\]"):
        input_shapes(X)

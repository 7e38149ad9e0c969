"""Clips of unlike lengths, in memory and read as they are needed: the same batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.errors import ContractError

torch = pytest.importorskip("torch")

from cremad.training.samples import MappedSamples  # noqa: E402

FILM = [np.full((frames, 2, 2), frames, np.uint8) for frames in (3, 1, 2)]


def equal(one, other):
    for side in ("inputs", "masks"):
        assert getattr(one, side).keys() == getattr(other, side).keys()
        assert all(torch.equal(tensor, getattr(other, side)[name]) for name, tensor in getattr(one, side).items())
    return torch.equal(one.targets, other.targets) and torch.equal(one.weights, other.weights)


def test_a_batch_is_as_long_as_its_longest_clip_and_lacks_are_masked():
    cells = {"features": [np.array([1.0, 2.0]), None, np.array([5.0, 6.0])], "face": [*FILM[:2], None]}
    batch = MappedSamples(cells, np.eye(3), weights=[1, 2, 3]).load().take([1, 2])
    assert batch.inputs["features"].tolist() == [[0, 0], [5, 6]]
    assert batch.masks["features"].tolist() == [[False], [True]]
    assert batch.inputs["face"].tolist() == [[[[1, 1], [1, 1]]], [[[0, 0], [0, 0]]]]
    assert batch.masks["face"].tolist() == [[True], [False]]
    assert (batch.inputs["features"].dtype, batch.inputs["face"].dtype) == (torch.float32, torch.uint8)
    assert batch.targets.tolist() == [[0, 1, 0], [0, 0, 1]]
    assert batch.weights.tolist() == [2, 3]


@given(lengths=st.lists(st.none() | st.integers(0, 6), min_size=1, max_size=8), data=st.data())
def test_read_or_in_memory_a_batch_is_the_same(lengths, data):
    rng = np.random.default_rng(0)
    cells = [None if length is None else rng.normal(size=(length, 2)).astype(np.float32) for length in lengths]
    rows = data.draw(st.lists(st.integers(0, len(cells) - 1), min_size=1, max_size=8))
    mapped = MappedSamples({"mfcc": cells}, np.eye(len(cells)), shapes={"mfcc": (2,)})
    assert equal(mapped.take(rows), mapped.load().take(rows))


def test_what_is_done_to_a_batch_leaves_the_clips_alone(samples):
    loaded = samples.load()
    for source in (samples, loaded):
        source.take([3, 4]).inputs["log_mel"].zero_()
        assert source.take([3]).inputs["log_mel"].abs().sum() > 0


def test_other_targets_leave_the_clips_as_they_are(samples):
    for source in (samples, samples.load()):
        other = source.with_targets(torch.zeros(40, 2))
        assert source.targets.shape == (40, 3)
        assert torch.equal(other.take([3]).inputs["log_mel"], source.take([3]).inputs["log_mel"])
        assert other.take([3]).targets.tolist() == [[0, 0]]


def test_only_the_clips_of_a_batch_are_read():
    class Column(list):
        def __getitem__(self, row):
            read.append(row)
            return super().__getitem__(row)

    read = []
    mapped = MappedSamples({"face": Column(FILM)}, np.eye(3))
    read.clear()
    mapped.take([2])
    assert read == [2]


def test_a_modality_that_nobody_has_needs_a_shape():
    lacking = {"features": [None, None], "log_mel": [None, None]}
    batch = MappedSamples(lacking, np.eye(2), shapes={"features": (5,), "log_mel": (4,)}).take([0, 1])
    assert {name: tuple(values.shape) for name, values in batch.inputs.items()} == {
        "features": (2, 5),
        "log_mel": (2, 1, 4),
    }
    assert not any(mask.any() for mask in batch.masks.values())
    with pytest.raises(ContractError, match="no clip has features"):
        MappedSamples(lacking, np.eye(2))


def test_a_cell_too_few_is_refused():
    with pytest.raises(ContractError, match="3 cells of face for 2 clips"):
        MappedSamples({"face": FILM}, np.eye(2))

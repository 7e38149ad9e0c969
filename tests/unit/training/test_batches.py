"""Every clip once an epoch, changed in a way that seed, epoch and step decide and threads do not."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cremad.augmentation import image

torch = pytest.importorskip("torch")

from cremad.training.batches import ahead, apply_to_grey, augment, batches, deal  # noqa: E402
from cremad.training.options import TrainingOptions  # noqa: E402
from cremad.training.samples import MappedSamples  # noqa: E402

RNG = np.random.default_rng(0)


@given(st.integers(1, 200), st.integers(1, 50), st.integers(0, 9))
def test_an_epoch_holds_every_clip_once_in_even_batches(clips, batch, epoch):
    dealt = deal(clips, batch, 0, epoch)
    sizes = [len(rows) for rows in dealt]
    assert sorted(np.concatenate(dealt)) == list(range(clips))
    assert max(sizes) <= batch
    assert max(sizes) - min(sizes) <= 1


def test_each_epoch_and_seed_has_an_order_of_its_own():
    orders = {tuple(np.concatenate(deal(50, 8, seed, epoch))) for seed in (0, 1) for epoch in (0, 1)}
    assert len(orders) == 4


@pytest.mark.parametrize("workers", [1, 3])
def test_threads_change_neither_batches_nor_their_order(samples, workers):
    options = TrainingOptions(batch=8, mixup=0.3, spec_augment=True, accumulation=2)
    one = list(batches(samples, options, seed=1, epoch=2))
    other = list(batches(samples, options.model_copy(update={"workers": workers}), seed=1, epoch=2))
    assert [len(parts) for parts in one] == [2] * 5
    for part, same in zip(chain(*one), chain(*other), strict=True):
        assert torch.equal(part.inputs["log_mel"], same.inputs["log_mel"])
        assert torch.equal(part.targets, same.targets)


def test_what_fails_in_a_thread_is_raised():
    with pytest.raises(ZeroDivisionError):
        list(ahead(lambda item: 1 / item, [1, 0], 2))


def test_masks_differ_from_clip_to_clip_and_leave_padding_and_the_source_alone():
    cells = [RNG.normal(size=(frames, 40)).astype(np.float32) for frames in (60, 80)]
    source = MappedSamples({"log_mel": cells}, np.eye(2))
    options, rows = TrainingOptions(spec_augment=True), [0, 1]
    first, again, other = source.take(rows), source.take(rows), source.take(rows)
    for batch, seed in ((first, 0), (again, 0), (other, 1)):
        augment(batch, options, np.random.default_rng(seed))
    values, plain = first.inputs["log_mel"], source.take(rows).inputs["log_mel"]
    assert torch.equal(values, again.inputs["log_mel"])
    assert not torch.equal(values, other.inputs["log_mel"])
    changed = values != plain
    assert all(0 < each.float().mean() < 0.4 for each in changed)
    assert not values[0, 60:].any()
    # the mean of the clip's own frames stands in the gap, not one that padding has drawn to 0
    assert values[0][changed[0]].unique().tolist() == pytest.approx([cells[0].mean()], rel=1e-4)


@pytest.mark.parametrize("kind", image.KINDS)
def test_all_frames_of_a_film_change_alike_and_as_a_picture_does(kind):
    film = RNG.integers(0, 256, (5, 24, 20), dtype=np.uint8)
    draw = image.draw(kind, np.random.default_rng(1), image.ImageRanges())
    got = apply_to_grey(draw, film)
    assert (got.shape, got.dtype) == (film.shape, film.dtype)
    if kind == "color":
        same = apply_to_grey(draw, film[:, ::-1])[:, ::-1]
        assert np.array_equal(got, same)
        assert (np.diff(got.ravel()[film.ravel().argsort()].astype(int)) >= 0).all()
    else:
        pictures = [image.apply(draw, np.repeat(frame[..., None], 3, 2))[..., 0] for frame in film]
        assert np.array_equal(got, pictures)


def test_one_grey_frame_is_a_film_too():
    film = RNG.integers(0, 256, (1, 24, 20), dtype=np.uint8)
    batch = MappedSamples({"face": [film]}, [[1.0]]).take([0])
    for seed in range(5):
        augment(batch, TrainingOptions(face_augment=True), np.random.default_rng(seed))
    assert batch.inputs["face"].shape == (1, 1, 24, 20)
    assert not np.array_equal(batch.inputs["face"][0], film)

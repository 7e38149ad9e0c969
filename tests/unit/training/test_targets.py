"""Targets by hand, and against torch where torch has the same."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from cremad.training.options import TrainingOptions  # noqa: E402
from cremad.training.samples import MappedSamples  # noqa: E402
from cremad.training.targets import (  # noqa: E402
    class_weights,
    mix_up,
    soft_targets,
    weighed_targets,
)

cross_entropy = partial(torch.nn.functional.cross_entropy, reduction="sum")

LOGITS = torch.tensor([[2.0, -1.0, 0.5], [0.0, 0.3, 0.1], [-1.0, 4.0, 0.0], [0.2, 0.1, 3.0]])
LABELS = np.array([0, 0, 1, 2])
SOURCE = MappedSamples({}, np.eye(3)[LABELS])


def test_votes_move_labels_and_their_lack_does_not():
    votes = np.array([[3.0, 1.0, 0.0], [np.nan] * 3, [0.0, 0.0, 0.0], [0.0, 0.0, 5.0]])
    got = soft_targets(LABELS, 3, votes, 0.4)
    assert got == pytest.approx(np.array([[0.9, 0.1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]]))
    assert got.dtype == np.float32
    assert np.array_equal(soft_targets(LABELS, 3, None, 0.4), np.eye(3)[LABELS])


def test_all_classes_have_the_same_weight():
    weights = class_weights(SOURCE)
    assert weights.tolist() == pytest.approx([2 / 3, 4 / 3, 4 / 3])
    mass = (SOURCE.targets * weights).sum(0)
    assert mass.tolist() == pytest.approx([4 / 3] * 3)


def test_a_class_without_clips_has_weight_zero():
    assert class_weights(MappedSamples({}, np.eye(3)[[0, 0, 1, 1]])).tolist() == [1, 1, 0]


def test_the_loss_is_torchs_with_smoothing_and_class_weights():
    options = TrainingOptions(label_smoothing=0.1)
    ours = cross_entropy(LOGITS, weighed_targets(SOURCE, options)) / 4
    theirs = torch.nn.functional.cross_entropy(
        LOGITS, SOURCE.targets, weight=class_weights(SOURCE), label_smoothing=0.1
    )
    assert ours.item() == pytest.approx(theirs.item(), rel=1e-6)


def test_a_clip_of_weight_two_counts_as_two_clips():
    options = TrainingOptions()
    heavy = replace(SOURCE.load(), weights=torch.tensor([1.0, 1, 2, 1]))
    twice = SOURCE.load().take([0, 1, 2, 2, 3])
    one = cross_entropy(LOGITS, weighed_targets(heavy, options))
    other = cross_entropy(LOGITS[[0, 1, 2, 2, 3]], weighed_targets(twice, options))
    assert one.item() == pytest.approx(other.item(), rel=1e-6)


class Chance:
    """Shares and partners that a test decides."""

    def beta(self, a, b, size):
        return np.full(size, 0.75)

    def permutation(self, n):
        return np.arange(n)[::-1].copy()


def test_clips_are_mixed_where_both_have_frames():
    cells = {"mfcc": [np.full((1, 1), 4.0), np.full((2, 1), 8.0)], "face": [np.full((1, 1, 1), 8, np.uint8), None]}
    mixed = mix_up(MappedSamples(cells, np.eye(2)).load(), 0.2, Chance())
    assert mixed.inputs["mfcc"][..., 0].tolist() == [[5, 8], [7, 8]]
    assert mixed.masks["mfcc"].all()
    assert mixed.inputs["face"].flatten().tolist() == [8, 8]
    assert mixed.targets.tolist() == [[0.75, 0.25], [0.25, 0.75]]


def test_mixing_leaves_what_neither_clip_has_masked_and_zero(samples):
    batch = samples.take(range(6, 12))
    mixed = mix_up(batch, 0.3, np.random.default_rng(0))
    assert mixed.targets.sum().item() == pytest.approx(6)
    for name, mask in mixed.masks.items():
        assert not mixed.inputs[name][~mask.expand(mixed.inputs[name].shape[:2])].any()

"""Pooling by hand, and what padding may not do to it."""

import pytest
import torch

from cremad.networks.pooling import AttentionPooling, MeanPooling, make_pooling

FRAMES = torch.tensor([[[1.0, 10.0], [3.0, 30.0], [99.0, 99.0]]])
MASK = torch.tensor([[True, True, False]])


def test_mean_over_the_frames_that_there_are():
    assert MeanPooling()(FRAMES, MASK).tolist() == [[2.0, 20.0]]


def test_attention_weights_frames_by_its_scores():
    pooling = AttentionPooling(2)
    # the score of a frame is tanh of its first entry over 10
    pooling.score[0].weight.data = torch.tensor([[0.1, 0.0], [0.0, 0.0]])
    pooling.score[0].bias.data.zero_()
    pooling.score[2].weight.data = torch.tensor([[1.0, 0.0]])
    weights = torch.tensor([0.1, 0.3]).tanh().softmax(0)
    assert pooling(FRAMES, MASK)[0, 0].item() == pytest.approx((weights * torch.tensor([1.0, 3.0])).sum().item())


@pytest.mark.parametrize("kind", ["mean", "attention"])
def test_a_clip_without_frames_is_zero_and_has_a_gradient(kind):
    frames = FRAMES.clone().requires_grad_()
    pooled = make_pooling(kind, 2)(frames, torch.zeros_like(MASK))
    pooled.sum().backward()
    assert pooled.tolist() == [[0.0, 0.0]]
    assert torch.isfinite(frames.grad).all()


@pytest.mark.parametrize("kind", ["mean", "attention"])
def test_no_gradient_reaches_frames_that_are_not_there(kind):
    frames = FRAMES.clone().requires_grad_()
    make_pooling(kind, 2)(frames, MASK).sum().backward()
    assert frames.grad[MASK].any()
    assert not frames.grad[~MASK].any()

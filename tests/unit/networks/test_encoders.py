"""From features, frames of audio and faces to one vector a clip."""

import math

import pytest

torch = pytest.importorskip("torch")

from cremad.networks.architecture import ArchitectureOptions  # noqa: E402
from cremad.networks.encoders import (  # noqa: E402
    READERS,
    Convolutions,
    DenseEncoder,
    attend,
    make_attention,
)
from cremad.networks.faces import FaceEncoder, even_light  # noqa: E402
from cremad.networks.normalisation import FrameNorm  # noqa: E402

OPTIONS = ArchitectureOptions(width=8, heads=2, depth=2, kernel=3, dropout=0.0)


def masked(*lengths: int, frames: int) -> torch.Tensor:
    return torch.arange(frames) < torch.tensor(lengths).unsqueeze(1)


def test_batch_statistics_are_those_of_the_frames_that_there_are():
    norm, frames, mask = FrameNorm("batch", 1), torch.tensor([[[1.0], [3.0], [90.0]]]), masked(2, frames=3)
    torch.testing.assert_close(norm(frames, mask), torch.tensor([[[-1.0], [1.0], [0.0]]]))
    assert norm.norm.running_mean.item() == pytest.approx(0.1 * 2)
    assert norm.norm.running_var.item() == pytest.approx(0.9 * 1 + 0.1 * 2)


def test_a_single_frame_is_normalised_by_the_running_statistics():
    norm = FrameNorm("batch", 1)
    normal = norm(torch.tensor([[[3.0], [90.0]]]), masked(1, frames=2))
    torch.testing.assert_close(normal, torch.tensor([[[3.0], [0.0]]]), atol=1e-4, rtol=0)
    assert norm.norm.running_mean.item() == 0


@pytest.mark.parametrize("norm", ["batch", "layer", "none"])
def test_features_that_a_clip_lacks_do_not_change_the_others(norm):
    torch.manual_seed(0)
    encoder = DenseEncoder(5, OPTIONS.model_copy(update={"norm": norm}))
    features, mask = torch.randn(6, 5), torch.tensor([[True]] * 4 + [[False]] * 2)
    alone, beside = encoder(features[:4], mask[:4]), encoder(features, mask)
    assert beside.shape == (6, 8)
    torch.testing.assert_close(alone, beside[:4])


def test_a_convolution_sees_zeros_beyond_the_end():
    """A residual layer with a kernel of ones adds up each frame and its two neighbours."""
    layer = Convolutions(ArchitectureOptions(width=4, heads=2, depth=1, kernel=3, norm="none", dropout=0.0))
    torch.nn.init.zeros_(layer.convolutions[0].bias)
    with torch.no_grad():
        layer.convolutions[0].weight.copy_(torch.eye(4).unsqueeze(-1).expand(4, 4, 3))
    frames = torch.tensor([1.0, 2.0, 4.0, 70.0]).view(1, 4, 1).expand(1, 4, 4)
    heard = layer(frames, masked(3, frames=4))
    assert heard[0, :, 0].tolist() == [1 + 3, 2 + 7, 4 + 6, 0]


@pytest.mark.parametrize("kind", READERS)
def test_each_clip_is_read_as_if_it_were_alone(kind):
    torch.manual_seed(0)
    reader, frames, lengths = READERS[kind](OPTIONS).eval(), torch.randn(3, 7, 8), (7, 1, 4)
    together = reader(frames, masked(*lengths, frames=7))
    for clip, length in enumerate(lengths):
        alone = reader(frames[clip : clip + 1, :length], masked(length, frames=length))
        torch.testing.assert_close(together[clip : clip + 1, :length], alone)
        assert not together[clip, length:].any()


@pytest.mark.parametrize("kind", READERS)
def test_readers_hear_the_order_of_frames(kind):
    torch.manual_seed(0)
    reader, frames, mask = READERS[kind](OPTIONS).eval(), torch.randn(1, 6, 8), masked(6, frames=6)
    assert not torch.allclose(reader(frames, mask).mean(1), reader(frames.flip(1), mask).mean(1), atol=1e-4)


def test_attention_has_no_part_in_tokens_that_are_not_there():
    torch.manual_seed(0)
    layer, tokens, mask = make_attention(OPTIONS), torch.randn(2, 3, 8), masked(2, 0, frames=3)
    changed = tokens.masked_fill(~mask.unsqueeze(-1), 9.0)
    torch.testing.assert_close(attend(layer, tokens, mask)[mask], attend(layer, changed, mask)[mask])
    assert attend(layer, tokens, mask).isfinite().all()


def test_faces_are_normalised_in_brightness():
    faces = torch.tensor([[[0, 200]], [[50, 150]], [[90, 90]]], dtype=torch.uint8)
    half = math.sqrt(0.5)
    expected = [[[-half, half]], [[-half, half]], [[0.0, 0.0]]]
    torch.testing.assert_close(even_light(faces), torch.tensor(expected))


@pytest.mark.parametrize("norm", ["batch", "layer", "none"])
def test_faces_of_a_clip_are_pooled_and_none_make_zero(norm):
    torch.manual_seed(0)
    options = OPTIONS.model_copy(update={"norm": norm, "pooling": "mean"})
    encoder = FaceEncoder((20, 17), options).eval()
    faces, lengths = torch.randint(0, 255, (3, 3, 20, 17), dtype=torch.uint8), (3, 0, 2)
    pooled = encoder(faces, masked(*lengths, frames=3))
    for clip, length in enumerate(lengths):
        alone = [encoder(faces[[clip], frame : frame + 1], masked(1, frames=1))[0] for frame in range(length)]
        expected = torch.stack(alone).mean(0) if alone else torch.zeros(8)
        torch.testing.assert_close(pooled[clip], expected)
    assert not encoder(faces, masked(0, 0, 0, frames=3)).any()


def test_layers_of_a_transformer_begin_with_weights_of_their_own():
    first, second = READERS["transformer"](OPTIONS).encoder.layers
    assert not torch.equal(first.linear1.weight, second.linear1.weight)

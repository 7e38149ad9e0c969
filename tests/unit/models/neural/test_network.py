"""Every kind of network: padding changes nothing, a modality may be gone, ten clips are learnt by heart."""

import pytest
import torch

from cremad.models.neural.architecture import ArchitectureOptions
from cremad.models.neural.encoders import draw_together, places
from cremad.models.neural.network import build_network, describe_network

SHAPES = {"features": (7,), "log_mel": (6,), "face": (16, 12)}
ENCODERS = ["cnn", "lstm", "gru", "transformer", "cnn_gru"]
SMALL = {"width": 8, "heads": 2, "stride": 2}


def options(**changes):
    return ArchitectureOptions(**SMALL | changes)


def clips(shapes, count=10, seed=0):
    """Inputs and masks of clips of three to seven frames."""
    draw = torch.Generator().manual_seed(seed)
    lengths = torch.randint(3, 8, (count,), generator=draw)
    inputs, masks = {}, {}
    for name, shape in shapes.items():
        frames = torch.arange(8) < (lengths[:, None] if name != "features" else 0)
        masks[name] = torch.ones(count, 1, dtype=torch.bool) if name == "features" else frames
        size = (count, *shape) if name == "features" else (count, 8, *shape)
        inputs[name] = torch.randn(size, generator=draw)
        if name == "face":
            inputs[name] = (inputs[name] * 40 + 128).clamp(0, 255).byte()
        if name != "features":
            inputs[name][~masks[name]] = 0
    return inputs, masks


def pad(inputs, masks, more=5):
    """The same clips with more padding, which holds rubbish."""
    longer, wider = dict(inputs), dict(masks)
    for name in inputs.keys() - {"features"}:
        rubbish = torch.full((len(inputs[name]), more, *inputs[name].shape[2:]), 77).to(inputs[name].dtype)
        longer[name] = torch.cat([inputs[name], rubbish], 1)
        wider[name] = torch.cat([masks[name], torch.zeros(len(masks[name]), more, dtype=torch.bool)], 1)
    return longer, wider


@pytest.mark.parametrize("norm", ["batch", "layer", "none"])
@pytest.mark.parametrize("encoder", ENCODERS)
def test_padding_changes_nothing_in_training_or_after(encoder, norm):
    shapes = {"log_mel": (6,), "face": (16, 12)}
    network = build_network(options(encoder=encoder, norm=norm, dropout=0, modality_dropout=0), shapes, 3, 0)
    given = clips(shapes)
    for mode in (True, False):
        network.train(mode)
        torch.testing.assert_close(network(*given), network(*pad(*given)), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("fusion", ["early", "attention"])
@pytest.mark.parametrize("gone", [{"features"}, {"log_mel"}, {"face"}, {"features", "face"}, set(SHAPES)])
def test_a_modality_that_is_gone_is_not_looked_at(fusion, gone):
    network = build_network(options(fusion=fusion, dropout=0), SHAPES, 3, 0).eval()
    inputs, masks = clips(SHAPES)
    for name in gone:
        masks[name] = torch.zeros_like(masks[name])
    without = network(inputs, masks)
    for name in gone:
        inputs[name] = torch.ones_like(inputs[name])
    torch.testing.assert_close(network(inputs, masks), without)
    assert torch.isfinite(without).all()


def test_modality_dropout_leaves_every_clip_something():
    network = build_network(options(modality_dropout=0.9, dropout=0), SHAPES, 3, 0)
    logits = network(*clips(SHAPES))
    logits.sum().backward()
    assert torch.isfinite(logits).all()
    assert all(torch.isfinite(each.grad).all() for each in network.parameters() if each.grad is not None)


@pytest.mark.parametrize(
    ("encoder", "name"), [*((each, "log_mel") for each in ENCODERS), ("cnn", "features"), ("cnn", "face")]
)
def test_ten_clips_are_learnt_by_heart(encoder, name):
    shapes = {name: SHAPES[name]}
    network = build_network(options(encoder=encoder, dropout=0, width=16), shapes, 2, 0)
    given, truth = clips(shapes), torch.arange(10) % 2
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(60):
        loss = torch.nn.functional.cross_entropy(network(*given), truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    network.eval()
    assert torch.nn.functional.cross_entropy(network(*given), truth) < 0.1


def test_a_seed_gives_the_weights_and_leaves_the_generator():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first, second, other = (build_network(options(), SHAPES, 3, seed).state_dict() for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["head.weight"], other["head.weight"])


def test_parts_are_described_with_their_numbers():
    network = build_network(options(depth=1, norm="none"), {"features": (7,)}, 3, 0)
    table = describe_network(network).set_index("part")
    assert table.loc["encoders.features.layers.0", "weights"] == {"weight": (8, 7), "bias": (8,)}
    assert table["parameters"].to_dict() == {"encoders.features.layers.0": 64, "head": 27}


def test_frames_are_drawn_together_by_hand():
    frames = torch.tensor([[[1.0], [2.0], [3.0]], [[4.0], [9.0], [9.0]]])
    mask = torch.tensor([[True, True, True], [True, False, False]])
    drawn, there = draw_together(frames, mask, 2)
    assert drawn.tolist() == [[[1, 2], [3, 0]], [[4, 0], [0, 0]]]
    assert there.tolist() == [[True, True], [True, False]]


def test_places_are_sines_and_cosines():
    table = places(3, 4)
    assert table[0].tolist() == [0, 1, 0, 1]
    torch.testing.assert_close(table[2, 0], torch.tensor(2.0).sin())
    torch.testing.assert_close(table[2, 3], torch.tensor(0.02).cos())

"""Every kind of network: padding changes nothing, a modality may be gone, ten clips are learnt by heart."""

import pytest
import torch
from pydantic import ValidationError

from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.encoders import draw_together, places
from cremad.networks.network import build_network, describe_network

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


@pytest.mark.parametrize("norm", ["batch", "layer"])
@pytest.mark.parametrize("encoder", ENCODERS)
def test_padding_changes_neither_gradients_nor_running_statistics(encoder, norm):
    learnt = []
    for change in (lambda *given: given, pad):
        network = build_network(options(encoder=encoder, norm=norm, dropout=0, modality_dropout=0), SHAPES, 3, 0)
        network(*change(*clips(SHAPES))).square().sum().backward()
        gradients = [each.grad for each in network.parameters() if each.grad is not None]
        learnt.append([*gradients, *network.buffers()])
    torch.testing.assert_close(*learnt, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("norm", ["batch", "layer"])
@pytest.mark.parametrize("fusion", ["early", "attention"])
@pytest.mark.parametrize("encoder", ENCODERS)
def test_what_a_clip_lacks_changes_no_clip_in_training(encoder, fusion, norm):
    inputs, masks = clips(SHAPES)
    for name in SHAPES:
        lacking = masks | {name: masks[name] & (torch.arange(10) > 2).unsqueeze(1)}
        said = []
        for rubbish in (0, 99):
            built = options(encoder=encoder, fusion=fusion, norm=norm, dropout=0, modality_dropout=0)
            network = build_network(built, SHAPES, 3, 0)
            given = inputs | {name: inputs[name].clone()}
            given[name][:3] = rubbish
            said.append([network(given, lacking), *network.buffers()])
            said[-1][0].sum().backward()
            assert all(each.grad.isfinite().all() for each in network.parameters() if each.grad is not None)
        torch.testing.assert_close(*said)


def test_modalities_are_lost_in_training_alone():
    given, network = clips(SHAPES), build_network(options(modality_dropout=0.5, dropout=0), SHAPES, 3, 0)
    torch.manual_seed(0)
    assert not torch.equal(network(*given), network(*given))
    network.eval()
    assert torch.equal(network(*given), network(*given))


@pytest.mark.parametrize("encoder", ["gru", "transformer"])
def test_inference_says_what_training_would(encoder):
    """torch takes another path through attention where no gradient is wanted."""
    network = build_network(options(encoder=encoder), SHAPES, 3, 0).eval()
    inputs, masks = clips(SHAPES)
    masks["face"] = torch.zeros_like(masks["face"])
    masks["log_mel"][0] = False
    with torch.inference_mode():
        fast = network(inputs, masks)
    torch.testing.assert_close(fast, network(inputs, masks))


@pytest.mark.parametrize("fusion", ["early", "attention"])
@pytest.mark.parametrize("encoder", ENCODERS)
def test_every_weight_learns_and_fused_clips_are_learnt_by_heart(encoder, fusion):
    built = options(encoder=encoder, fusion=fusion, width=16, dropout=0, modality_dropout=0)
    network, (inputs, masks), truth = build_network(built, SHAPES, 2, 0), clips(SHAPES), torch.arange(10) % 2
    masks["face"] = masks["face"] & (torch.arange(10) > 0).unsqueeze(1)
    optimiser, moved = torch.optim.Adam(network.parameters(), lr=0.01), set()
    for _ in range(30):
        loss = torch.nn.functional.cross_entropy(network(inputs, masks), truth)
        optimiser.zero_grad()
        loss.backward()
        moved |= {name for name, each in network.named_parameters() if each.grad is not None and each.grad.any()}
        optimiser.step()
    assert loss < 0.1
    # what is added to every score leaves attention as it is
    assert {name for name, _ in network.named_parameters() if not name.endswith("score.2.bias")} <= moved


@pytest.mark.parametrize("encoder", ENCODERS)
def test_description_tells_what_each_part_gives_and_changes_nothing(encoder):
    network = build_network(options(encoder=encoder, norm="batch"), SHAPES, 3, 0)
    before = {name: each.clone() for name, each in network.state_dict().items()}
    table = describe_network(network, frames=9).set_index("part")
    assert table["parameters"].sum() == sum(each.numel() for each in network.parameters())
    assert table["output"].notna().all()
    parts = ["encoders.features.layers.0", "encoders.log_mel.reduce", "encoders.face.stages.0", "head"]
    assert table.loc[parts, "output"].tolist() == [(1, 1, 8), (1, 5, 8), (9, 16, 8, 6), (1, 3)]
    assert network.training
    assert all(torch.equal(each, before[name]) for name, each in network.state_dict().items())
    assert describe_network(network.requires_grad_(False), frames=9).set_index("part").equals(table)


def test_the_default_network_of_audio_is_small():
    network = build_network(ArchitectureOptions(), {"log_mel": (64,)}, 6, 0)
    assert 30_000 < sum(each.numel() for each in network.parameters()) < 200_000


@pytest.mark.parametrize("sizes", [{"width": 9, "heads": 3}, {"width": 10, "heads": 4}, {"kernel": 4}])
def test_sizes_that_do_not_fit_are_refused(sizes):
    with pytest.raises(ValidationError, match=r"multiple|odd"):
        ArchitectureOptions(**sizes)

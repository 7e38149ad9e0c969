"""Steps are torch's own, whatever the layers; gradients lie in one tensor and are limited there."""

import copy

import pytest

torch = pytest.importorskip("torch")

from cremad.training.optimiser import Optimiser  # noqa: E402


@pytest.fixture
def network():
    torch.manual_seed(0)
    layers = torch.nn.Sequential(torch.nn.Linear(5, 4), torch.nn.LayerNorm(4), torch.nn.Linear(4, 3))
    layers[2].bias.requires_grad_(False)
    return layers


def learn(network):
    torch.nn.functional.cross_entropy(network(torch.eye(5)), torch.tensor([0, 1, 2, 0, 1])).backward()


def same(one, other):
    return all(
        torch.allclose(ours, theirs, rtol=1e-6, atol=1e-7)
        for ours, theirs in zip(one.parameters(), other.parameters(), strict=True)
    )


def test_steps_are_those_of_torch(network):
    other = copy.deepcopy(network)
    learning = [weight for weight in other.parameters() if weight.requires_grad]
    groups = [
        {"params": [weight for weight in learning if weight.ndim > 1], "weight_decay": 0.1},
        {"params": [weight for weight in learning if weight.ndim == 1], "weight_decay": 0.0},
    ]
    theirs, ours = torch.optim.AdamW(groups), Optimiser(network, 0.1)
    for rate in (0.1, 0.03, 0.01):
        learn(network)
        learn(other)
        norm = ours.limit(0.2, 0.05)
        assert norm.item() == pytest.approx(torch.nn.utils.clip_grad_norm_(learning, 0.2).item())
        torch.nn.utils.clip_grad_value_(learning, 0.05)
        ours.step(rate)
        for group in theirs.param_groups:
            group["lr"] = rate
        theirs.step()
        theirs.zero_grad()
        assert same(network, other)


def test_the_gradients_of_layers_are_views_of_one_tensor(network):
    optimiser = Optimiser(network, 0.0)
    learn(network)
    layers = torch.cat([weight.grad.flatten() for weight in network.parameters() if weight.requires_grad])
    assert optimiser.gradient.abs().sum() > 0
    assert torch.equal(optimiser.gradient, layers)
    optimiser.step(0.1)
    assert not network[0].weight.grad.any()
    assert network[2].bias.grad is None


def test_no_limit_changes_nothing(network):
    optimiser = Optimiser(network, 0.0)
    learn(network)
    before = optimiser.gradient.clone()
    assert optimiser.limit(0, 0) == before.norm()
    assert torch.equal(optimiser.gradient, before)


def test_another_goes_on_where_one_was(network):
    one = Optimiser(network, 0.1)
    learn(network)
    one.step(0.1)
    other_network = copy.deepcopy(network)
    other = Optimiser(other_network, 0.1)
    other.load_state_dict(copy.deepcopy(one.state_dict()))
    for each, optimiser in ((network, one), (other_network, other)):
        learn(each)
        optimiser.step(0.1)
    assert all(
        torch.equal(ours, theirs)
        for ours, theirs in zip(network.parameters(), other_network.parameters(), strict=True)
    )

"""Best weights are a copy, averages are what they say, bars move."""

import io

import pytest
from rich.console import Console

torch = pytest.importorskip("torch")

from cremad.training.hooks import BestWeights, MovingAverage, ProgressBar, copy_weights  # noqa: E402
from cremad.training.optimiser import Optimiser  # noqa: E402
from cremad.training.options import TrainingOptions  # noqa: E402
from cremad.training.run import EpochRow, Run  # noqa: E402


@pytest.fixture
def run():
    network = torch.nn.Linear(1, 1, bias=False)
    network.register_buffer("seen", torch.zeros(()))
    return Run(network, [], None, TrainingOptions(), 0, Optimiser(network, 0.0), candidate=network)


def set_weight(run, value):
    with torch.no_grad():
        run.network.weight.fill_(value)
        run.network.seen.fill_(value)


def pass_epochs(run, hook, losses):
    for epoch, loss in enumerate(losses):
        set_weight(run, epoch)
        run.history.append(EpochRow(epoch, 0.1, 1.0, loss, 0.5, 1.0, 0.0))
        hook.on_epoch(run)


def test_the_best_epoch_comes_back_whatever_followed(run):
    hook = BestWeights(patience=0)
    pass_epochs(run, hook, [3.0, 1.0, 2.0, 1.0, 5.0])
    set_weight(run, 99)
    hook.on_end(run)
    assert run.network.weight.item() == 1
    assert not run.stopped


def test_the_shallow_copy_would_have_given_the_last_weights(run):
    """The trap that `copy_weights` is there for."""
    shallow, real = run.network.state_dict(), copy_weights(run.network)
    before = real["weight"].item()
    set_weight(run, 99)
    assert shallow["weight"].item() == 99
    assert real["weight"].item() == before


@pytest.mark.parametrize(("patience", "losses", "stops"), [(2, [3, 1, 2, 1], True), (3, [3, 1, 2, 2], False)])
def test_patience_counts_epochs_without_gain(run, patience, losses, stops):
    pass_epochs(run, BestWeights(patience), losses)
    assert run.stopped is stops


def test_the_average_forgets_its_beginning_and_then_decays(run):
    set_weight(run, 0)
    hook = MovingAverage(0.5)
    hook.on_start(run)
    expected = 0.0
    for step in range(1, 15):
        run.step = step
        set_weight(run, step)
        hook.on_step(run)
    for step, left in {4: (4 / 13) ** 4, 8: (8 / 17) ** 4, 12: 0.5**4}.items():
        expected = left * expected + (1 - left) * step
    assert run.candidate is not run.network
    assert run.candidate.weight.item() == pytest.approx(expected)
    assert run.candidate.seen.item() == 12
    assert run.network.weight.item() == 14
    hook.on_end(run)
    assert run.network.weight.item() == pytest.approx(expected)


def test_the_bar_shows_each_epoch(run):
    console = Console(file=io.StringIO(), force_terminal=True, width=120)
    with ProgressBar(console) as bar:
        bar.on_start(run)
        pass_epochs(run, bar, [2.0, 1.25])
        bar.on_end(run)
    assert "epoch 2: loss 1.000, held out 1.250, UAR 0.500" in console.file.getvalue()
    assert bar.progress.finished

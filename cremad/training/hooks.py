"""Common hooks: averaged weights, best weights with early stopping, a progress bar."""

from copy import deepcopy

import torch
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor, nn

from cremad.training.run import Hook, Run


class MovingAverage(Hook):
    """Evaluate and keep an exponential moving average of the weights [1]_ instead of the last ones.

    Every fourth step is averaged, with little difference at a quarter of the cost. At first the decay is faster,
    so that the initial weights do not dominate. Running statistics of normalisation are the network's after the
    same steps.

    Parameters
    ----------
    decay : float
        Share of the average that is kept per step; over four steps its fourth power.

    References
    ----------
    .. [1] B. T. Polyak and A. B. Juditsky, "Acceleration of stochastic approximation by averaging", SIAM Journal
       on Control and Optimization 30, 1992.
    """

    EVERY = 4

    def __init__(self, decay: float):
        self.decay = decay

    def on_start(self, run: Run) -> None:
        self.average = run.candidate = deepcopy(run.network)
        self.weights = [[each.detach() for each in side.parameters()] for side in (self.average, run.network)]
        self.statistics = list(zip(self.average.buffers(), run.network.buffers(), strict=True))

    def on_step(self, run: Run) -> None:
        if run.step % self.EVERY:
            return
        left = min(self.decay, run.step / (run.step + 9)) ** self.EVERY
        averaged, latest = self.weights
        torch._foreach_lerp_(averaged, latest, 1 - left)
        for average, current in self.statistics:
            average.copy_(current)

    def on_end(self, run: Run) -> None:
        run.network.load_state_dict(self.average.state_dict())

    def state(self) -> dict:
        return self.average.state_dict()

    def resume(self, state: dict) -> None:
        self.average.load_state_dict(state)


class BestWeights(Hook):
    """Keep the weights of the epoch with the lowest held-out loss, and stop early without improvement.

    Parameters
    ----------
    patience : int
        Epochs to wait for a lower loss; 0: all.
    """

    def __init__(self, patience: int):
        self.patience = patience
        self.weights: dict[str, Tensor] = {}

    def on_epoch(self, run: Run) -> None:
        losses = [row.held_out_loss for row in run.history]
        waited = len(losses) - 1 - losses.index(min(losses))
        if waited == 0:
            self.weights = copy_weights(run.candidate)
        run.stopped |= 0 < self.patience <= waited

    def on_end(self, run: Run) -> None:
        run.network.load_state_dict(self.weights)

    def state(self) -> dict:
        return self.weights

    def resume(self, state: dict) -> None:
        self.weights = state


class ProgressBar(Hook):
    """A progress bar per training, on the console within ``with ProgressBar() as bar``; it serves several
    trainings.

    Pass it as a hook to `cremad.training.loop.train_network`.
    """

    def __init__(self, console: Console | None = None):
        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn(), console=console
        )

    def __enter__(self) -> "ProgressBar":
        self.progress.start()
        return self

    def __exit__(self, *failure) -> None:
        self.progress.stop()

    def on_start(self, run: Run) -> None:
        self.task = self.progress.add_task("first epoch", total=run.options.epochs)

    def on_epoch(self, run: Run) -> None:
        row = run.history[-1]
        progress = f"epoch {run.epoch}: loss {row.train_loss:.3f}, held out {row.held_out_loss:.3f}"
        self.progress.update(self.task, completed=run.epoch, description=f"{progress}, UAR {row.held_out_uar:.3f}")

    def on_end(self, run: Run) -> None:
        self.progress.update(self.task, total=run.epoch, completed=run.epoch)


def copy_weights(network: nn.Module) -> dict[str, Tensor]:
    """A copy of weights and buffers; the tensors of `state_dict` itself change during training."""
    return {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}

"""The state of a training, and the events at which hooks are called."""

from dataclasses import dataclass, field
from typing import NamedTuple

from torch import nn

from cremad.training.optimiser import Optimiser
from cremad.training.options import TrainingOptions
from cremad.training.samples import Source


class EpochRow(NamedTuple):
    """The result of one pass over the training clips."""

    epoch: int
    """Number of the epoch, from 1."""
    learning_rate: float
    """Learning rate of the epoch's last step."""
    train_loss: float
    """Mean over the epoch's steps, with smoothing, mixing and weights as in the options."""
    held_out_loss: float
    """Class-balanced log loss of held-out clips; NaN where none are held out."""
    held_out_uar: float
    gradient_norm: float
    """Gradient norm before clipping, mean over steps."""
    seconds: float


History = tuple[EpochRow, ...]


@dataclass
class Run:
    """The state that hooks read; they may change `stopped`, `candidate` and the weights."""

    network: nn.Module
    training: Source
    held_out: Source | None
    options: TrainingOptions
    seed: int
    optimiser: Optimiser
    candidate: nn.Module
    """What is evaluated on held-out clips and kept: the network itself, or an average of its weights."""
    step: int = 0
    """Number of finished steps."""
    learning_rate: float = 0.0
    """Learning rate of the last step."""
    history: list[EpochRow] = field(default_factory=list)
    stopped: bool = False
    """If set, training ends with the epoch."""

    @property
    def epoch(self) -> int:
        """Number of finished epochs."""
        return len(self.history)

    @property
    def steps(self) -> int:
        """Number of steps of all epochs."""
        return -(-len(self.training) // self.options.batch) * self.options.epochs

    @property
    def over(self) -> bool:
        return self.stopped or self.epoch >= self.options.epochs


class Hook:
    """Base of hooks, which does nothing; a hook overrides the events that it needs."""

    def on_start(self, run: Run) -> None:
        """Before the first epoch, or the first one after resuming; the state is restored later."""

    def on_step(self, run: Run) -> None:
        """The weights have just changed."""

    def on_epoch(self, run: Run) -> None:
        """The epoch's row is the last of `run.history`."""

    def on_end(self, run: Run) -> None:
        """After the last epoch. Not called if training fails: resources must be closed by the caller."""

    def state(self) -> dict:
        """What a resumed training needs: tensors, numbers, strings, lists and dictionaries of them."""
        return {}

    def resume(self, state: dict) -> None:
        """Restore what `state` returned."""

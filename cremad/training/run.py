"""A training under way, and the moments of it at which hooks are called."""

from dataclasses import dataclass, field
from typing import NamedTuple

from torch import nn

from cremad.training.optimiser import Optimiser
from cremad.training.options import TrainingOptions
from cremad.training.samples import Source


class EpochRow(NamedTuple):
    """What one pass over the training clips came to."""

    epoch: int
    """From 1."""
    learning_rate: float
    """Of the epoch's last step."""
    train_loss: float
    """Mean over the epoch's steps, with smoothing, mixing and weights as they were asked for."""
    held_out_loss: float
    """Log loss of held-out clips in which each class weighs the same; NaN where none are held out."""
    held_out_uar: float
    gradient_norm: float
    """Mean over steps of the norm before clipping."""
    seconds: float


History = tuple[EpochRow, ...]


@dataclass
class Run:
    """What hooks see, and may change: `stopped`, `candidate` and the weights."""

    network: nn.Module
    training: Source
    held_out: Source | None
    options: TrainingOptions
    seed: int
    optimiser: Optimiser
    candidate: nn.Module
    """What is judged on held-out clips and kept: the network itself, or an average of its past."""
    step: int = 0
    """Steps done."""
    learning_rate: float = 0.0
    """Of the last step."""
    history: list[EpochRow] = field(default_factory=list)
    stopped: bool = False
    """Set, it ends the training with the epoch."""

    @property
    def epoch(self) -> int:
        """Epochs done."""
        return len(self.history)

    @property
    def steps(self) -> int:
        """Steps of all epochs."""
        return -(-len(self.training) // self.options.batch) * self.options.epochs

    @property
    def over(self) -> bool:
        return self.stopped or self.epoch >= self.options.epochs


class Hook:
    """Does nothing at any moment; a hook says what happens at those that it is for."""

    def on_start(self, run: Run) -> None:
        """Before the first epoch, or the first after a resumption, whose state comes later."""

    def on_step(self, run: Run) -> None:
        """The weights have just changed."""

    def on_epoch(self, run: Run) -> None:
        """The epoch's row is the last of `run.history`."""

    def on_end(self, run: Run) -> None:
        """No epoch follows. Not called where the training fails: what must be closed is closed outside."""

    def state(self) -> dict:
        """What a resumed training needs: tensors, numbers, texts, lists and dictionaries of them."""
        return {}

    def resume(self, state: dict) -> None:
        """Take up what `state` gave."""

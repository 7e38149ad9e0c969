"""A training on disk between epochs: killed and started again, it ends as if it had not been."""

import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError

import torch

from cremad.artifacts.digests import atomic_path
from cremad.errors import ContractError
from cremad.training.run import EpochRow, Hook, Run

USUAL_SHARE = 0.005


class Checkpoint(Hook):
    """Written whole or not at all, and read without running code.

    It holds the network, the optimiser, the history and the state of the other hooks: averaged weights, best
    weights. The learning rate follows from the step; the order of the clips, their changes and dropout follow
    from seed and epoch, so that no generator has a state to be kept.

    Parameters
    ----------
    path : Path
        Where there is a file, the training goes on from it.
    hooks : sequence of Hook
        All others; they are called before this one. Those without a state may come and go.
    identity : dict
        What the training is of: a checkpoint of another one is refused.
    share : float
        Of the time, at most, that goes into writing between the first epoch and the last: after one that ends too
        early for that, nothing is written. 1: after each.
    """

    def __init__(self, path: Path, hooks: Sequence[Hook], identity: dict, share: float = USUAL_SHARE):
        self.path, self.share = path, share
        self.written_at, self.writing_s = 0.0, 0.0
        self.hooks = [hook for hook in hooks if type(hook).state is not Hook.state]
        self.identity = identity | {"hooks": [type(hook).__name__ for hook in self.hooks]}

    def on_start(self, run: Run) -> None:
        if not self.path.exists():
            return
        stored = self._read(run)
        run.network.load_state_dict(stored["network"])
        run.optimiser.load_state_dict(stored["optimiser"])
        run.step, run.stopped = stored["step"], stored["stopped"]
        run.history[:] = [EpochRow(*row) for row in stored["history"]]
        for hook, state in zip(self.hooks, stored["hooks"], strict=True):
            hook.resume(state)

    def on_epoch(self, run: Run) -> None:
        began = time.perf_counter()
        waited_s = began - self.written_at
        if not run.over and self.share * waited_s < (1 - self.share) * self.writing_s:
            return
        self._write(run)
        self.written_at = time.perf_counter()
        self.writing_s = self.written_at - began

    def _write(self, run: Run) -> None:
        stored = {
            "identity": self.identity,
            "network": run.network.state_dict(),
            "optimiser": run.optimiser.state_dict(),
            "step": run.step,
            "stopped": run.stopped,
            "history": [list(row) for row in run.history],
            "hooks": [hook.state() for hook in self.hooks],
        }
        # by way of memory: of a full disk torch would say something that is no OSError
        content = BytesIO()
        torch.save(stored, content)
        with atomic_path(self.path) as temporary:
            temporary.write_bytes(content.getbuffer())

    def _read(self, run: Run) -> dict:
        device = next(run.network.parameters()).device
        try:
            stored = torch.load(self.path, map_location=device, weights_only=True)
        except (UnpicklingError, RuntimeError, EOFError) as error:
            raise ContractError(
                "is no checkpoint of a training", path=self.path, remedy="Delete it to train anew."
            ) from error
        known = stored.get("identity", {})
        other = [name for name, value in self.identity.items() if known.get(name) != value]
        if other:
            raise ContractError(
                f"is of a training with other {', '.join(other)}",
                path=self.path,
                remedy="Delete it to train anew, or go on with what it was begun with.",
            )
        return stored

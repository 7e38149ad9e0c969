"""Checkpoints between epochs: a resumed training has the same result as an uninterrupted one."""

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
    """A checkpoint that is written atomically and read without running code.

    It holds the network, the optimiser, the history and the state of the other hooks: averaged weights, best
    weights. The learning rate depends on the step; the order of the clips, augmentation and dropout depend on seed
    and epoch, so that no state of a generator is needed.

    Parameters
    ----------
    path : Path
        If the file exists, the training resumes from it.
    hooks : sequence of Hook
        All other hooks; they are called before this one. Hooks without state may be added or removed.
    identity : dict
        What identifies the training: a checkpoint of another one is refused.
    share : float
        Largest share of the time for writing between the first epoch and the last: epochs that would exceed it are
        not written. 1: every epoch is written.
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
        # via memory: on a full disk torch itself would not raise an OSError
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
                "is not a checkpoint of a training", path=self.path, remedy="Delete it to train anew."
            ) from error
        known = stored.get("identity", {})
        other = [name for name, value in self.identity.items() if known.get(name) != value]
        if other:
            raise ContractError(
                f"is of a training with other {', '.join(other)}",
                path=self.path,
                remedy="Delete it to train anew, or resume with the original options and data.",
            )
        return stored

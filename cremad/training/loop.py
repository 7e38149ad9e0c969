"""The training loop."""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import reduce
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from cremad.artifacts.digests import digest_bytes
from cremad.errors import OptionError
from cremad.randomness.streams import child_seed
from cremad.training.batches import batches
from cremad.training.checkpoint import USUAL_SHARE, Checkpoint
from cremad.training.hooks import BestWeights, MovingAverage
from cremad.training.inference import judge, log_probabilities
from cremad.training.optimiser import Optimiser
from cremad.training.options import TrainingOptions
from cremad.training.run import EpochRow, History, Hook, Run
from cremad.training.samples import Samples, Source
from cremad.training.schedules import learning_rate_factor


def train_network(
    network: nn.Module,
    training: Source,
    held_out: Source | None,
    options: TrainingOptions,
    *,
    seed: int,
    hooks: Sequence[Hook] = (),
    checkpoint: Path | None = None,
    checkpoint_share: float = USUAL_SHARE,
) -> History:
    """Train a network in place; it is left on the CPU, in evaluation mode, with the best weights.

    The best weights have the lowest class-balanced log loss on held-out clips; without held-out clips the last
    weights are kept. With `ema`, averaged weights replace the network's in either case.

    The same network, clips, options and seed give the same weights, bit for bit on the CPU with the same number
    of threads, whether or not the training was killed and resumed; the initial weights are the caller's. torch's
    global generator is left unchanged.

    Parameters
    ----------
    network : Module
        ``network(inputs, masks)`` gives logits (clips, classes); see `Samples` for its inputs.
    training, held_out : Source
        `Samples` or `MappedSamples`, on the CPU, without an actor in common.
    options : TrainingOptions
    seed : int
        Seed of order, augmentation, mixing and dropout.
    hooks : sequence of Hook
        Called in order, after those that keep the weights and before the checkpoint.
    checkpoint : Path, optional
        If the file exists, the training resumes from it.
    checkpoint_share : float
        Largest share of the time for writing it between the first epoch and the last; 1: every epoch is written.

    Raises
    ------
    OptionError
        If the device does not exist, or the loss is not finite.
    ContractError
        If the checkpoint is of another training.
    StorageError
        If the checkpoint cannot be written.
    """
    run = _begin(network, training, held_out, options, seed)
    hooks = [*_keepers(run), *hooks]
    if checkpoint is not None:
        hooks.append(Checkpoint(checkpoint, hooks, _identity(run), checkpoint_share))
    with _reproducible(options):
        for hook in hooks:
            hook.on_start(run)
        while not run.over:
            run.history.append(_epoch(run, hooks))
            for hook in hooks:
                hook.on_epoch(run)
        for hook in hooks:
            hook.on_end(run)
    network.cpu().eval().zero_grad()
    return tuple(run.history)


def _epoch(run: Run, hooks: list[Hook]) -> EpochRow:
    """One pass over the training clips and an evaluation on the held-out clips."""
    began = time.perf_counter()
    _seed_dropout(run)
    loss, norm = _train(run, hooks)
    held_out_loss, uar = _look(run)
    if not math.isfinite(loss) or (run.held_out is not None and not math.isfinite(held_out_loss)):
        raise OptionError(
            f"the loss of epoch {run.epoch} is {loss}, that of held-out clips {held_out_loss}",
            remedy="Lower the learning rate, or clip the gradient.",
        )
    seconds = time.perf_counter() - began
    return EpochRow(run.epoch + 1, run.learning_rate, loss, held_out_loss, uar, norm, seconds)


def _train(run: Run, hooks: list[Hook]) -> tuple[float, float]:
    """One step per batch; returns the mean loss over clips and the mean gradient norm over steps."""
    losses: list[Tensor] = []
    norms: list[Tensor] = []
    weights: list[Tensor] = []
    run.network.train()
    for parts in batches(run.training, run.options, seed=run.seed, epoch=run.epoch):
        weight = reduce(torch.add, (part.weights.sum() for part in parts))
        losses.extend(_add_gradient(run, part, weight) for part in parts)
        norms.append(run.optimiser.limit(run.options.clip_norm, run.options.clip_value))
        weights.append(weight)
        factor = learning_rate_factor(run.options, run.step, run.steps)
        run.learning_rate = run.options.learning_rate * factor
        run.optimiser.step(run.learning_rate)
        run.step += 1
        for hook in hooks:
            hook.on_step(run)
    loss, norm, total = (torch.stack(values).double().sum().item() for values in (losses, norms, weights))
    return loss / total, norm / len(norms)


def _seed_dropout(run: Run) -> None:
    """Seed only the device's generator: `torch.manual_seed` checks every kind of device, at the cost of a step."""
    seed = child_seed(run.seed, "dropout", run.epoch)
    torch.default_generator.manual_seed(seed)
    if run.options.device == "cuda":
        torch.cuda.manual_seed_all(seed)


def _add_gradient(run: Run, part: Samples, weight: Tensor) -> Tensor:
    """Sum of the part's losses; their gradient, divided by the batch's total `weight`, is accumulated."""
    mixed = run.options.precision == "mixed"
    with torch.autocast(run.options.device, torch.bfloat16) if mixed else nullcontext():
        logits = run.network(part.inputs, part.masks).float()
    loss = nn.functional.cross_entropy(logits, part.targets, reduction="sum")
    loss.backward(weight.reciprocal())
    return loss.detach()


def _look(run: Run) -> tuple[float, float]:
    if run.held_out is None:
        return math.nan, math.nan
    options = run.options
    predicted = log_probabilities(run.candidate, run.held_out, device=options.device, precision=options.precision)
    return judge(predicted, run.held_out)


def _begin(
    network: nn.Module, training: Source, held_out: Source | None, options: TrainingOptions, seed: int
) -> Run:
    """The network is moved to the device."""
    if options.device == "cuda" and not torch.cuda.is_available():
        raise OptionError("there is no CUDA device", remedy="Set device to cpu.")
    network.to(options.device)
    optimiser = Optimiser(network, options.weight_decay)
    return Run(network, training, held_out, options, seed, optimiser, candidate=network)


def _keepers(run: Run) -> list[Hook]:
    """The hooks that decide which weights are kept."""
    average: list[Hook] = [MovingAverage(run.options.ema)] if run.options.ema else []
    return average if run.held_out is None else [*average, BestWeights(run.options.patience)]


def _identity(run: Run) -> dict:
    """What identifies a training for its checkpoint, by the names that are used in errors."""
    sides = [source for source in (run.training, run.held_out) if source is not None]
    return {
        "options": run.options.model_dump(exclude={"workers"}),
        "seed": run.seed,
        "clips": [digest_bytes(side.targets.cpu().numpy().tobytes()) for side in sides],
        "network": [[name, list(tensor.shape)] for name, tensor in run.network.state_dict().items()],
    }


@contextmanager
def _reproducible(options: TrainingOptions) -> Iterator[None]:
    """Deterministic operations, and the generators and settings of the caller restored afterwards.

    Uninitialised memory is not filled, unlike torch's default.
    """
    before = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    memory: Any = torch.utils.deterministic  # torch makes an object of this module, which its types do not show
    filled = memory.fill_uninitialized_memory
    devices = range(torch.cuda.device_count()) if options.device == "cuda" else []
    with torch.random.fork_rng(devices):
        torch.use_deterministic_algorithms(options.deterministic)
        memory.fill_uninitialized_memory = False
        try:
            yield
        finally:
            memory.fill_uninitialized_memory = filled
            torch.use_deterministic_algorithms(before[0], warn_only=before[1])

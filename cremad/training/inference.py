"""Predictions of a network for clips, and their scores."""

import numpy as np
import torch
from torch import Tensor, nn

from cremad.training.samples import Source


@torch.inference_mode()
def log_probabilities(
    network: nn.Module, source: Source, *, batch: int = 128, device: str = "cpu", precision: str = "float32"
) -> Tensor:
    """Log-probabilities of the classes; the network is left in evaluation mode.

    Parameters
    ----------
    network : Module
        On `device`; ``network(inputs, masks)`` gives logits (clips, classes).
    source : Source
    batch : int
        Number of clips that are computed at once.
    device : str
    precision : {"float32", "mixed"}

    Returns
    -------
    Tensor, shape (clips, classes)
        float32, on the CPU.
    """
    network.eval()
    predicted = []
    for start in range(0, len(source), batch):
        some = source.take(np.arange(start, min(start + batch, len(source)))).to(device)
        with torch.autocast(device, torch.bfloat16, enabled=precision == "mixed"):
            logits = network(some.inputs, some.masks)
        predicted.append(logits.float().log_softmax(1).cpu())
    return torch.cat(predicted)


def judge(log_probabilities: Tensor, source: Source) -> tuple[float, float]:
    """Class-balanced log loss and unweighted average recall.

    In the loss a soft target counts for each class by its share, in the recall for its largest class. Classes
    without clips are ignored.

    Parameters
    ----------
    log_probabilities : Tensor, shape (clips, classes)
    source : Source

    Returns
    -------
    loss, uar : float
    """
    mass = (source.targets * source.weights[:, None]).cpu().double()
    truth, choice = source.targets.argmax(1).cpu(), log_probabilities.argmax(1)
    labels = torch.nn.functional.one_hot(truth, mass.shape[1]) * source.weights.cpu().double()[:, None]
    loss = _mean_over_classes(-mass * log_probabilities.double(), mass)
    return loss, _mean_over_classes(labels * (truth == choice)[:, None], labels)


def _mean_over_classes(values: Tensor, weights: Tensor) -> float:
    present = weights.sum(0) > 0
    return (values.sum(0)[present] / weights.sum(0)[present]).mean().item()

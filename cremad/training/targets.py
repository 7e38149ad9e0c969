"""Training targets: labels and votes, smoothed, mixed and weighted."""

import numpy as np
import torch
from torch import Tensor

from cremad.training.options import TrainingOptions
from cremad.training.samples import Samples, Source


def soft_targets(codes: np.ndarray, classes: int, votes: np.ndarray | None, share: float) -> np.ndarray:
    """Labels mixed with the shares of the raters' votes.

    Parameters
    ----------
    codes : (clips,) int ndarray
        Number of each clip's class.
    classes : int
    votes : (clips, classes) ndarray, optional
        Votes or shares of them; a row of NaN or without a vote leaves the label as it is.
    share : float
        Share of the votes in the target.

    Returns
    -------
    (clips, classes) float32 ndarray
        Rows that sum to 1.

    Examples
    --------
    >>> soft_targets(np.array([0, 1]), 2, np.array([[1.0, 3.0], [0.0, 0.0]]), 0.5).tolist()
    [[0.625, 0.375], [0.0, 1.0]]
    """
    labels = np.eye(classes, dtype=np.float32)[codes]
    if votes is None or share == 0:
        return labels
    total = votes.sum(1, keepdims=True)
    voted = np.divide(votes, total, out=labels.astype(float), where=total > 0)
    return ((1 - share) * labels + share * voted).astype(np.float32)


def class_weights(source: Source) -> Tensor:
    """Class weights that give all classes the same total weight, with mean 1 over clips; 0 without clips."""
    mass = (source.targets * source.weights[:, None]).sum(0)
    return torch.where(mass > 0, mass.sum() / ((mass > 0).sum() * mass), 0.0)


def weighed_targets(source: Source, options: TrainingOptions) -> Tensor:
    """Targets of all clips, smoothed [1]_, times the weights of classes and clips: (clips, classes).

    References
    ----------
    .. [1] C. Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR 2016.
    """
    smoothing, classes = options.label_smoothing, source.targets.shape[1]
    smoothed = source.targets * (1 - smoothing) + smoothing / classes
    balance = class_weights(source) if options.class_weights else 1.0
    return smoothed * balance * source.weights[:, None]


def mix_up(samples: Samples, alpha: float, rng: np.random.Generator) -> Samples:
    """Mixup of each clip with another of the batch, inputs and targets alike [1]_.

    Where only one of the two has a frame, or the modality, it is used unchanged.

    Parameters
    ----------
    samples : Samples
    alpha : float
        The share of the first clip is drawn from Beta(alpha, alpha), anew for each clip.
    rng : Generator

    References
    ----------
    .. [1] H. Zhang, M. Cisse, Y. N. Dauphin and D. Lopez-Paz, "mixup: beyond empirical risk minimization",
       ICLR 2018.
    """
    device = samples.targets.device
    first = torch.from_numpy(rng.beta(alpha, alpha, (len(samples), 1))).float().to(device)
    partner = torch.from_numpy(rng.permutation(len(samples))).to(device)
    inputs, masks = {}, {}
    for name, values in samples.inputs.items():
        mask, other = samples.masks[name], samples.masks[name][partner]
        share = torch.where(mask & other, first, mask.float())
        share = share.reshape(*share.shape[: min(values.ndim, 2)], *[1] * (values.ndim - 2))
        inputs[name] = torch.lerp(values[partner].float(), values.float(), share)
        masks[name] = mask | other
    targets = torch.lerp(samples.targets[partner], samples.targets, first)
    return Samples(inputs, masks, targets, samples.weights)

"""The learning rate of every step, as a share of the highest."""

import math

from cremad.training.options import TrainingOptions


def learning_rate_factor(options: TrainingOptions, step: int, steps: int) -> float:
    """Rise evenly to 1, then fall to `final_share` at the last step; `constant` stays.

    ``cosine`` falls along half a wave [1]_, ``exponential`` by the same share at each step, ``step`` by the same
    share at each of `drops` evenly spread moments.

    Parameters
    ----------
    options : TrainingOptions
    step : int
        From 0 to ``steps - 1``.
    steps : int
        Number of steps of the training.

    References
    ----------
    .. [1] I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017.

    Examples
    --------
    >>> options = TrainingOptions(schedule="exponential", warmup_share=0.4, final_share=0.01)
    >>> [round(learning_rate_factor(options, step, 5), 3) for step in range(5)]
    [0.333, 0.667, 1.0, 0.1, 0.01]
    """
    warmup = min(round(options.warmup_share * steps), steps - 1)
    if step < warmup:
        return (step + 1) / (warmup + 1)
    progress = (step - warmup) / max(1, steps - 1 - warmup)
    final = options.final_share
    match options.schedule:
        case "constant":
            return 1.0
        case "step":
            drop = (step - warmup) * (options.drops + 1) // (steps - warmup)
            return final ** (drop / options.drops)
        case "cosine":
            return final + (1 - final) * (1 + math.cos(math.pi * progress)) / 2
        case "exponential":
            return final**progress

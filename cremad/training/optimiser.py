"""The optimiser."""

import torch
from torch import Tensor, nn


class Optimiser:
    """AdamW [1]_ over the trainable weights of a network; only matrices and kernels decay.

    All gradients are views of one tensor, so that norm, clipping and zeroing are one operation each, independent
    of the number of layers. A layer that is not used in a step has gradient 0.

    Parameters
    ----------
    network : Module
        On its device, where it stays.
    decay : float
        Share by which a step of learning rate 1 reduces a weight.

    References
    ----------
    .. [1] I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019.
    """

    def __init__(self, network: nn.Module, decay: float):
        self.weights: list[Tensor] = [weight for weight in network.parameters() if weight.requires_grad]
        self.decaying = [weight for weight in self.weights if weight.ndim > 1]
        self.decay = decay
        self.gradient = nn.utils.parameters_to_vector(self.weights).detach().zero_()
        parts = self.gradient.split([weight.numel() for weight in self.weights])
        self.gradients = [part.view_as(weight) for part, weight in zip(parts, self.weights, strict=True)]
        for weight, gradient in zip(self.weights, self.gradients, strict=True):
            weight.grad = gradient
        self.means, self.squares = ([torch.zeros_like(weight) for weight in self.weights] for _ in range(2))
        self.steps = self.gradient.new_zeros(())

    def limit(self, norm: float, value: float) -> Tensor:
        """Clip the gradient's norm, then its entries, each unless the limit is 0; returns the original norm."""
        before = torch.linalg.vector_norm(self.gradient)
        if norm:
            self.gradient.div_((before / norm).clamp_(min=1))
        if value:
            self.gradient.clamp_(-value, value)
        return before

    @torch.no_grad()
    def step(self, learning_rate: float) -> None:
        """Change the weights; the gradient is 0 afterwards."""
        self.steps.add_(1)
        torch._foreach_mul_(self.decaying, 1 - learning_rate * self.decay)
        # the kernel of torch.optim.AdamW, without its overhead per call
        torch._fused_adamw_(
            self.weights,
            self.gradients,
            self.means,
            self.squares,
            [],
            [self.steps] * len(self.weights),
            lr=learning_rate,
            weight_decay=0,
            beta1=0.9,
            beta2=0.999,
            eps=1e-8,
            amsgrad=False,
            maximize=False,
        )
        self.gradient.zero_()

    def state_dict(self) -> dict[str, list[Tensor]]:
        """The tensors of the state, not a copy; steps change them."""
        return {"means": self.means, "squares": self.squares, "steps": [self.steps]}

    def load_state_dict(self, state: dict[str, list[Tensor]]) -> None:
        """Restore the state of `state_dict`."""
        for name, tensors in self.state_dict().items():
            torch._foreach_copy_(tensors, state[name])

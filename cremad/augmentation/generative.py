"""A small conditional variational autoencoder over features [1]_, with the interface of SMOTE.

References
----------
.. [1] K. Sohn, H. Lee and X. Yan, "Learning structured output representation using deep conditional
   generative models", NeurIPS 2015; D. P. Kingma and M. Welling, "Auto-encoding variational Bayes",
   ICLR 2014.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler

from cremad.errors import OptionError

if TYPE_CHECKING:
    import torch


class ConditionalVae(BaseOverSampler):
    """Learns the distribution of rows, given their emotion, and samples new ones.

    A row is Gaussian around the decoder's output for the emotion and standard normal latent variables;
    each feature has its own deviation. Everything is fitted on the rows given, so inside a pipeline on
    training actors. The same rows and seed give the same samples; torch's global generator is left unchanged.

    Parameters
    ----------
    sampling_strategy : str or dict
        As in SMOTE: by default every emotion but the most frequent is filled up to it.
    latent : int
        Number of latent variables.
    hidden : int
        Units of the one hidden layer of encoder and decoder.
    epochs : int
        Passes over the rows.
    batch : int
        Rows a step.
    learning_rate : float
        Of Adam.
    random_state : int
        Seed of weights, batches and samples.

    Attributes
    ----------
    losses_ : ndarray, shape (epochs,)
        Mean negative evidence lower bound a row and feature, without its constant, of each epoch.
    """

    _parameter_constraints: ClassVar[dict] = {
        **BaseOverSampler._parameter_constraints,
        "latent": [int],
        "hidden": [int],
        "epochs": [int],
        "batch": [int],
        "learning_rate": [float],
    }

    def __init__(
        self,
        *,
        sampling_strategy="auto",
        latent: int = 16,
        hidden: int = 128,
        epochs: int = 150,
        batch: int = 64,
        learning_rate: float = 1e-3,
        random_state: int = 0,
    ):
        super().__init__(sampling_strategy=sampling_strategy)
        self.latent = latent
        self.hidden = hidden
        self.epochs = epochs
        self.batch = batch
        self.learning_rate = learning_rate
        self.random_state = random_state

    def _fit_resample(self, X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        torch = _torch()
        classes = np.unique(y)
        centre, spread = X.mean(0), X.std(0)
        spread = np.where(spread > 0, spread, 1.0)
        given = np.eye(len(classes), dtype=np.float32)
        rows = torch.from_numpy(((X - centre) / spread).astype(np.float32))
        network = self._train(rows, torch.from_numpy(given[np.searchsorted(classes, y)]))
        labels = np.repeat(
            np.array(list(self.sampling_strategy_), dtype=y.dtype), list(self.sampling_strategy_.values())
        )
        made = network.sample(torch.from_numpy(given[np.searchsorted(classes, labels)])).numpy()
        return np.vstack([X, made * spread + centre]).astype(X.dtype), np.concatenate([y, labels])

    def _train(self, rows: "torch.Tensor", given: "torch.Tensor") -> "_Network":
        torch = _torch()
        chance = torch.Generator().manual_seed(self.random_state)
        network = _build(rows.shape[1], given.shape[1], self.hidden, self.latent, chance)
        optimiser = torch.optim.Adam(network.parameters(), lr=self.learning_rate)
        losses = []
        for _ in range(self.epochs):
            total = 0.0
            for some in torch.randperm(len(rows), generator=chance).split(self.batch):
                loss = network.loss(rows[some], given[some])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                total += loss.item() * len(some)
            losses.append(total / len(rows))
        self.losses_ = np.array(losses)
        return network


class _Network(NamedTuple):
    """Encoder and decoder, the deviation of each feature, the random generator, and the latent dimension."""

    encoder: "torch.nn.Sequential"
    decoder: "torch.nn.Sequential"
    log_variance: "torch.nn.Parameter"
    chance: "torch.Generator"
    latent: int

    def parameters(self) -> list["torch.nn.Parameter"]:
        return [*self.encoder.parameters(), *self.decoder.parameters(), self.log_variance]

    def loss(self, rows: "torch.Tensor", given: "torch.Tensor") -> "torch.Tensor":
        torch = _torch()
        mean, log_spread = self.encoder(torch.cat([rows, given], 1)).chunk(2, 1)
        latent = mean + (log_spread / 2).exp() * self._normal(mean)
        errors = (rows - self.decoder(torch.cat([latent, given], 1))) ** 2
        misfit = (errors / self.log_variance.exp() + self.log_variance).sum(1) / 2
        divergence = (mean**2 + log_spread.exp() - 1 - log_spread).sum(1) / 2
        return (misfit + divergence).mean() / rows.shape[1]

    def sample(self, given: "torch.Tensor") -> "torch.Tensor":
        torch = _torch()
        with torch.no_grad():
            latent = self._normal(torch.empty(len(given), self.latent))
            rows = self.decoder(torch.cat([latent, given], 1))
            return rows + (self.log_variance / 2).exp() * self._normal(rows)

    def _normal(self, like: "torch.Tensor") -> "torch.Tensor":
        return _torch().randn(like.shape, generator=self.chance)


def _build(features: int, classes: int, hidden: int, latent: int, chance: "torch.Generator") -> _Network:
    torch = _torch()
    return _Network(
        _two_layers(features + classes, hidden, 2 * latent, chance),
        _two_layers(latent + classes, hidden, features, chance),
        torch.nn.Parameter(torch.zeros(features)),
        chance,
        latent,
    )


def _two_layers(inputs: int, hidden: int, outputs: int, chance: "torch.Generator") -> "torch.nn.Sequential":
    nn = _torch().nn
    layers = [nn.utils.skip_init(nn.Linear, *size) for size in ((inputs, hidden), (hidden, outputs))]
    for layer in layers:
        nn.init.xavier_uniform_(layer.weight, generator=chance)
        nn.init.zeros_(layer.bias)
    return nn.Sequential(layers[0], nn.ReLU(), layers[1])


def is_installed() -> bool:
    """Whether the extra ``neural`` is installed."""
    return find_spec("torch") is not None


def _torch():
    try:
        import torch
    except ModuleNotFoundError as error:
        raise OptionError(
            "the generative sampler needs torch", remedy="pip install 'cremad[neural]', or exclude `vae`."
        ) from error
    return torch

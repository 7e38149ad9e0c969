"""Networks with the interface of a scikit-learn classifier."""

from itertools import chain, count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
import pandas as pd
from scipy.special import softmax
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import check_is_fitted

from cremad.artifacts.digests import digest_bytes, digest_json
from cremad.errors import OptionError
from cremad.models.training_rows import LikeliestClass, inner_folds, read_rows, read_training
from cremad.models.tuning import fit_temperature
from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.extra import extra_needed
from cremad.networks.inputs import input_shapes, learn_scaling, read_samples
from cremad.networks.network_file import NetworkFile
from cremad.networks.weights_file import read_weights
from cremad.randomness.streams import child_seed
from cremad.training.options import TrainingOptions

if TYPE_CHECKING:
    from torch.nn import Module

    from cremad.training.samples import MappedSamples, Samples


BATCH = 128
"""Number of clips in a batch of predictions."""


class NetworkClassifier(LikeliestClass):
    """One network or the mean of several, trained on most of the actors with early stopping on the others.

    Everything is fitted on the rows given: the scale of the inputs, the weights, when to stop, and the temperature
    of the probabilities on held-out actors (`fit_temperature`). Members differ in their initial weights, in the
    order of the clips and in the actors held out.

    Fitted attributes are numpy arrays; torch, the extra ``neural``, is imported when it is needed.

    Parameters
    ----------
    architecture : ArchitectureOptions, optional
        None for the usual one.
    training : TrainingOptions, optional
        None for the usual ones. Without patience no actors are held out.
    members : int
        Networks whose probabilities are averaged.
    start : NetworkFile, optional
        A stored network whose weights are the initial ones: those that match by name and shape; the last layer
        only if its classes are the same.
    checkpoint_dir : Path, optional
        Folder of checkpoints: a `fit` that was killed resumes when it is repeated. The caller removes the folder.
    random_state : int
        Seed of all random numbers.

    Attributes
    ----------
    classes_ : ndarray of str
    shapes_ : dict of str to tuple of int
        Result of `input_shapes`.
    scaling_ : dict of str to ndarray
        Result of `learn_scaling`.
    weights_ : list of dict of str to ndarray
        Weights of each member, by name.
    inverse_temperature_ : float
        1 where no actors are held out.
    epochs_ : dict of str to ndarray
        Columns of `history_`.
    """

    def __init__(
        self,
        architecture: ArchitectureOptions | None = None,
        training: TrainingOptions | None = None,
        members: int = 1,
        start: NetworkFile | None = None,
        checkpoint_dir: Path | None = None,
        random_state: int = 0,
    ):
        self.architecture = architecture
        self.training = training
        self.members = members
        self.start = start
        self.checkpoint_dir = checkpoint_dir
        self.random_state = random_state

    def fit(self, X: Any, y: Any, groups: Any = None, soft_labels: pd.DataFrame | None = None) -> Self:
        """Train.

        Parameters
        ----------
        X : DataFrame or array, shape (clips, columns)
            As `input_shapes` takes them.
        y, groups : array-like, shape (clips,)
            Emotion and actor; without actors every clip counts as an actor of its own.
        soft_labels : DataFrame, shape (clips, emotions), optional
            Votes, or their shares, in the order of the clips, for `TrainingOptions.votes_share`.

        Raises
        ------
        OptionError
            If torch is missing, or no weights of `start` match.
        """
        X, labels = read_training(self, X, y)
        self.classes_, truth = np.unique(labels, return_inverse=True)
        self.shapes_ = input_shapes(X)
        self.scaling_ = learn_scaling(X, self.shapes_)
        targets = self._targets(truth, soft_labels)
        sides = self._sides(labels, groups)
        checkpoints = self._checkpoints(X, targets)
        trained = [
            self._train(member, X, targets, *side, checkpoints[member]) for member, side in enumerate(sides)
        ]
        self.weights_ = [member.weights for member in trained]
        history = pd.concat([member.history for member in trained], ignore_index=True)
        self.epochs_ = {column: values.to_numpy() for column, values in history.items()}
        self.inverse_temperature_ = 1.0
        if self._training.patience:
            predicted = np.concatenate([member.log_probabilities for member in trained])
            self.inverse_temperature_, _ = fit_temperature(
                predicted, np.concatenate([truth[test] for _, test in sides])
            )
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probability of each of `classes_`, shape (clips, classes)."""
        check_is_fitted(self)
        samples = read_samples(read_rows(self, X, reset=False), self.shapes_, self.scaling_)
        predicted = np.stack(
            [self._log_probabilities(self._network(weights), samples) for weights in self.weights_]
        )
        return softmax(self.inverse_temperature_ * predicted, axis=-1).mean(0)

    @property
    def history_(self) -> pd.DataFrame:
        """The training history of each member: member, and the columns of `EpochRow`."""
        return pd.DataFrame(self.epochs_)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    @property
    def _training(self) -> TrainingOptions:
        return self.training or TrainingOptions()

    def _targets(self, truth: np.ndarray, soft_labels: pd.DataFrame | None) -> np.ndarray:
        votes = soft_labels
        if soft_labels is not None:
            votes = soft_labels.reindex(columns=self.classes_).to_numpy(float, na_value=0.0)
        with extra_needed():
            from cremad.training.targets import soft_targets
        return soft_targets(truth, len(self.classes_), votes, self._training.votes_share)

    def _sides(self, labels: np.ndarray, groups: Any) -> list[tuple[np.ndarray, np.ndarray]]:
        """Positions of the training and held-out clips of each member.

        Members use different folds of one division before they draw another, so that the only actor of an emotion
        is held out by as few members as possible.
        """
        if not self._training.patience:
            everything = np.arange(len(labels))
            return [(everything, everything[:0])] * self.members
        folds = round(1 / self._training.held_out_share)
        draws = (inner_folds(labels, groups, folds, self._seed("held out", number)) for number in count())
        return list(islice(chain.from_iterable(draws), self.members))

    def _train(
        self,
        member: int,
        X: Any,
        targets: np.ndarray,
        train: np.ndarray,
        test: np.ndarray,
        checkpoint: Path | None,
    ) -> "_Trained":
        with extra_needed():
            from cremad.training.loop import train_network

        def read(rows: np.ndarray) -> "Samples | MappedSamples":
            return read_samples(_safe_indexing(X, rows), self.shapes_, self.scaling_, targets[rows])

        training, held_out = read(train), read(test) if len(test) else None
        network = self._network(self._first_weights(member), seed=self._seed("weights", member))
        seed = self._seed("training", member)
        history = train_network(network, training, held_out, self._training, seed=seed, checkpoint=checkpoint)
        return _Trained(
            {name: tensor.numpy().copy() for name, tensor in network.state_dict().items()},
            pd.DataFrame([{"member": member} | row._asdict() for row in history]),
            None if held_out is None else self._log_probabilities(network, held_out),
        )

    def _network(self, weights: dict[str, np.ndarray], seed: int = 0) -> "Module":
        """A network with these weights; those that are not given are initialised at random."""
        with extra_needed():
            import torch

            from cremad.networks.network import build_network
        architecture = self.architecture or ArchitectureOptions()
        network = build_network(architecture, self.shapes_, len(self.classes_), seed)
        network.load_state_dict({name: torch.tensor(each) for name, each in weights.items()}, strict=False)
        return network

    def _log_probabilities(self, network: "Module", samples: Any) -> np.ndarray:
        """Log-probabilities of each clip, shape (clips, classes) float64."""
        with extra_needed():
            from cremad.training.inference import log_probabilities
        device, precision = self._training.device, self._training.precision
        tensor = log_probabilities(network.to(device), samples, batch=BATCH, device=device, precision=precision)
        return tensor.numpy().astype(np.float64)

    def _first_weights(self, member: int) -> dict[str, np.ndarray]:
        """The matching weights of the stored network, from one of its members."""
        if self.start is None:
            return {}
        stored, own = read_weights(self.start.path, self.start.sha256), self._network({}).state_dict()
        weights = stored.members[member % len(stored.members)]
        fit = {name: each for name, each in weights.items() if name in own and own[name].shape == each.shape}
        if not np.array_equal(stored.classes, self.classes_):
            with extra_needed():
                from cremad.networks.network import HEAD as head
            fit = {name: each for name, each in fit.items() if not name.startswith(head)}
        if not fit:
            raise OptionError(
                "no stored weights match the network", path=self.start.path, remedy="Use the same width."
            )
        return fit

    def _seed(self, *names: str | int) -> int:
        return child_seed(self.random_state, *names)

    def _checkpoints(self, X: Any, targets: np.ndarray) -> list[Path | None]:
        """A checkpoint file for each member, named by the digest of what its training depends on."""
        if self.checkpoint_dir is None:
            return [None] * self.members
        depends_on = {
            "parameters": repr({**self.get_params(), "checkpoint_dir": None}),
            "clips": [str(each) for each in getattr(X, "index", ())],
            "targets": digest_bytes(targets.tobytes()),
            "scaling": {name: digest_bytes(each.tobytes()) for name, each in self.scaling_.items()},
        }
        key = digest_json(depends_on)[:16]
        return [Path(self.checkpoint_dir) / f"{key}-{member}.pt" for member in range(self.members)]


class _Trained(NamedTuple):
    """A trained member."""

    weights: dict[str, np.ndarray]
    history: pd.DataFrame
    log_probabilities: np.ndarray | None
    """Log-probabilities of its held-out clips."""

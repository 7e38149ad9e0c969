"""Networks by name: over features, over frames of audio, over faces, and over several of these at once.

The same network takes the sequences of the row's modality: log-mels, faces, or both, each with an encoder of its
own.
"""

from collections.abc import Callable
from typing import Any

from pydantic import Field
from sklearn.base import BaseEstimator

from cremad.models.ensembles import STORES as CLASSICAL
from cremad.models.ensembles import soft_members, weighted_members
from cremad.models.learner import Learner, Tag, tags
from cremad.models.voting import Voted
from cremad.networks.architecture import ArchitectureOptions
from cremad.networks.estimator import NetworkClassifier
from cremad.networks.fusion_late import LateFusion
from cremad.networks.network_file import NetworkFile
from cremad.settings import Options
from cremad.training.options import TrainingOptions, TrainingOverrides

DENSE = {"depth": 1, "width": 128, "norm": "none", "dropout": 0.6}
"""Over some hundreds of features of some hundreds of clips: one layer with strong dropout."""

DENSE_TRAINING = {"learning_rate": 3e-4, "weight_decay": 0.3, "label_smoothing": 0.1}
HALF_VOTES = {"votes_share": 0.5}
STRIDE = 8
"""With frames 10 ms apart, one step of the network is 80 ms, about as long as a phone."""

FRAMES_TRAINING = {"weight_decay": 0.1, "label_smoothing": 0.1, "spec_augment": True, "face_augment": True}


class NetworkOptions(Options):
    """How the networks of a run are trained."""

    training: TrainingOverrides = TrainingOverrides()
    """Options set here apply to every network; the others are each network's defaults."""
    members: int = Field(default=5, ge=1, le=20)
    """Networks over features that are averaged in each row; each has other held-out actors for
    early stopping. Over frames, where training takes a hundred times as long, there is one."""

    @property
    def learns_from_votes(self) -> bool:
        """Whether raters' votes are part of the targets of all networks."""
        return bool(self.training.votes_share)


DEFAULTS = NetworkOptions()


def network_dense(
    seed: int, *, network: NetworkOptions = DEFAULTS, votes: bool = False, start: NetworkFile | None = None
) -> NetworkClassifier:
    """Dense layers over features; of several modalities, joined.

    Parameters
    ----------
    seed : int
    network : NetworkOptions
        Options of its training.
    votes : bool
        Whether the raters' votes are half of each clip's target.
    start : NetworkFile, optional
        Stored network whose weights it starts from, such as one of another corpus.
    """
    own = DENSE_TRAINING | HALF_VOTES if votes else DENSE_TRAINING
    return _network(seed, network, own, start, fusion="early", **DENSE)


def network_attention_fusion(
    seed: int, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None
) -> NetworkClassifier:
    """Dense layers over each modality's features, which attend to each other; works with a missing modality."""
    return _network(seed, network, DENSE_TRAINING, start, fusion="attention", **DENSE)


def network_late_fusion(
    seed: int, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None
) -> LateFusion:
    """A network for each modality's features, weighted on held-out actors; works with a missing modality."""
    each = [(modality, network_dense(seed, network=network, start=start)) for modality in ("audio", "image")]
    return LateFusion(each, folds=3, random_state=seed)


def network_cnn(
    seed: int, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None
) -> NetworkClassifier:
    """Convolutions: over time of log-mels, over each face; of both, their outputs concatenated."""
    return _over_frames(seed, network, start, "cnn", fusion="early")


def network_lstm(
    seed: int, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None
) -> NetworkClassifier:
    """A bidirectional LSTM with attention pooling."""
    return _over_frames(seed, network, start, "lstm", depth=1)


def network_gru(
    seed: int, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None
) -> NetworkClassifier:
    """A bidirectional GRU with attention pooling."""
    return _over_frames(seed, network, start, "gru", depth=1)


def network_transformer(
    seed: int, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None
) -> NetworkClassifier:
    """Two layers of self-attention with attention pooling."""
    return _over_frames(seed, network, start, "transformer")


def network_cnn_gru(
    seed: int, *, network: NetworkOptions = DEFAULTS, start: NetworkFile | None = None
) -> NetworkClassifier:
    """Convolutions over time, read by a GRU; faces and log-mels attend to each other."""
    return _over_frames(seed, network, start, "cnn_gru", depth=1)


def ensemble(
    seed: int, *, network: NetworkOptions = DEFAULTS, votes: bool = False, start: NetworkFile | None = None
) -> Voted:
    """The mean of the predictions of a dense network and classical models.

    Without votes the classical models have features weighted by family; with votes, a linear model and
    boosted trees, all with votes as half of the target.
    """
    members = soft_members(seed) if votes else weighted_members(seed)
    return Voted([*members, ("network_dense", network_dense(seed, network=network, votes=votes, start=start))])


def _over_frames(
    seed: int, options: NetworkOptions, start: NetworkFile | None, encoder: str, **architecture
) -> NetworkClassifier:
    one = options.model_copy(update={"members": 1})
    return _network(seed, one, FRAMES_TRAINING, start, encoder=encoder, stride=STRIDE, **architecture)


def _network(
    seed: int, options: NetworkOptions, own: dict, start: NetworkFile | None, **architecture
) -> NetworkClassifier:
    return NetworkClassifier(
        architecture=ArchitectureOptions(**architecture),
        training=TrainingOptions(**own | options.training.chosen),
        members=options.members,
        start=start,
        random_state=seed,
    )


STORES = (NetworkClassifier, ArchitectureOptions, TrainingOptions, NetworkFile, "pathlib.PosixPath")
"""Types of a network that is a member of an ensemble; a network alone is stored without skops."""


def _learner(name: str, title: str, build: Callable[..., BaseEstimator], *chosen: Tag, **others: Any) -> Learner:
    return Learner(
        name, title, build, tags(Tag.NETWORK, *chosen), **{"stores": STORES, "extra": "neural"} | others
    )


def _reading_frames(name: str, title: str, build: Callable[..., BaseEstimator]) -> Learner:
    return _learner(name, title, build, reads="sequences", sequences={"audio": "log_mel", "image": "face"})


LEARNERS = (
    _learner("network_dense", "Network, dense", network_dense, Tag.VOTES),
    _learner("network_attention_fusion", "Network, attention over modalities", network_attention_fusion),
    _learner(
        "network_late_fusion",
        "Networks of each modality, weighted",
        network_late_fusion,
        stores=(LateFusion, *STORES),
    ),
    _reading_frames("network_cnn", "Network, CNN", network_cnn),
    _reading_frames("network_lstm", "Network, LSTM", network_lstm),
    _reading_frames("network_gru", "Network, GRU", network_gru),
    _reading_frames("network_transformer", "Network, transformer", network_transformer),
    _reading_frames("network_cnn_gru", "Network, CNN and GRU", network_cnn_gru),
    _learner(
        "ensemble",
        "Ensemble of classical models and a network",
        ensemble,
        Tag.VOTES,
        stores=(Voted, *CLASSICAL, *STORES),
        streams={Tag.VOTES: "ensemble_soft_labels"},
    ),
)
